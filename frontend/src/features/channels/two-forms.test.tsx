import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ChannelsPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const spain = { id: 'num_1', name: 'WhatsApp_ES', description: 'Shop', serviceName: 'Care', dataSource: [{ key: 'region', value: 'emea' }] };

async function open(): Promise<ReturnType<typeof within>> {
  fake = await openFake(({ world }) => {
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }), inboxRow({ id: 'inb_2', name: 'Sales' }));
    world.put('numbers', numberRow({ ...spain, inboxId: '' }));
  });
  renderPage(<ChannelsPage />);
  return reopen();
}

async function reopen(): Promise<ReturnType<typeof within>> {
  fireEvent.click(await screen.findByRole('button', { name: 'Edit WhatsApp_ES' }));
  return within(await screen.findByRole('form', { name: 'Settings' }));
}

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;
const typed = (form: ReturnType<typeof within>, label: string, value: string): boolean => fireEvent.change(form.getByLabelText(label), { target: { value } });

describe("the form of a number's settings", () => {
  it('sends what was changed only, and has the person choose of a field that both changed', async () => {
    const form = await open();
    typed(form, 'Description', 'Web shop');
    typed(form, 'Data source', 'region=emea; tier=gold');
    act(() => fake.world.put('numbers', numberRow({ ...spain, inboxId: '', serviceName: 'Complaints', description: '', dataSource: [{ key: 'region', value: 'apac' }] })));
    await waitFor(() => expect(form.getByLabelText('Service name for reports')).toHaveValue('Complaints'));
    const [description, source] = form.getAllByRole('alert');
    expect(description).toHaveTextContent('It is now: nothing');
    expect(source).toHaveTextContent('It is now: region=apac');
    fireEvent.click(form.getByRole('button', { name: 'Save settings' }));
    await waitFor(() => expect(form.getAllByRole('button', { name: 'Take theirs' })[0]).toHaveFocus());
    expect(last('number.update')).toBeUndefined();
    fireEvent.click(within(description ?? document.body).getByRole('button', { name: 'Keep mine' }));
    fireEvent.click(form.getByRole('button', { name: 'Take theirs' }));
    expect(form.getByLabelText('Data source')).toHaveValue('region=apac');
    fireEvent.click(form.getByRole('button', { name: 'Save settings' }));
    await waitFor(() => expect(last('number.update')?.[0]).toEqual({ numberId: 'num_1', name: 'WhatsApp_ES', description: 'Web shop', serviceName: 'Complaints', dataSource: [{ key: 'region', value: 'apac' }], edited: { description: '' } }));
  });

  it('keeps what was typed when it is closed by Escape, until it is saved or thrown away', async () => {
    let form = await open();
    typed(form, 'Data source', 'region');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    act(() => fake.world.put('numbers', numberRow({ ...spain, inboxId: '', serviceName: 'Complaints' })));
    form = await reopen();
    expect(form.getByLabelText('Data source')).toHaveValue('region');
    expect(form.getByLabelText('Service name for reports')).toHaveValue('Complaints');
    typed(form, 'Data source', 'region=apac');
    fireEvent.click(form.getByRole('button', { name: 'Save settings' }));
    await waitFor(() => expect(last('number.update')).toMatchObject([{ edited: { dataSource: { list: [{ key: 'region', value: 'emea' }] } } }]));
    expect(await form.findByText('Saved.')).toBeInTheDocument();
    expect(form.queryByRole('button', { name: 'Discard changes' })).toBeNull();
  });

  it('has the person choose where the number leads when a colleague mapped it meanwhile', async () => {
    await open();
    const form = within(screen.getByRole('form', { name: 'Mapping' }));
    fireEvent.click(form.getByRole('combobox', { name: 'Inbox' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Sales' }));
    act(() => fake.world.put('numbers', numberRow({ ...spain, inboxId: 'inb_1' })));
    expect(await form.findByRole('alert')).toHaveTextContent('It is now: Support');
    fireEvent.click(form.getByRole('button', { name: 'Save mapping' }));
    await waitFor(() => expect(form.getByRole('button', { name: 'Take theirs' })).toHaveFocus());
    expect(last('number.map')).toBeUndefined();
    fireEvent.click(form.getByRole('button', { name: 'Keep mine' }));
    expect(form.getByRole('combobox', { name: 'Inbox' })).toHaveValue('Sales');
    act(() => fake.world.put('numbers', numberRow({ ...spain, inboxId: '' })));
    fireEvent.click(await form.findByRole('button', { name: 'Take theirs' }));
    expect(form.queryByRole('alert')).toBeNull();
    expect(form.getByRole('combobox', { name: 'Inbox' })).toHaveValue('Not mapped');
  });
});
