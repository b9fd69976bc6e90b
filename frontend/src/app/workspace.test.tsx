import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { keyClock, pauseOfTyping } from '@/lib/shortcuts';
import { addThread, field, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';
import { newer } from '@/test/newer';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(() => void vi.useRealTimers());
afterEach(tearDown);

describe('the agent\'s day', () => {
  it('goes from an offer by a key to a reply whose ticks climb', async () => {
    addThread(fake, 't1', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
    fake.world.put('offers', rows.offerRow({ id: 'off', threadId: 't1', userId: 'usr_ana', offeredAt: now, expiresAt: now + hour }));
    const view = await open();
    const offer = await screen.findByRole('region', { name: 'Offer: Jonas Meyer' });
    expect(offer).toHaveTextContent("Round robin: it's your turn");
    // Said after it is drawn.
    await waitFor(() => expect(screen.getByTestId('assertive')).toHaveTextContent('New offer: Jonas Meyer'));

    await userEvent.keyboard('{Alt>}a{/Alt}');
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/t1'));
    expect(screen.queryByRole('region', { name: 'Offer: Jonas Meyer' })).toBeNull();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'On my way{Enter}');
    expect(fake.world.calls.findLast((each) => each.name === 'compose.send')?.args[0]).toMatchObject({ threadId: 't1', epoch: 2, onlyUnanswered: true, content: { type: 'text', text: 'On my way' } });

    const bubble = await screen.findByRole('article', { name: /^You,/ });
    expect(within(bubble).getByRole('img', { name: 'Accepted by WhatsApp' })).toBeInTheDocument();
    const sent = fake.world.messagesOf('t1').at(-1);
    for (const [status, word] of [['delivered', 'Delivered'], ['read', 'Read']] as const) {
      if (sent !== undefined) act(() => fake.world.put('messages', { ...sent, status }));
      expect(await within(thread()).findByRole('img', { name: word })).toBeInTheDocument();
    }
    expect(field()).toHaveValue('');
  });

  it('shows in the list how far our last message has come', async () => {
    const said = { preview: 'It is on its way', previewOut: true };
    addThread(fake, 't1', 'Read', { ...said, previewStatus: 'read' });
    addThread(fake, 't2', 'Failed', { ...said, previewStatus: 'failed' });
    addThread(fake, 't3', 'Doubtful', { ...said, previewStatus: 'unknown' });
    addThread(fake, 't4', 'Theirs');
    addThread(fake, 't5', 'Stopped', { ...said, previewStatus: 'sent' });
    fake.world.queued = [rows.queuedRow({ clientId: 'c1', threadId: 't5', state: 'stopped', reason: 'windowClosed', message: 'The window is closed.' })];
    await open();
    const marks = { t1: ['Read', 'read'], t2: ['Not delivered', 'failed'], t3: ['Not confirmed. It may have been sent.', 'unknown'], t5: ['Not sent', 'failed'] } as const;
    const row = async (id: string): Promise<HTMLElement> => waitFor(() => list().querySelector<HTMLElement>(`[data-thread="${id}"]`) ?? expect.unreachable());
    for (const [id, [label, state]] of Object.entries(marks)) {
      expect(within(await row(id)).getByRole('img', { name: label })).toHaveAttribute('data-state', state);
    }
    expect(within(await row('t5')).getByText('You: Hello')).toBeInTheDocument();
    expect((await row('t4')).querySelector('[data-state]')).toBeNull();
  });

  it('shows the first line of an offer, whatever this person may read of the thread', async () => {
    addThread(fake, 't1', 'Jonas Meyer', { state: 'offered', owner: '', access: 'full', preview: 'Hello?', previewKind: 'text' });
    addThread(fake, 't2', 'Lena Schulz', { state: 'offered', owner: '', access: 'summary', preview: 'Is anybody there?', previewKind: 'text' });
    const mine = { userId: 'usr_ana', offeredAt: now, expiresAt: now + hour };
    fake.world.put('offers', rows.offerRow({ id: 'off1', threadId: 't1', ...mine, firstLine: 'My *order* is late', firstKind: 'text' }), rows.offerRow({ id: 'off2', threadId: 't2', ...mine, firstKind: 'image' }));
    await open();
    const first = await screen.findByRole('region', { name: 'Offer: Jonas Meyer' });
    expect(first).toHaveTextContent('“My order is late”');
    expect(first).not.toHaveTextContent('Hello?');
    expect(screen.getByRole('region', { name: 'Offer: Lena Schulz' })).toHaveTextContent('Photo');
    await waitFor(() => expect(screen.getByTestId('assertive')).toHaveTextContent(/New offer: .*(My order is late|Photo)/));
  });

  it('declines with Alt+D, and brings the offer back when that is refused', async () => {
    addThread(fake, 't1', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
    fake.world.put('offers', rows.offerRow({ id: 'off', threadId: 't1', userId: 'usr_ana', offeredAt: now, expiresAt: now + hour }));
    await open();
    await screen.findByRole('region', { name: 'Offer: Jonas Meyer' });
    fake.world.setOnline(false);
    await userEvent.keyboard('{Alt>}d{/Alt}');
    await waitFor(() => expect(fake.world.calls.some((each) => each.name === 'offer.decline')).toBe(true));
    expect(await screen.findByRole('region', { name: 'Offer: Jonas Meyer' })).toBeInTheDocument();
    fake.world.setOnline(true);
    await waitFor(() => expect(screen.getByRole('button', { name: /^Decline/ })).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(screen.getByRole('button', { name: /^Decline/ }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Offer: Jonas Meyer' })).toBeNull());
  });

  it('takes no click on a row that an offer has just pushed under the pointer', async () => {
    addThread(fake, 't1', 'First', { lastAt: now });
    addThread(fake, 't2', 'Second');
    addThread(fake, 't3', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
    const view = await open();
    const row = (name: RegExp): HTMLElement => within(list()).getByRole('link', { name });
    await userEvent.hover(await within(list()).findByRole('link', { name: /Second/ }));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    act(() => fake.world.put('offers', rows.offerRow({ id: 'off', threadId: 't3', userId: 'usr_ana', offeredAt: now, expiresAt: now + hour })));
    await screen.findByRole('button', { name: /^Accept/ });
    await userEvent.click(row(/First/));
    expect(view.history.at(-1)).toBe('/');
    await userEvent.click(row(/Second/));
    expect(view.history.at(-1)).toBe('/threads/t2');
    vi.setSystemTime(Date.now() + 500);
    await userEvent.click(row(/First/));
    expect(view.history.at(-1)).toBe('/threads/t1');
  });

  it('takes no click that was meant for what stood where an offer has just come', async () => {
    addThread(fake, 't1', 'First');
    addThread(fake, 't2', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
    await open();
    const first = await within(list()).findByRole('link', { name: /First/ });
    // The card's moment ends by a timer too; here it ends when the test says so.
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: Date.now() });
    fireEvent.pointerMove(first);
    await act(async () => fake.world.put('offers', rows.offerRow({ id: 'off', threadId: 't2', userId: 'usr_ana', offeredAt: now, expiresAt: now + hour })));
    const accept = screen.getByRole('button', { name: /^Accept/ });
    fireEvent.click(accept, { detail: 1 });
    expect(fake.world.calls.some((each) => each.name === 'offer.accept')).toBe(false);
    act(() => void vi.advanceTimersByTime(500));
    fireEvent.click(accept, { detail: 1 });
    expect(fake.world.calls.some((each) => each.name === 'offer.accept')).toBe(true);
  });

  it('lets who opened a thread by mouse type at once: letters are words then, not shortcuts', async () => {
    addThread(fake, 't1', 'First');
    await open();
    await userEvent.click(await within(list()).findByRole('link', { name: /First/ }));
    await waitFor(() => expect(field()).toHaveFocus());
    await userEvent.keyboard('see you');
    expect(field()).toHaveValue('see you');
    expect(fake.world.calls.some((each) => each.name === 'interaction.close')).toBe(false);
  });

  it('walks the list by J and K and opens with Enter, and Escape leads back', async () => {
    addThread(fake, 't1', 'First');
    addThread(fake, 't2', 'Second', { lastAt: now - 2 * hour });
    const view = await open();
    await within(list()).findByRole('link', { name: /First/ });
    await userEvent.keyboard('jj');
    await waitFor(() => expect(screen.getByRole('link', { name: /Second/ })).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    expect(view.history.at(-1)).toBe('/threads/t2');
    // Who opens a thread writes next; the walk goes on from there.
    await waitFor(() => expect(field()).toHaveFocus());
    await userEvent.keyboard('just a moment{Alt>}{ArrowUp}{/Alt}');
    expect(field()).toHaveValue('just a moment');
    await waitFor(() => expect(screen.getByRole('link', { name: /First/ })).toHaveFocus());
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await waitFor(() => expect(screen.getByRole('link', { name: /Second/ })).toHaveFocus());
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(view.history.at(-1)).toBe('/'));
    // Longer after the last word than letters still belong to it.
    const later = keyClock.now() + pauseOfTyping;
    vi.spyOn(keyClock, 'now').mockReturnValue(later);
    await userEvent.keyboard('k');
    await waitFor(() => expect(screen.getByRole('link', { name: /First/ })).toHaveFocus());
  });

  it('marks what was seen as read, and Alt+U makes it unread again', async () => {
    addThread(fake, 't1', 'Lucia');
    const view = await open('/threads/t1');
    await waitFor(() => expect(fake.world.get('readMarks', 't1')?.upToSeq).toBe(fake.world.seq));
    await waitFor(() => expect(within(list()).queryByLabelText('1 unread')).toBeNull());
    await userEvent.keyboard('{Alt>}u{/Alt}');
    await waitFor(() => expect(fake.world.get('readMarks', 't1')?.unread).toBe(true));
    expect(view.history.at(-1)).toBe('/');
    expect(await within(list()).findByLabelText('1 unread')).toBeInTheDocument();
  });

  it('does not read for somebody who looks elsewhere', async () => {
    vi.mocked(document.hasFocus).mockReturnValue(false);
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await within(thread()).findByText('Hello from Lucia');
    // What follows from the messages on screen comes after them.
    await waitFor(() => expect(fake.office.viewing).toEqual({ threadId: 't1', focused: false }));
    expect(fake.world.calls.some((each) => each.name === 'thread.read')).toBe(false);
  });

  it('shows where the person stopped looking', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.put('readMarks', { threadId: 't1', upToSeq: fake.world.seq, unread: false });
    fake.receive({ threadId: 't1', text: 'Are you there?' });
    await open('/threads/t1');
    expect(await within(thread()).findByRole('separator', { name: 'New messages' })).toBeInTheDocument();
  });

  it('closes with Alt+E and offers to undo it', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await within(thread()).findByText('Hello from Lucia');
    await userEvent.keyboard('{Alt>}e{/Alt}');
    expect(await within(thread()).findByText('This conversation has ended. The window is still open: reopen it to write freely.')).toBeInTheDocument();
    expect(await within(thread()).findByText('Closed by you')).toBeInTheDocument();
    await userEvent.click(within(thread()).getAllByRole('button', { name: 'Reopen' })[0] as HTMLElement);
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeInTheDocument();
  });
});

describe('a thread', () => {
  it('says why a message failed, one click away, and sends it again', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.receive({ threadId: 't1', out: true, author: 'usr_ana', text: 'lost', status: 'sent', problem: { code: 131026, title: 'Undeliverable', text: 'This number cannot receive WhatsApp messages.', source: 'meta', at: now } });
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: 'Not delivered – show why' }));
    const why = await screen.findByRole('dialog', { name: 'What happened' });
    expect(why).toHaveTextContent('This number cannot receive WhatsApp messages.');
    expect(why).toHaveTextContent('Code 131026');
    await userEvent.click(within(why).getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(fake.world.calls.some((each) => each.name === 'message.resend')).toBe(true));
  });

  it('draws right-to-left, very long, emoji and markup as text', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.receive({ threadId: 't1', text: 'مرحبا بكم' });
    fake.receive({ threadId: 't1', text: 'long '.repeat(800) });
    fake.receive({ threadId: 't1', text: '<img src=x onerror=alert(1)>' });
    await open('/threads/t1');
    expect(await within(thread()).findByText('مرحبا بكم')).toHaveAttribute('dir', 'auto');
    expect(within(thread()).getByRole('button', { name: 'Show all' })).toBeInTheDocument();
    expect(thread().querySelector('img')).toBeNull();
    expect(within(thread()).getByText('<img src=x onerror=alert(1)>')).toBeInTheDocument();
  });

  it('draws a place without asking the network', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.receive({ threadId: 't1', type: 'location', location: { latitude: 41.4036, longitude: 2.1744, name: 'Mallorca 401', address: 'Barcelona', url: '' } });
    await open('/threads/t1');
    expect(await within(thread()).findByText('41.4036, 2.1744')).toBeInTheDocument();
    await userEvent.click(within(thread()).getByRole('button', { name: 'Open in a map' }));
    expect(fake.office.opened[0]).toMatch(/^https:\/\/www\.openstreetmap\.org\/\?mlat=41\.4036/);
  });

  it('says why it came here', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.put('decisions', rows.decisionRow({ id: 'dec', threadId: 't1', at: now, winner: 'usr_ana', candidates: [
      { userId: 'usr_ana', reason: 'wonTurn', since: 0, open: 0, limit: 3 },
      { userId: 'usr_ben', reason: 'atCapacity', since: 0, open: 3, limit: 3 },
      { userId: 'usr_gone', reason: newer('brandNewReason'), since: 0, open: 0, limit: 0 },
    ] }));
    fake.world.put('interactions', { ...fake.world.need('interactions', 'int_t1'), decisionId: 'dec' });
    await open('/threads/t1');
    const card = await screen.findByRole('region', { name: 'Why this conversation came to you' });
    expect(card).toHaveTextContent("You were asked because it's your turn.");
    expect(card).toHaveTextContent('busy, 3 of 3 conversations');
    expect(card).toHaveTextContent('brandNewReason');
  });

  it('says which rules it does not know when they decided by a newer version', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.put('decisions', rows.decisionRow({ id: 'dec', threadId: 't1', at: now, version: 9, mode: newer('byMoon'), outcome: 'queue', cause: newer('brandNewCause') }));
    fake.world.put('interactions', { ...fake.world.need('interactions', 'int_t1'), decisionId: 'dec' });
    await open('/threads/t1');
    const card = await screen.findByRole('region', { name: 'Why this conversation is waiting' });
    expect(card).toHaveTextContent('byMoon. It was decided by rules that this version does not know (brandNewCause).');
  });

  it('does not show what belongs to somebody else', async () => {
    addThread(fake, 't1', 'Lucia', { owner: 'usr_ben' });
    fake.world.state = rows.appState({ role: 'admin' });
    await open('/threads/t1');
    expect(await within(thread()).findByText('Ben has this conversation.')).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
  });
});

describe('the list', () => {
  it('holds ten thousand conversations and draws a screenful', async () => {
    fake.world.put('threads', ...Array.from({ length: 10_000 }, (_, i) => rows.threadRow({ id: `x${i}`, owner: 'usr_ana', lastAt: now - i })));
    await open();
    expect(await within(list()).findByText('10,000')).toBeInTheDocument();
    expect(within(list()).getAllByRole('link').length).toBeLessThan(60);
  });

  it('finds customers and messages, and opens at the hit', async () => {
    addThread(fake, 't1', 'Lucia');
    addThread(fake, 't2', 'Tom');
    fake.receive({ threadId: 't2', text: 'the oak desk' });
    const view = await open();
    await userEvent.keyboard('/');
    await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'oak');
    const hit = await screen.findByRole('option', { name: /the oak desk/ });
    expect(within(hit).getByText('oak').tagName).toBe('MARK');
    await userEvent.keyboard('{Enter}');
    expect(view.history.at(-1)).toBe('/threads/t2');
    await waitFor(() => expect(thread().querySelector('[data-flashed]')).toHaveTextContent('the oak desk'));
    expect(within(thread()).getByText('oak').tagName).toBe('MARK');
    await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), '{Escape}');
    await waitFor(() => expect(thread().querySelector('mark')).toBeNull());
  });

  it('marks in the conversation what is searched for in it, as it is written there', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.receive({ threadId: 't1', text: `${'so long a story '.repeat(120)} in the Große Straße` });
    await open('/threads/t1');
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Search in this conversation' }), 'strasse');
    await waitFor(() => expect(within(thread()).getByText('Straße').tagName).toBe('MARK'));
    await userEvent.click(screen.getByRole('button', { name: 'Close search' }));
    await waitFor(() => expect(thread().querySelector('mark')).toBeNull());
  });

  it('shows of a hit what was found, also when that is the name of its file', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.receive({ threadId: 't1', type: 'document', text: '', media: { id: 'med_1', state: 'ready', reason: '', mime: 'application/pdf', size: 1000, fileName: 'Rechnung März.pdf', voice: false, animated: false, width: 0, height: 0 } });
    await open();
    await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'marz');
    const hit = await screen.findByRole('option', { name: /Rechnung März\.pdf/ });
    expect(within(hit).getByText('März').tagName).toBe('MARK');
  });

  it('narrows the search, with words and without, and says by what', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.put('numbers', rows.numberRow({ id: 'num_2', name: 'Sales' }));
    fake.receive({ threadId: 't1', text: 'oak by letter' });
    fake.receive({ threadId: 't1', type: 'image', text: 'oak in a picture', media: { id: 'med_1', state: 'ready', reason: '', mime: 'image/png', size: 1, fileName: '', voice: false, animated: false, width: 0, height: 0 } });
    await open();
    await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'oak');
    expect(await screen.findAllByRole('option', { name: /oak/ })).toHaveLength(2);
    await userEvent.click(screen.getByRole('button', { name: 'Narrow the search' }));
    await userEvent.click(await screen.findByRole('combobox', { name: 'Has file' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Picture' }));
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.getAllByRole('option', { name: /oak/ })).toHaveLength(1));
    const chosen = screen.getByRole('list', { name: 'The search is narrowed to' });
    expect(chosen).toHaveTextContent('Picture');
    await userEvent.clear(screen.getByRole('combobox', { name: 'Search contacts and messages' }));
    expect(await screen.findByRole('option', { name: /oak in a picture/ })).toBeInTheDocument();
    await userEvent.click(within(chosen).getByRole('button', { name: 'Remove Picture' }));
    await waitFor(() => expect(screen.queryByRole('option', { name: /oak/ })).toBeNull());
    expect(list()).toHaveTextContent('Lucia');
  });

  it('searches older ones on the relay', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.archive.set('t1', [rows.messageRow({ id: 'old', threadId: 't1', at: now - 900 * hour, seq: 1, text: 'ancient oak' })]);
    await open();
    await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'ancient');
    expect(await screen.findByText('No results for “ancient”')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Search older on the relay' }));
    expect(await screen.findByRole('option', { name: /ancient oak/ })).toBeInTheDocument();
  });

  it('begins a conversation with a template', async () => {
    const view = await open();
    await userEvent.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'New conversation' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'To' }), '+49 151 1234567');
    await userEvent.click(within(dialog).getByRole('button', { name: /order_update/ }));
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Value 1' }), 'Max');
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Value 2' }), 'it');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send and open' }));
    await waitFor(() => expect(view.history.at(-1)).toMatch(/^\/threads\//));
    expect(fake.world.calls.find((each) => each.name === 'threads.start')?.args[0]).toMatchObject({ phone: '+49 151 1234567', numberId: 'num_1', template: { templateId: 'tpl', params: ['Max', 'it'] } });
  });

  it('says what it is for when it is empty', async () => {
    await open();
    expect(await screen.findByRole('heading', { name: 'You have no open conversations' })).toBeInTheDocument();
    await userEvent.click(within(screen.getByRole('radiogroup', { name: 'Lists' })).getByRole('radio', { name: 'Waiting' }));
    expect(await screen.findByRole('heading', { name: 'Nobody is waiting' })).toBeInTheDocument();
    // Of the order nothing: the person chooses it.
    expect(screen.getByText('Customers nobody has picked up yet.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'Ended' }));
    expect(await screen.findByRole('heading', { name: 'No conversation has ended yet' })).toBeInTheDocument();
  });
});

it('has no findings by axe', async () => {
  addThread(fake, 't1', 'Lucia');
  await open('/threads/t1');
  await within(thread()).findByText('Hello from Lucia');
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(violations.map((each) => each.id)).toEqual([]);
});
