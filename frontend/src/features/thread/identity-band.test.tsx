import { type ReactElement, useEffect } from 'react';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, messageRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Thread } from '@/bridge/types';
import { openThread, useThreadMessages } from '@/stores/messages';
import { useThread } from '@/stores/selectors';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IdentityBand } from './identity-band';
import { StatusMark } from './status-mark';

let fake: FakeBridge;

afterEach(closeFake);

function Shown(): ReactElement | null {
  const thread = useThread('thr_1');
  const { items } = useThreadMessages('thr_1');
  const first = items.find((each) => each.id === 'msg_1');
  useEffect(() => void openThread('thr_1'), []);
  return thread === undefined ? null : (
    <>
      <IdentityBand thread={thread} />
      {first && <StatusMark message={first} />}
    </>
  );
}

async function open(thread: Partial<Thread>): Promise<void> {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_1', name: 'Ana' }));
    world.state = { ...world.state, userId: 'usr_1', role: 'agent' };
    world.put('threads', threadRow({ id: 'thr_1', ...thread }));
    world.put('messages', messageRow({ id: 'msg_1', threadId: 'thr_1', out: true, author: 'usr_1', status: 'queued' }), messageRow({ id: 'msg_2', threadId: 'thr_1', out: true, status: 'queued' }), messageRow({ id: 'msg_3', threadId: 'thr_1', out: true, status: 'sent' }),
      // Nobody wrote it, and nobody waits for it to go.
      messageRow({ id: 'msg_4', threadId: 'thr_1', out: true, status: 'queued', rating: { part: 'question' } }));
  });
  await renderPage(<Shown />, '/');
}

describe('a customer whose identity changed', () => {
  it('says so, and releases what is held once the owner confirms that they checked', async () => {
    await open({ owner: 'usr_1', identityAt: fakeStart, identityWrote: true });
    expect(await screen.findByText(/Replies are held until you have checked/)).toBeInTheDocument();
    expect(await screen.findByText(/2 replies are held/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'I have checked who it is…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Have you checked who the customer is?' }));
    expect(await dialog.findByText(/2 replies are held and go out now/)).toBeInTheDocument();
    expect(fake.world.calls.some((each) => each.name === 'identity.checked')).toBe(false);
    fireEvent.click(await dialog.findByRole('button', { name: 'I have checked, release' }));
    await waitFor(() => expect(fake.world.calls.findLast((each) => each.name === 'identity.checked')?.args[0]).toEqual({ threadId: 'thr_1', since: fakeStart }));
    await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
  });

  it('vouches for nobody who came after the question, and says that other conversations are released', async () => {
    await open({ owner: 'usr_1', contactId: 'con_1', identityAt: fakeStart });
    act(() => fake.world.put('threads', threadRow({ id: 'thr_2', contactId: 'con_1', identityAt: fakeStart })));
    fireEvent.click(await screen.findByRole('button', { name: 'I have checked who it is…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Have you checked who the customer is?' }));
    expect(await dialog.findByText(/other conversations with this customer/)).toBeInTheDocument();
    act(() => fake.world.put('threads', threadRow({ id: 'thr_1', owner: 'usr_1', contactId: 'con_1', identityAt: fakeStart + 1, identityWrote: true })));
    expect(await screen.findByText(/written from it since/)).toBeInTheDocument();
    fireEvent.click(dialog.getByRole('button', { name: 'I have checked, release' }));
    expect(await dialog.findByText(/changed once more/)).toBeInTheDocument();
    expect(fake.world.need('threads', 'thr_1').identityAt).toBe(fakeStart + 1);
  });

  it('counts what waits in the other conversations with the customer, which goes out too', async () => {
    await open({ owner: 'usr_1', contactId: 'con_1', identityAt: fakeStart });
    act(() => {
      fake.world.put('threads', threadRow({ id: 'thr_2', contactId: 'con_1', identityAt: fakeStart }), threadRow({ id: 'thr_3', contactId: 'con_1' }), threadRow({ id: 'thr_4', contactId: 'con_2', identityAt: fakeStart }));
      fake.world.put('messages', ...['thr_2', 'thr_3', 'thr_4'].map((threadId) => messageRow({ id: `msg_${threadId}`, threadId, out: true, status: 'queued' })));
    });
    fireEvent.click(await screen.findByRole('button', { name: 'I have checked who it is…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Have you checked who the customer is?' }));
    expect(await dialog.findByText(/3 replies are held and go out now/)).toBeInTheDocument();
    expect(await dialog.findByText('1 of them is in another conversation with this customer.')).toBeInTheDocument();
    act(() => fake.world.put('messages', messageRow({ id: 'msg_thr_2b', threadId: 'thr_2', out: true, status: 'queued' })));
    expect(await dialog.findByText(/4 replies are held and go out now/)).toBeInTheDocument();
    expect(await dialog.findByText('2 of them are in other conversations with this customer.')).toBeInTheDocument();
  });

  it('is no deed of somebody whose conversation it is not', async () => {
    await open({ owner: 'usr_2', identityAt: fakeStart });
    expect(await screen.findByText(/Replies are held until you have checked/)).toBeInTheDocument();
    expect(screen.getByText(/Whoever has this conversation/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'I have checked who it is…' })).toBeNull();
  });

  it('says at a message that it is held, and lets it be cancelled', async () => {
    await open({ owner: 'usr_1', identityAt: fakeStart });
    fireEvent.click(await screen.findByRole('button', { name: /^Held until it is clear who the customer is/ }));
    fireEvent.click(await screen.findByRole('button', { name: "Don't send" }));
    await waitFor(() => expect(fake.world.need('messages', 'msg_1').status).toBe('cancelled'));
  });
});
