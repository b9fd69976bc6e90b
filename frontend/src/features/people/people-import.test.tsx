import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, inboxRow, numberRow } from '@/bridge/fake-rows';
import type { Invitation } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { PeoplePage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;

describe('a list of people in a file', () => {
  const file = (text: string | Uint8Array<ArrayBuffer>, name = 'people.csv'): File => new File([text], name, { type: 'text/csv' });
  const invitation = (id: string, email: string): Invitation => ({ id, email, name: 'Chen', role: 'agent', link: '', code: '', expiresAt: fakeStart + 86_400_000 });
  const choose = async (text: string | Uint8Array<ArrayBuffer>, prepare: (fake: FakeBridge) => void = () => undefined): Promise<ReturnType<typeof within>> => {
    fake = await openFake((bench) => {
      bench.world.state = { ...bench.world.state, role: 'owner' };
      prepare(bench);
    });
    renderPage(<PeoplePage />);
    act(() => {
      fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: [] }));
      fake.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', phone: '+34911222333' }));
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Import list' }));
    const dialog = await screen.findByRole('dialog', { name: 'Import a list of people' });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (input === null) throw new Error('no field for a file');
    await userEvent.upload(input, file(text));
    return within(dialog);
  };

  it('is checked first, row by row, then taken, and its codes are saved', async () => {
    const dialog = await choose('\uFEFFName;Email;Role;Inboxes\r\nChen;chen@example.com;Agent;Support:40\r\n"Duarte; Eva";eva@example.com;admin;\r\n');
    await userEvent.click(await dialog.findByRole('button', { name: 'Check the list' }));
    expect(await dialog.findAllByText('will be invited')).toHaveLength(2);
    expect(last('people.import')).toMatchObject([{ dry: true, rows: [{ name: 'Chen', email: 'chen@example.com', role: 'agent', places: { list: [{ inboxId: 'inb_1', level: 40 }] } }, { name: 'Duarte; Eva', role: 'admin' }] }]);
    await userEvent.click(dialog.getByRole('button', { name: 'Import 2 people' }));
    expect(await dialog.findByText(/2 people were invited/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Save links and codes…' }));
    expect(await dialog.findByText(/Saved as .*invitations\.csv/)).toBeInTheDocument();
    expect(atob(fake.office.made.at(-1)?.content ?? '')).toContain('"Chen","chen@example.com","https://relay.example/join#K7Q2-M4XD","K7Q2-M4XD"');
    expect(document.body).not.toHaveTextContent('K7Q2');
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
    expect(await screen.findByRole('region', { name: 'Open invitations' })).toHaveTextContent('eva@example.com');
  });

  it('offers new codes for who is invited already, and saves them with those of the others', async () => {
    const dialog = await choose('name,email\nChen,Chen@example.com\nEva,eva@example.com\n', ({ office }) => {
      office.invitations = [invitation('inv_1', 'Chen@example.com'), invitation('inv_2', 'other@example.com')];
    });
    fireEvent.click(await dialog.findByRole('button', { name: 'Check the list' }));
    expect(await dialog.findByText('has an invitation already')).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'New codes for those invited already' })).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Import 1 person' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'New codes for those invited already' }));
    expect(await dialog.findByText(/1 person has a new link and code/)).toBeInTheDocument();
    expect(last('people.reinvite')).toEqual([{ ids: ['inv_1'] }]);
    expect(dialog.queryByRole('button', { name: 'New codes for those invited already' })).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Save links and codes…' }));
    expect(await dialog.findByText(/Saved as/)).toBeInTheDocument();
    const saved = atob(fake.office.made.at(-1)?.content ?? '');
    expect(saved).toContain('"eva@example.com","https://relay.example/join#K7Q2-M4XD","K7Q2-M4XD"');
    expect(saved).toContain('"Chen@example.com","https://relay.example/join#N3W2-C0D3","N3W2-C0D3"');
  });

  it('offers them as well when nobody of the list is new, keeps them until they are saved, and says why there are none', async () => {
    const dialog = await choose('name,email\nChen,chen@example.com\n', ({ office }) => (office.invitations = [invitation('inv_1', 'chen@example.com')]));
    fireEvent.click(await dialog.findByRole('button', { name: 'Check the list' }));
    const renew = await dialog.findByRole('button', { name: 'New codes for those invited already' });
    fake.world.fail('people.reinvite', new BridgeError('notFound', 'There is no such invitation here.', 'notYours'));
    fireEvent.click(renew);
    expect(await dialog.findByRole('alert')).toHaveTextContent('There is no such invitation here.');
    fireEvent.click(renew);
    expect(await dialog.findByText(/1 person has a new link and code/)).toBeInTheDocument();
    expect(dialog.queryByText(/Nobody new was invited/)).toBeNull();
    expect(dialog.queryByRole('button', { name: 'Close' })).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Done' }));
    expect(dialog.getByText(/link and code of 1 person have not been saved/)).toBeInTheDocument();
  });

  it('keeps the links and codes until they are saved or given up', async () => {
    const dialog = await choose('name,email\nChen,chen@example.com\n');
    await userEvent.click(await dialog.findByRole('button', { name: 'Check the list' }));
    expect(dialog.getByRole('button', { name: 'Close' })).toBeInTheDocument();
    await userEvent.click(await dialog.findByRole('button', { name: 'Import 1 person' }));
    await dialog.findByText(/1 person was invited/);
    await userEvent.keyboard('{Escape}');
    expect(dialog.queryByRole('button', { name: 'Close' })).toBeNull();
    expect(dialog.getByRole('button', { name: 'Choose a file…' })).toBeDisabled();
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
    expect(dialog.getByText(/link and code of 1 person have not been saved/)).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Close without them' })).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Save links and codes…' }));
    expect(await dialog.findByText(/Saved as/)).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Close' })).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Import a list of people' })).toBeNull());
  });

  it('says which active number it leaves without anybody, and is taken only when that is agreed', async () => {
    const dialog = await choose('name,email\nChen,chen@example.com\n');
    fake.office.leftAlone = ['num_1'];
    await userEvent.click(await dialog.findByRole('button', { name: 'Check the list' }));
    expect(await dialog.findByText(/WhatsApp_ES.* is active, and after this nobody of its inbox/)).toBeInTheDocument();
    const go = dialog.getByRole('button', { name: 'Import 1 person' });
    expect(go).toBeDisabled();
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Import the list all the same' }));
    await userEvent.click(go);
    expect(await dialog.findByText(/1 person was invited/)).toBeInTheDocument();
  });

  it('says what is wrong beside each row and what would become of the others, and takes none', async () => {
    const dialog = await choose('name,email,role,inboxes\nChen,chen@example.com,boss,\nEva,eva@example.com,agent,Support:101\nFay,fay@example.com,agent,Support\n');
    expect(await dialog.findByText(/“boss” is not a role/)).toBeInTheDocument();
    expect(dialog.getByText(/“Support:101”: write none/)).toBeInTheDocument();
    expect(dialog.getByText(/Nothing was changed/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Check the list' }));
    expect(await dialog.findByText('will be invited')).toBeInTheDocument();
    expect(last('people.import')).toMatchObject([{ dry: true, rows: [{ name: 'Fay' }] }]);
    expect(dialog.queryByRole('button', { name: /^Import \d/ })).toBeNull();
  });

  it('has nothing to check where no row can be read', async () => {
    const dialog = await choose('name,email,role\nChen,chen@example.com,boss\n');
    expect(await dialog.findByRole('button', { name: 'Check the list' })).toBeDisabled();
  });

  it('is read as UTF-8 or marked UTF-16, and refused in any other encoding', async () => {
    const windows = new Uint8Array([...new TextEncoder().encode('name,email\nMu'), 0xf1, ...new TextEncoder().encode('oz,m@example.com\n')]);
    const dialog = await choose(windows);
    expect(await dialog.findByText(/This file is not UTF-8/)).toBeInTheDocument();
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (input === null) throw new Error('no field for a file');
    const wide = [...'\uFEFFname,email\nMuñoz,m@example.com\n'].flatMap((each) => [each.charCodeAt(0) & 0xff, each.charCodeAt(0) >> 8]);
    await userEvent.upload(input, file(new Uint8Array(wide)));
    expect(await dialog.findByText('Muñoz')).toBeInTheDocument();
  });

  it.each([
    ['phone,name\n+49,Chen\n', /has to name these columns too: email/],
    ['name,email,wage\nChen,chen@example.com,1\n', /There is no column wage/],
    ['name,email\n"Chen,chen@example.com\nEva,eva@example.com\n', /A quote opens on line 2/],
    ['name,email\n', /There is nobody in this file/],
    [`name,email\n${Array.from({ length: 201 }, (_, i) => `P${i},p${i}@example.com`).join('\n')}`, /up to 200 people/],
  ])('is refused whole with the reason: %#', async (text, said) => {
    const dialog = await choose(text);
    expect(await dialog.findByText(said)).toBeInTheDocument();
  });
});
