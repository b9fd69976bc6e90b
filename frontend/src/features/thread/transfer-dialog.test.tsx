import { notifications, Notifications } from '@mantine/notifications';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, inboxRow, interactionRow, messageRow, numberRow, threadRow, userRow } from '@/bridge/fake-rows';
import { useDrafts } from '@/stores/drafts';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { ThreadHeader } from './header';
import { NoteLine } from './note-line';
import { linesOf } from './model';

afterEach(async () => {
  notifications.clean();
  await closeFake();
});

const mine = threadRow({ id: 'thr_1', contactId: 'con_1', numberId: 'num_1', interactionId: 'int_1', inboxId: 'inb_1', state: 'open', owner: 'usr_ana', epoch: 3, access: 'full' });

async function dialog(): Promise<FakeBridge> {
  const fake = await openFake(({ world }) => {
    world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
    world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben', presence: 'online' }), userRow({ id: 'usr_cleo', name: 'Cleo', presence: 'away' }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana'] }), inboxRow({ id: 'inb_2', name: 'Sales', members: ['usr_ben'] }), inboxRow({ id: 'inb_3', name: 'Texts', type: 'sms' }));
    world.put('interactions', interactionRow({ id: 'int_1', threadId: 'thr_1', state: 'open', owner: 'usr_ana', epoch: 3 }));
    world.put('threads', mine);
  });
  renderPage(
    <>
      <ThreadHeader thread={mine} name="Lena" />
      <Notifications />
    </>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Transfer' }));
  return fake;
}

const asked = (fake: FakeBridge, name: string): unknown => fake.world.calls.findLast((each) => each.name === name)?.args[0];

describe('a transfer', () => {
  it('goes to a colleague with a note, and can be taken back', async () => {
    const fake = await dialog();
    expect(await screen.findByRole('radio', { name: /Cleo.*away/ })).toBeDisabled();
    await userEvent.click(screen.getByRole('radio', { name: /Ben.*1 of \d+ conversations/ }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Note for colleagues' }), 'wants the blue one');
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Transfer' }));
    await waitFor(() => expect(asked(fake, 'interaction.transfer')).toEqual({ interactionId: 'int_1', epoch: 3, to: 'usr_ben', inboxId: '', note: 'wants the blue one' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.click(await screen.findByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(asked(fake, 'interaction.takeBack')).toEqual({ interactionId: 'int_1', epoch: 4 }));
    expect(await screen.findByText('The conversation is yours again')).toBeInTheDocument();
  });

  it('goes to an inbox of the same channel, by the keyboard', async () => {
    const fake = await dialog();
    await userEvent.click(screen.getByRole('radio', { name: 'To an inbox' }));
    const list = screen.getByRole('radiogroup', { name: 'Inboxes' });
    expect(within(list).getAllByRole('radio').map((each) => (each as HTMLInputElement).value)).toEqual(['inb_2', 'inb_1']);
    await userEvent.type(screen.getByRole('textbox', { name: 'Search' }), 'sal');
    await userEvent.tab();
    await userEvent.keyboard(' ');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(asked(fake, 'interaction.transfer')).toMatchObject({ to: '', inboxId: 'inb_2' }));
  });

  it('keeps a note that was begun when the dialog is closed, until it is handed over', async () => {
    const fake = await dialog();
    fireEvent.change(screen.getByLabelText(/^Note for colleagues/), { target: { value: 'wants the blue one' } });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Transfer' }));
    expect(await screen.findByLabelText(/^Note for colleagues/)).toHaveValue('wants the blue one');
    fireEvent.click(await screen.findByRole('radio', { name: /Ben/ }));
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Transfer' }));
    await waitFor(() => expect(asked(fake, 'interaction.transfer')).toMatchObject({ note: 'wants the blue one' }));
    await waitFor(() => expect(useDrafts.getState().texts.size).toBe(0));
  });

  it('says beside the note that it is too long, and asks for nothing', async () => {
    const fake = await dialog();
    await userEvent.click(await screen.findByRole('radio', { name: /Ben/ }));
    const note = screen.getByRole('textbox', { name: 'Note for colleagues' });
    await userEvent.click(note);
    await userEvent.paste('ä'.repeat(1001));
    expect(note).toHaveAccessibleDescription(/Shorten the note to 1,000 characters/);
    expect(within(screen.getByRole('dialog')).getByRole('button', { name: 'Transfer' })).toBeDisabled();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(asked(fake, 'interaction.transfer')).toBeUndefined();
    expect((await axeFindings()).filter((each) => !each.startsWith('landmark-'))).toEqual([]);
  });

  it('stays open with what was written when it is refused', async () => {
    const fake = await dialog();
    await userEvent.click(await screen.findByRole('radio', { name: /Ben/ }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Note for colleagues' }), 'n');
    fake.world.fail('interaction.transfer', new BridgeError('conflict', 'Ben is away.', 'cannotTake'));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Transfer' }));
    expect(await screen.findByText('Ben is away.')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Note for colleagues' })).toHaveValue('n');
  });

  it('is no longer offered to be taken back when it went on', async () => {
    const fake = await dialog();
    await userEvent.click(await screen.findByRole('radio', { name: /Ben/ }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Transfer' }));
    await screen.findByRole('button', { name: 'Take back' });
    act(() => fake.world.put('threads', { ...fake.world.need('threads', 'thr_1'), epoch: 5 }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull());
  });
});

describe('a note', () => {
  const note = messageRow({ id: 'm1', threadId: 'thr_1', out: true, author: 'usr_ben', type: 'note', text: 'Dear Lena,', handover: { to: 'usr_ana', inboxId: '', draft: true, shiftEnd: true } });

  it('is a line of its own between messages', () => {
    const messages = [messageRow({ id: 'm0', threadId: 'thr_1', out: true, author: 'usr_ben' }), note, messageRow({ id: 'm2', threadId: 'thr_1', out: true, author: 'usr_ben' })];
    const lines = linesOf({ messages, queued: [], interactions: [], decisions: new Map(), spans: [], complete: true, newFrom: undefined });
    expect(lines.map((each) => each.kind)).toEqual(['day', 'message', 'note', 'message']);
  });

  it('says to whom it went, and gives the draft to whoever has the conversation', async () => {
    await openFake(({ world }) => {
      world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben' }));
      world.put('threads', mine);
    });
    renderPage(<NoteLine message={note} flashed={false} />);
    const line = await screen.findByRole('article', { name: /^Note by Ben/ });
    expect(line).toHaveTextContent(/to .*Ana.* at the end of their shift/);
    expect(line).toHaveTextContent('Only colleagues see this');
    await userEvent.click(screen.getByRole('button', { name: 'Use it as my reply' }));
    expect(useDrafts.getState().texts.get('thr_1')).toBe('Dear Lena,');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Use it as my reply' })).toBeNull());
  });
});
