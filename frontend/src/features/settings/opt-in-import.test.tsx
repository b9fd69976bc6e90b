import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge } from '@/bridge/fake';
import { fakeStart, orgRow } from '@/bridge/fake-rows';
import { readCsv } from '@/lib/csv';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { OptInImport } from './opt-in-import';
import { partsOf, readList } from './opt-in-list';

afterEach(closeFake);

const head = 'phone,name,method,purposes,date,proof';
const good = '+49 171 2345678,Jo,Website,marketing utility,2024-05-07,form 7';

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<FakeBridge> {
  const fake = await openFake((bench) => {
    bench.world.put('orgs', orgRow({ optIns: 'strict' }));
    prepare(bench);
  });
  const { container } = renderPage(<OptInImport />);
  await screen.findByRole('region', { name: 'Import opt-ins' });
  input = container.querySelector('input[type=file]') as HTMLInputElement;
  return fake;
}

let input: HTMLInputElement;
const choose = (text: string): Promise<void> => userEvent.upload(input, new File([text], 'list.csv', { type: 'text/csv' }));
const batches = (fake: FakeBridge): readonly { rows: readonly unknown[] }[] => fake.world.calls.filter((each) => each.name === 'optIn.import').map((each) => each.args[0] as { rows: readonly unknown[] });

describe('importing opt-ins', () => {
  it('says which rows are wrong before anything is sent, and sends the others', async () => {
    const fake = await open();
    await choose([head, good, '12,,sms,marketing,2024-05-07,', '+49171,,sms,marketing,2024-05-07,', '+491712345679,,fax,marketing,2024-05-07,', '+491712345679,,sms,spam,2024-05-07,', '+491712345679,,sms,marketing,7 May,'].join('\r\n'));
    expect(await screen.findByText('6 rows: 1 ready, 5 with a mistake.')).toBeInTheDocument();
    expect(screen.getByText('Row 4: The method is not one of the six.')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    expect(batches(fake)).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Import 1 opt-in' }));
    expect(await screen.findByText('1 recorded, 0 were recorded before, 1 new contacts.')).toBeInTheDocument();
    expect(batches(fake)).toEqual([{ rows: [{ phone: '+49 171 2345678', name: 'Jo', optIn: { method: 'website', purposes: ['marketing', 'utility'], at: new Date(2024, 4, 7).getTime(), proof: 'form 7' } }] }]);
  });

  it('sends thousands of rows in parts, and goes on after a failure', async () => {
    const fake = await open(({ world }) => world.fail('optIn.import', new BridgeError('unavailable', 'The relay is busy.', 'busy')));
    await choose([head, ...Array.from({ length: 2050 }, (_, i) => `+4917123${String(i).padStart(5, '0')},,sms,marketing,2024-05-07,`)].join('\n'));
    await userEvent.click(await screen.findByRole('button', { name: 'Import 2050 opt-ins' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The relay is busy.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/^2,050 recorded/)).toBeInTheDocument();
    expect(batches(fake).slice(1).map((each) => each.rows.length)).toEqual([...Array<number>(20).fill(100), 50]);
  });

  it('says what is missing in a file that is another', async () => {
    await open();
    await choose('name;tel\nJo;123');
    expect(await screen.findByRole('alert')).toHaveTextContent('The first line lacks these columns: phone, method, purposes, date.');
    await choose('');
    expect(await screen.findByRole('alert')).toHaveTextContent(/lacks/);
    await choose(head);
    expect(await screen.findByText('The file has no rows.')).toBeInTheDocument();
    expect(within(screen.getByRole('region')).getByRole('button', { name: 'Import 0 opt-ins' })).toBeDisabled();
  });
});

describe('a quote that nothing closes', () => {
  it('is refused with its line, because all rows after it would be lost without a word', async () => {
    const fake = await open();
    await choose([head, good, '"+491712345679,,sms,marketing,2024-05-07,', good].join('\r\n'));
    expect(await screen.findByRole('alert')).toHaveTextContent('A quote opens on line 3 and nothing closes it');
    expect(screen.queryByRole('button', { name: /^Import/ })).toBeNull();
    expect(batches(fake)).toEqual([]);
    await choose([head, good].join('\r\n'));
    expect(await screen.findByText('1 row: 1 ready, 0 with a mistake.')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('the rows of a file', () => {
  it.each([
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['\uFEFFa;b\r\n"x;y";" ""q"" "', [['a', 'b'], ['x;y', '"q"']]],
    ['a\n\n"line\nbreak"\n', [['a'], ['line\nbreak']]],
    ['', []],
  ])('%j is %j', (text, want) => expect(readCsv(text)).toEqual(want));

  it.each([
    ['2026-02-30', 'date'], ['2008-12-31', 'date'], ['2999-01-01', 'date'], ['2024-05-07T10:20:00Z', undefined], ['2024-05-07', undefined], ['', 'date'],
  ])('the date %s is %s', (date, want) => {
    const list = readList(`${head}\n+491712345678,,in person,AUTHENTICATION,${date},`, fakeStart);
    expect('rows' in list && list.rows[0]?.fault).toBe(want);
  });

  it('takes no proof that is longer than can be kept, and keeps parts below what a command may hold', () => {
    const line = (proof: string): string => `+491712345678,,sms,marketing,2024-05-07,${proof}`;
    const list = readList([head, line('x'.repeat(1025)), ...Array<string>(90).fill(line('<'.repeat(170)))].join('\n'), fakeStart);
    if (!('rows' in list)) throw new Error('no rows');
    expect(list.rows[0]?.fault).toBe('proof');
    const parts = partsOf(list.rows);
    expect(parts.flat()).toHaveLength(90);
    expect(parts.length).toBeGreaterThan(1);
  });
});
