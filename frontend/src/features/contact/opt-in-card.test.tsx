import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, threadRow, userRow } from '@/bridge/fake-rows';
import type { Contact, OptIn } from '@/bridge/types';
import { dayOf, timeOf } from '@/lib/opt-in';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { newer } from '@/test/newer';
import { OptInCard } from './opt-in-card';

afterEach(closeFake);

const thread = threadRow({ id: 'thr_1', contactId: 'con_1', owner: 'usr_ben' });
const day = 24 * 3_600_000;

const optIn = (part: Partial<OptIn>): OptIn => ({
  id: 'opt_1', method: 'website', purposes: ['marketing', 'utility'], at: fakeStart - 3 * day, proof: 'Order form', by: 'usr_ben', recordedAt: fakeStart - 2 * day, imported: false, withdrawnAt: 0, withdrawnBy: '', ...part,
});

async function open(contact: Partial<Contact>, prepare: (fake: FakeBridge) => void = () => undefined): Promise<FakeBridge> {
  const fake = await openFake((bench) => {
    bench.world.put('threads', thread);
    bench.world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }));
    bench.world.put('contacts', contactRow({ id: 'con_1', savedName: 'Lucia', ...contact }));
    prepare(bench);
  });
  renderPage(<OptInCard thread={thread} />);
  return fake;
}

const calls = (fake: FakeBridge, name: string): readonly (readonly unknown[])[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args);
const card = async (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Opt-ins' });

describe('opt-ins of a customer', () => {
  it('says that there is none, and what that means', async () => {
    await open({});
    expect(await card()).toHaveTextContent(/None recorded\. Templates outside the 24-hour window need one/);
  });

  it('shows what stands, and what was withdrawn behind a press', async () => {
    await open({ optIns: [optIn({ id: 'opt_2', withdrawnAt: fakeStart - day, withdrawnBy: 'usr_gone', purposes: ['authentication'] }), optIn({}), optIn({ id: 'opt_3', imported: true, method: newer('telepathy'), purposes: [newer('spam'), 'utility'], proof: '' })] });
    const rows = within(await card()).getAllByRole('listitem');
    expect(rows.map((each) => each.textContent)).toEqual([
      expect.stringMatching(/^UtilityAnother way · .*Imported by BenWithdraw$/),
      expect.stringMatching(/^Marketing, UtilityWebsite · .*Order formRecorded by BenWithdraw$/),
      expect.stringMatching(/^Authentication.*Withdrawn .* by someone who has left$/),
    ]);
    expect(screen.getByText('1 withdrawn')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('records one, with every fault said first', async () => {
    const fake = await open({}, ({ world }) => world.fail('optIn.add', new BridgeError('forbidden', 'You no longer talk with them.', 'notHandler')));
    await userEvent.click(within(await card()).getByRole('button', { name: 'Record opt-in' }));
    const form = within(await screen.findByRole('form', { name: 'Record opt-in' }));
    await userEvent.click(form.getByRole('button', { name: 'Save opt-in' }));
    expect(form.getByText('Choose how the customer agreed.')).toBeInTheDocument();
    expect(form.getByText('Choose at least one.')).toBeInTheDocument();
    await userEvent.click(form.getByRole('combobox', { name: 'How they agreed' }));
    await userEvent.click(await screen.findByRole('option', { name: 'In person or on paper' }));
    await userEvent.click(form.getByRole('checkbox', { name: 'Authentication' }));
    await userEvent.click(form.getByRole('checkbox', { name: 'Marketing' }));
    await userEvent.type(form.getByRole('textbox', { name: 'Proof' }), ' Card 12, folder A ');
    await userEvent.click(form.getByRole('button', { name: 'Save opt-in' }));
    expect(await form.findByRole('alert')).toHaveTextContent('You no longer talk with them.');
    await userEvent.click(form.getByRole('button', { name: 'Save opt-in' }));
    await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
    const asked = calls(fake, 'optIn.add').at(-1);
    expect(asked).toEqual([{ contactId: 'con_1', optIn: { method: 'inPerson', purposes: ['marketing', 'authentication'], at: expect.any(Number), proof: 'Card 12, folder A' } }]);
    expect(await within(await card()).findByText('Marketing, Authentication')).toBeInTheDocument();
  });

  it('withdraws one after a question', async () => {
    const fake = await open({ optIns: [optIn({})] });
    await userEvent.click(within(await card()).getByRole('button', { name: 'Withdraw the opt-in to Marketing, Utility' }));
    const ask = within(await screen.findByRole('group', { name: /Withdraw it\?/ }));
    expect(ask.getByRole('button', { name: 'Keep it' })).toHaveFocus();
    await userEvent.click(ask.getByRole('button', { name: 'Withdraw' }));
    expect(await screen.findByText('1 withdrawn')).toBeInTheDocument();
    expect(calls(fake, 'optIn.withdraw')).toEqual([[{ contactId: 'con_1', optInId: 'opt_1' }]]);
  });

  it('says that they stopped marketing, how it is known, and that they resumed', async () => {
    const fake = await open({ stopped: true, stops: [{ at: fakeStart - day, refused: false, resumedAt: 0 }] });
    expect(await card()).toHaveTextContent(/stopped marketing messages on Yesterday/);
    const row = contactRow({ id: 'con_1', savedName: 'Lucia', stopped: true, stops: [{ at: fakeStart - day, refused: true, resumedAt: 0 }] });
    act(() => fake.world.put('contacts', row));
    await waitFor(async () => expect(await card()).toHaveTextContent(/WhatsApp refused a message on Yesterday/));
    act(() => fake.world.put('contacts', { ...row, stopped: false, stops: [{ at: fakeStart - day, refused: true, resumedAt: fakeStart }] }));
    await waitFor(async () => expect(await card()).toHaveTextContent(/Stopped marketing on Yesterday, resumed on Today/));
  });

  it('lets only supervisors and who talks with them change it, and only while there is a connection', async () => {
    const fake = await open({ optIns: [optIn({})] }, ({ world }) => (world.state = { ...world.state, role: 'agent' }));
    expect(within(await card()).queryByRole('button')).toBeNull();
    act(() => fake.world.setState({ ...fake.world.state, role: 'owner' }));
    await within(await card()).findByRole('button', { name: 'Record opt-in' });
    act(() => fake.world.setOnline(false));
    await waitFor(async () => expect(within(await card()).getByRole('button', { name: 'Record opt-in' })).toBeDisabled());
  });

  it('has none for a group', async () => {
    await open({ group: true });
    await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
  });
});

describe('the day of an opt-in', () => {
  const now = new Date(2026, 10, 29, 15, 30).getTime();
  it.each([
    ['2026-11-29', now],
    [' 2026-11-28 ', new Date(2026, 10, 28).getTime()],
    ['2026-11-30', 0],
    ['2026-02-30', 0],
    ['2008-12-31', 0],
    ['29.11.2026', 0],
    ['', 0],
  ])('%s is %d', (text, want) => expect(timeOf(text, now)).toBe(want));

  it('is written as the field wants it', () => expect(dayOf(now)).toBe('2026-11-29'));
});
