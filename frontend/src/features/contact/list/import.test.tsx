import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow } from '@/bridge/fake-rows';
import { readCsv, rowsIn } from '@/lib/csv';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { fits } from '../attributes';
import { guessed, partsOf } from './import-model';
import { ContactsPage } from './page';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(1000, 53, 900);
});
afterEach(closeFake);

describe('a list of contacts', () => {
  it('reads rows with their lines, and sends them in parts that the relay takes', () => {
    const text = 'Phone;Full name;Tags;Plan;x\r\n"+34 600 000 001";"A ""B""\nC";vip, late;Pro;\r\n\r\n+34600000002;D;;;\r\n';
    expect([...rowsIn(text)].map((each) => each.line)).toEqual([1, 2, 5]);
    const mapping = guessed(['Phone', 'Full name', 'Tags', 'Plan', 'x'], [{ id: 'att_1', name: 'plan', type: 'text' }]);
    expect(mapping).toEqual(['phone', 'name', 'labels', 'att_1', '']);
    const [part] = [...partsOf(text, mapping)];
    expect(part?.map((each) => each.row)).toEqual([
      { phone: '+34 600 000 001', name: 'A "B"\nC', labels: ['vip', 'late'], attributes: [{ key: 'att_1', value: 'Pro' }] },
      { phone: '+34600000002', name: 'D' },
    ]);
    const many = `phone,name\n${Array.from({ length: 1234 }, (_, n) => `+3460000${n},${'<'.repeat(n % 300)}`).join('\n')}`;
    const parts = [...partsOf(many, ['phone', 'name'])];
    expect(parts.flat()).toHaveLength(1234);
    for (const each of parts) {
      expect(each.length).toBeLessThanOrEqual(100);
      expect(JSON.stringify(each.map((row) => row.row)).replaceAll('<', '\\u003c').length).toBeLessThan(60_000);
    }
  });

  it('is looked through before anything is changed, and then imported', async () => {
    fake = await openFake(({ world }) => world.put('contacts', contactRow({ id: 'con_1', savedName: 'Lucía', phone: '+34600000001' })));
    renderPage(<ContactsPage />, '/contacts');
    fireEvent.click(await screen.findByRole('button', { name: 'Import' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Import contacts' }));
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (input === null) throw new Error('no field for a file');
    const file = new File(['phone,name\n+34600000001,Lucía\n+34600000002,Bo\n12,Nobody\n'], 'list.csv', { type: 'text/csv' });
    fireEvent.change(input, { target: { files: [file] } });
    fireEvent.click(await dialog.findByRole('button', { name: 'Look through first' }));
    expect(await dialog.findByText(/Nothing is changed yet\. New: 1\. Changed: 0\. Same as now: 1\. Refused: 1\./)).toBeInTheDocument();
    expect(dialog.getByText(/^Line 4: /)).toBeInTheDocument();
    expect(fake.world.all('contacts')).toHaveLength(1);
    expect(fake.world.calls.some((each) => each.name === 'contact.import')).toBe(false);
    fireEvent.click(dialog.getByRole('button', { name: 'Import 1 contact' }));
    expect(await dialog.findByText(/^Done\. New: 1\./)).toBeInTheDocument();
    await waitFor(() => expect(fake.world.all('contacts')).toHaveLength(2));
  });

  it('says of each broken row why, takes the others, and saves all that were refused', async () => {
    fake = await openFake(() => undefined);
    renderPage(<ContactsPage />, '/contacts');
    fireEvent.click(await screen.findByRole('button', { name: 'Import' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Import contacts' }));
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (input === null) throw new Error('no field for a file');
    // Numbers that are none, a field beyond its bound, and a quote that is missing for many lines.
    const broken = [...Array.from({ length: 31 }, (_, n) => `12,=Broken ${n}`), `+34600000100,${'n'.repeat(2000)}`, `+34600000101,"${'lost\n'.repeat(15_000)}"`];
    const rows = ['+34600000001,First', ...broken, '+34600000002,Last'];
    fireEvent.change(input, { target: { files: [new File([`phone,name\n${rows.join('\n')}\n`], 'list.csv', { type: 'text/csv' })] } });
    fireEvent.click(await dialog.findByRole('button', { name: 'Look through first' }));
    expect(await dialog.findByText(/New: 2\. Changed: 0\. Same as now: 0\. Refused: 33\./)).toBeInTheDocument();
    expect(dialog.getAllByText(/^Line \d+: /)).toHaveLength(20);
    expect(dialog.getByText('And 13 more.')).toBeInTheDocument();
    fireEvent.click(dialog.getByRole('button', { name: 'Save the refused rows' }));
    await waitFor(() => expect(fake.office.made).toHaveLength(1));
    const bytes = Uint8Array.from(atob(fake.office.made[0]?.content ?? ''), (each) => each.charCodeAt(0));
    const [head, ...saved] = readCsv(new TextDecoder().decode(bytes));
    expect(head).toEqual(['phone', 'name', 'Line', 'Why']);
    expect(saved.map((each) => Number(each[2]))).toEqual(Array.from({ length: 33 }, (_, n) => n + 3));
    expect(saved[0]?.[1]).toBe("'=Broken 0");
    expect(saved.slice(-2).map((each) => each[3])).toEqual(['The name is too long.', 'This is larger than 60 KB, more than the relay takes at once. Shorten it.']);
    fireEvent.click(dialog.getByRole('button', { name: 'Import 2 contacts' }));
    expect(await dialog.findByText(/^Done\. New: 2\..*Refused: 33\./)).toBeInTheDocument();
    expect(fake.world.all('contacts').map((each) => each.savedName).toSorted()).toEqual(['First', 'Last']);
  });

  it('is not left behind with the outcome of the file before', async () => {
    fake = await openFake(() => undefined);
    renderPage(<ContactsPage />, '/contacts');
    fireEvent.click(await screen.findByRole('button', { name: 'Import' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Import contacts' }));
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (input === null) throw new Error('no field for a file');
    const choose = (text: string): boolean => fireEvent.change(input, { target: { files: [new File([text], 'list.csv', { type: 'text/csv' })] } });
    choose('phone,name\n12,Bo\n');
    fireEvent.click(await dialog.findByRole('button', { name: 'Look through first' }));
    expect(await dialog.findByText(/Refused: 1\./)).toBeInTheDocument();
    choose('phone,name\n21,Bo\n');
    await waitFor(() => expect(dialog.queryByText(/Refused: 1\./)).not.toBeInTheDocument());
    expect(await dialog.findByRole('button', { name: 'Look through first' })).toBeInTheDocument();
  });
});

it('judges values as the relay does', () => {
  const of = (type: 'text' | 'number' | 'date' | 'yesNo' | 'list' | 'link', value: string): boolean => fits({ id: 'a', name: 'A', type, options: ['Pro'] }, value);
  expect([of('number', '3,5'), of('number', '3 apples'), of('date', '2026-02-28'), of('date', '2026-02-30'), of('list', 'pro'), of('list', 'Gold')]).toEqual([true, false, true, false, true, false]);
  expect([of('link', 'https://a.example'), of('link', 'javascript:alert(1)'), of('yesNo', 'maybe'), of('text', 'x'.repeat(501)), of('text', ''), of('number', ' ')]).toEqual([true, false, false, false, true, true]);
});
