import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inboxRow, numberRow, planRow, userRow } from '@/bridge/fake-rows';
import type { FakeBridge } from '@/bridge/fake';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { InboxesPage } from './page';
import { isWhole, movedBranch, planFaults } from './plan-model';

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

let fake: FakeBridge;

async function open(more: (fake: FakeBridge) => void = () => undefined): Promise<void> {
  fake = await openFake((bench) => {
    bench.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }));
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana'] }), inboxRow({ id: 'inb_2', name: 'Sales', members: ['usr_ana'] }));
    more(bench);
  });
  renderPage(<InboxesPage />);
}

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;

describe('plans that branch', () => {
  it('are made of ways with conditions, and say what is missing beside it', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Add a plan' }));
    const panel = within(await screen.findByRole('dialog', { name: 'New plan' }));
    await userEvent.click(panel.getByRole('button', { name: 'Create the plan' }));
    expect(panel.getByText('Give the plan a name.')).toBeInTheDocument();
    expect(panel.getByLabelText('Name')).toHaveFocus();
    expect(panel.getByText('Fill in each condition, and choose where this way leads.')).toBeInTheDocument();
    expect(panel.getByText('Choose an inbox.')).toBeInTheDocument();
    expect(last('plan.put')).toBeUndefined();
    await userEvent.type(panel.getByLabelText('Name'), 'Region');
    await userEvent.type(panel.getByLabelText('Key of way 1, condition 1'), 'region');
    await userEvent.type(panel.getByLabelText('Value of way 1, condition 1'), 'emea');
    await userEvent.click(panel.getByRole('combobox', { name: 'Way 1 leads to' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Sales' }));
    await userEvent.click(panel.getByRole('combobox', { name: 'Otherwise' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Support' }));
    await userEvent.click(panel.getByRole('button', { name: 'Where would it go?' }));
    expect(await panel.findByText('No way holds: to Support')).toBeInTheDocument();
    expect(panel.getByText(/^Way 1: .*region.* – no$/)).toBeInTheDocument();
    await userEvent.click(panel.getByRole('button', { name: 'Create the plan' }));
    await waitFor(() => expect(last('plan.put')).toEqual([{ id: '', name: 'Region', inboxId: 'inb_1', branches: [{ if: [{ kind: 'source', key: 'region', value: 'emea' }], inboxId: 'inb_2' }], edited: {} }]));
    expect(await screen.findByText(/region.*emea.*Sales.*otherwise.*Support/)).toBeInTheDocument();
  });

  it('offer inboxes of one channel, and warn before a way leads to nobody', async () => {
    await open(({ world }) => {
      world.put('inboxes', inboxRow({ id: 'inb_3', name: 'Texts', type: 'sms', members: ['usr_ana'] }), inboxRow({ id: 'inb_4', name: 'Night', members: [] }));
      world.put('plans', planRow({ id: 'pln_1', name: 'By label', type: 'branches', inboxId: 'inb_1', branches: [{ if: [{ kind: 'label', value: 'vip' }], inboxId: 'inb_2' }] }));
      world.put('numbers', numberRow({ id: 'num_1', name: 'Main', planId: 'pln_1', inboxId: 'inb_1', state: 'active' }));
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit By label' }));
    const panel = within(await screen.findByRole('dialog', { name: 'Edit By label' }));
    expect(panel.queryByText(/can take conversations/)).toBeNull();
    await userEvent.click(panel.getByRole('combobox', { name: 'Way 1 leads to' }));
    expect(await screen.findByRole('option', { name: 'Night' })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: 'Texts' })).toBeNull();
    await userEvent.click(screen.getByRole('option', { name: 'Night' }));
    expect(panel.getByText(/Nobody in .*Night.* can take conversations.*Main.* stops being active with it/)).toBeInTheDocument();
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(last('plan.put')).toBeUndefined();
    await userEvent.click(panel.getByRole('button', { name: 'Save all the same' }));
    await waitFor(() => expect(last('plan.put')).toMatchObject([{ branches: [{ inboxId: 'inb_4' }] }]));
  });

  it('are put in another order by buttons, and deleted after a question', async () => {
    const way = (value: string): { if: { kind: 'label'; value: string }[]; inboxId: string } => ({ if: [{ kind: 'label', value }], inboxId: 'inb_2' });
    await open(({ world }) => {
      world.put('plans', planRow({ id: 'pln_1', name: 'By label', type: 'branches', inboxId: 'inb_1', branches: [way('vip'), way('press')] }), planRow({ id: 'pln_2', name: 'Support' }));
      world.put('numbers', numberRow({ id: 'num_1', name: 'Main', planId: 'pln_1', inboxId: 'inb_1' }));
    });
    expect(await screen.findByText('Main')).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /^Delete By label$/ })).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Edit By label' }));
    const panel = within(await screen.findByRole('dialog', { name: 'Edit By label' }));
    expect(panel.getByRole('button', { name: 'Move way 1 up' })).toBeDisabled();
    await userEvent.click(panel.getByRole('button', { name: 'Move way 2 up' }));
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('plan.put')).toMatchObject([{ id: 'pln_1', branches: [way('press'), way('vip')] }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Delete By label' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Delete the plan' }));
    await waitFor(() => expect(last('plan.delete')).toEqual([{ planId: 'pln_1' }]));
    expect(await screen.findByText('A number has this plan.')).toBeInTheDocument();
  });

  it('know which conditions are whole', () => {
    for (const [condition, whole] of [
      [{ kind: 'hours', inboxId: 'a', value: 'open' }, true], [{ kind: 'hours', inboxId: '', value: 'open' }, false],
      [{ kind: 'source', key: 'a', value: 'b' }, true], [{ kind: 'source', key: ' ', value: 'b' }, false], [{ kind: 'source', key: 'a', value: 'x'.repeat(121) }, false],
      [{ kind: 'language', value: 'de' }, true], [{ kind: 'language', value: 'german' }, false],
      [{ kind: 'label', value: 'VIP' }, true], [{ kind: 'label', value: 'x'.repeat(41) }, false],
      [{ kind: 'phone', value: '+49 30' }, true], [{ kind: 'phone', value: '49' }, false], [{ kind: 'phone', value: '+0' }, false],
    ] as const) expect(isWhole(condition), JSON.stringify(condition)).toBe(whole);
    expect(planFaults({ id: '', name: 'A', inboxId: 'x', branches: [] }, [])).toEqual({ branches: 'none' });
    expect(planFaults({ id: '', name: 'A', inboxId: 'x', branches: [{ if: [], inboxId: 'x' }] }, ['a'])).toEqual({ name: 'taken', branches: [0] });
    const to = (inboxId: string): { if: never[]; inboxId: string } => ({ if: [], inboxId });
    expect(movedBranch([to('a'), to('b'), to('c')], 2, 0)).toEqual([to('c'), to('a'), to('b')]);
  });
});
