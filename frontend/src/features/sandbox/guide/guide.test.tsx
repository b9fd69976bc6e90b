import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, interactionRow, offerRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { SandboxPanel, Span } from '@/bridge/types';
import { startGuide, useGuide } from '@/stores/guide';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { progressOf } from './guide-model';
import { GuidePane } from './guide-pane';
import { useGuided } from './use-guided';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  useGuide.setState({ run: null });
});
afterEach(closeFake);

const customer = { id: 'lena', name: 'Lena Hoffmann', phone: '4915228817386', username: '', country: 'DE', offline: false, noReceipts: false, noAutoRead: false, blocked: false, identity: 0 };
const panel: Partial<SandboxPanel> = {
  numbers: [{ id: 'pn1', digits: '493023125014', name: 'Harbour & Pine', status: 'CONNECTED', atCarrier: false, verified: true, registered: true, live: true, lastText: '' }],
  phones: [{ customer, threads: [] }, { customer: { ...customer, id: 'rosa', name: 'Rosa', phone: '34600123412' }, threads: [] }],
};

const span = (part: Partial<Span>): Span => ({ id: 'spn_1', interactionId: 'int_t1', threadId: 't1', inboxId: 'inb_1', userId: 'usr_1', from: fakeStart, to: 0, began: 'accepted', ended: '', ...part });

function Guide(): React.ReactElement | null {
  const run = useGuided();
  return run === undefined ? <p>no tour</p> : <GuidePane run={run} narrow={false} />;
}

async function open(prepare: () => void = () => undefined): Promise<void> {
  fake = await openFake((opened) => {
    fake = opened;
    const { world } = opened;
    world.put('users', userRow({ id: 'usr_1', name: 'Olga' }));
    world.state = { ...world.state, userId: 'usr_1', practice: true };
    opened.bench.panel = { ...opened.bench.panel, ...panel };
    prepare();
  });
  renderPage(<Guide />);
}

const step = (name: string): HTMLElement => screen.getByText(name).closest('li') as HTMLElement;

describe('the guided tour', () => {
  it('goes on by what is really done: accept, reply, close', async () => {
    await open(() => {
      fake.world.put('contacts', contactRow({ id: 'con_t1', savedName: 'Rosa', phone: '+34600123412' }));
      fake.world.put('threads', threadRow({ id: 't1', state: 'offered', access: 'summary' }));
      fake.world.put('interactions', interactionRow({ id: 'int_t1', threadId: 't1', state: 'offered' }));
      fake.world.put('offers', offerRow({ id: 'off', threadId: 't1', interactionId: 'int_t1', userId: 'usr_1', offeredAt: fakeStart, expiresAt: fakeStart + 60_000 }));
    });
    await screen.findByText(/Accept the offer above the list/);
    expect(step('Accept a chat')).toHaveAttribute('aria-current', 'step');
    expect(screen.getByRole('region', { name: 'Phone of Rosa' })).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    fake.world.put('spans', span({}));
    fake.world.put('interactions', interactionRow({ id: 'int_t1', threadId: 't1', owner: 'usr_1', state: 'open' }));
    await screen.findByText(/Write an answer and send it with Enter/);
    expect(step('Accept a chat')).toHaveTextContent('done');
    fake.world.put('interactions', interactionRow({ id: 'int_t1', threadId: 't1', owner: 'usr_1', state: 'open', answeredAt: fakeStart + 1 }));
    await screen.findByText(/close the conversation at its top right/);
    fake.world.put('interactions', interactionRow({ id: 'int_t1', threadId: 't1', state: 'ended', answeredAt: fakeStart + 1, endedAt: fakeStart + 2, endedBy: 'usr_1' }));
    expect(await screen.findByRole('heading', { name: 'You know the basics' })).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Finish' }));
    expect(await screen.findByText('no tour')).toBeInTheDocument();
  });

  it('can be skipped, and counts nothing from before when it is started again', async () => {
    await open(() => {
      fake.world.put('spans', span({}));
      fake.world.put('interactions', interactionRow({ id: 'int_t1', threadId: 't1', owner: 'usr_1', state: 'open' }));
      fake.world.put('threads', threadRow({ id: 't1', owner: 'usr_1' }));
    });
    await screen.findByText(/Write an answer/);
    fireEvent.click(screen.getByRole('button', { name: 'Skip the tour' }));
    expect(await screen.findByText('no tour')).toBeInTheDocument();
    expect(JSON.parse(window.localStorage.getItem('parley.guide.run') ?? '{}')).toMatchObject({ over: true });
    startGuide();
    await waitFor(() => expect(step('Accept a chat')).toHaveAttribute('aria-current', 'step'));
    expect(step('Accept a chat')).not.toHaveTextContent('done');
  });

  it('has a customer write when nobody waits', async () => {
    await open();
    const write = await screen.findByRole('button', { name: 'Have Lena Hoffmann write' });
    expect(screen.getByText(/Nobody is waiting for you now/)).toBeInTheDocument();
    fireEvent.click(write);
    await waitFor(() => expect(fake.world.calls.findLast((each) => each.name === 'sandbox.write')?.args[0]).toMatchObject({ customerId: 'lena', numberId: 'pn1', kind: 'text', text: 'Hello, I have a question about my order.' }));
    expect(within(screen.getByRole('complementary', { name: 'Guided tour' })).getByRole('region', { name: 'Phone of Lena Hoffmann' })).toBeInTheDocument();
  });

  it('is not begun for who had done all of it, and is nowhere outside of practice', async () => {
    await open(() => {
      fake.world.put('spans', span({ to: fakeStart + 2 }));
      fake.world.put('interactions', interactionRow({ id: 'int_t1', threadId: 't1', state: 'ended', answeredAt: fakeStart + 1, endedBy: 'usr_1' }));
    });
    expect(await screen.findByText('no tour')).toBeInTheDocument();
  });

  it('counts nothing of colleagues', () => {
    const had = interactionRow({ id: 'int_t1', threadId: 't1', state: 'ended', answeredAt: 5, endedBy: 'usr_2' });
    expect(progressOf([span({ userId: 'usr_2' })], new Map([['int_t1', had]]), 'usr_1', 0).done.size).toBe(0);
    expect([...progressOf([span({})], new Map([['int_t1', had]]), 'usr_1', 0).done]).toEqual(['accept', 'reply']);
  });
});
