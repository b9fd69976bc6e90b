import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, templateRow } from '@/bridge/fake-rows';
import type { Template } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { TemplateDrift } from './template-drift';

let fake: FakeBridge;

afterEach(closeFake);

const before = { at: fakeStart, category: 'UTILITY', headerKind: '', headerText: '', body: 'Hello {{1}}, it is on its way.', footer: 'Shop', buttons: [] };
const drifted = (part: Partial<Template>): Template => templateRow({ id: 'tpl_1', name: 'parcel', footer: 'Shop', body: 'Hello {{1}}, it is late.', agreed: before, ...part });

async function open(...list: readonly Template[]): Promise<void> {
  fake = await openFake((bench) => bench.world.put('templates', ...list));
  renderPage(<TemplateDrift wabaId="wab_1" />);
}

const one = async (name = 'parcel (en)'): Promise<ReturnType<typeof within>> => within(await screen.findByRole('group', { name }));

describe('templates that were changed at Meta', () => {
  it('shows what differs side by side, with the words marked', async () => {
    await open(drifted({ buttons: [{ type: 'PHONE_NUMBER', text: 'Call', url: '', phone: '+4930' }] }), templateRow({ id: 'tpl_2', name: 'same' }), drifted({ id: 'tpl_3', name: 'elsewhere', wabaId: 'wab_2' }));
    const box = await one();
    expect(screen.getAllByRole('group')).toHaveLength(1);
    expect(screen.getByText(/^Somebody changed a template outside Parley/u)).toBeInTheDocument();
    expect(box.getByText(/^Changed, seen on .*2026/u)).toBeInTheDocument();
    expect(box.getAllByRole('rowheader').map((each: HTMLElement) => each.textContent)).toEqual(['Body', 'Buttons']);
    const [body, buttons] = box.getAllByRole('row').slice(1);
    expect(within(body as HTMLElement).getAllByRole('cell').map((each) => each.textContent)).toEqual(['Hello {{1}}, it is on its way.', 'Hello {{1}}, it is late.']);
    expect([...(body as HTMLElement).getElementsByTagName('mark')].map((each) => each.textContent)).toEqual(['on its way', 'late']);
    expect(buttons).toHaveTextContent('nothingCall · +4930');
    expect(await axeFindings()).toEqual([]);
  });

  it('takes theirs', async () => {
    await open(drifted({}));
    await userEvent.click((await one()).getByRole('button', { name: 'Take theirs' }));
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
    expect(fake.world.get('templates', 'tpl_1')?.body).toBe('Hello {{1}}, it is late.');
  });

  it('puts ours back after it said what Meta allows', async () => {
    await open(drifted({}));
    await userEvent.click((await one()).getByRole('button', { name: 'Put ours back…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Put parcel back?' }));
    expect(dialog.getByText(/once in 24 hours and ten times in 30 days/u)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Put ours back…' }));
    await waitFor(() => expect(screen.queryByRole('group')).not.toBeInTheDocument());
    expect(fake.world.get('templates', 'tpl_1')).toMatchObject({ body: 'Hello {{1}}, it is on its way.', status: 'PENDING' });
  });

  it('says of a deleted one that its name is kept back', async () => {
    await open(drifted({ status: 'DELETED' }));
    const box = await one();
    expect(box.getByText(/^Deleted, seen on/u)).toBeInTheDocument();
    expect(box.getAllByText('deleted').length).toBeGreaterThan(0);
    await userEvent.click(box.getByRole('button', { name: 'Put ours back…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Put parcel back?' }));
    expect(dialog.getByText(/for 30 days after it was deleted/u)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Not now' }));
    await userEvent.click(box.getByRole('button', { name: 'Leave it deleted' }));
    expect(fake.world.get('templates', 'tpl_1')?.agreed).toBeUndefined();
  });

  it('says why Meta would not take it', async () => {
    await open(drifted({ status: 'PENDING' }));
    const box = await one();
    await userEvent.click(box.getByRole('button', { name: 'Put ours back…' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Put ours back…' }));
    expect(await box.findByRole('alert')).toHaveTextContent('Wait until Meta has reviewed this one.');
  });
});
