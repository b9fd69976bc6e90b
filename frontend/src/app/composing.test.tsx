import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { setClockOffset } from '@/lib/clock';
import { resetAttached } from '@/stores/attached';
import { flushDrafts } from '@/stores/drafts';
import { stopSync } from '@/stores/sync';
import { addThread, draftsOf, field, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

describe('the composer', () => {
  it('leaves Enter to an input method and breaks the line with Shift', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'に');
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    expect(fake.world.calls.some((each) => each.name === 'compose.send')).toBe(false);
    await userEvent.type(field(), '{Shift>}{Enter}{/Shift}two');
    expect(field()).toHaveValue('に\ntwo');
    await userEvent.type(field(), '{Enter}');
    await waitFor(() => expect(fake.world.calls.some((each) => each.name === 'compose.send')).toBe(true));
  });

  it('sends nothing of which the customer would see nothing', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), '\u200e \u2067\u2069');
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
    await userEvent.type(field(), '{Enter}');
    expect(fake.world.calls.some((each) => each.name === 'compose.send')).toBe(false);
    await userEvent.type(field(), 'שלום');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Send' })).toBeEnabled());
  });

  it('puts marks around what is selected, by key', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'on sale');
    const reply = field() as HTMLTextAreaElement;
    reply.setSelectionRange(3, 7);
    await userEvent.keyboard('{Control>}b{/Control}');
    await waitFor(() => expect(reply).toHaveValue('on *sale*'));
  });

  it('pastes cells of a sheet as text, and a picture by itself as a file', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await screen.findByRole('textbox', { name: 'Reply' });
    const picture = new File(['x'], 'image.png', { type: 'image/png' });
    const paste = (parts: Readonly<Record<string, string>>): boolean =>
      fireEvent.paste(field(), { clipboardData: { types: [...Object.keys(parts), 'Files'], files: [picture], getData: (type: string) => parts[type] ?? '' } });
    expect(paste({ 'text/plain': 'Tent\t2', 'text/html': '<table><tr><td>Tent</td><td>2</td></tr></table>' }), 'the field takes the text').toBe(true);
    expect(screen.queryByRole('list', { name: 'Attached files' })).toBeNull();
    expect(paste({}), 'the field takes nothing').toBe(false);
    expect(await screen.findByRole('list', { name: 'Attached files' })).toHaveTextContent('image.png');
  });

  it('keeps a draft per thread, on disk when the field is left', async () => {
    addThread(fake, 't1', 'Lucia');
    addThread(fake, 't2', 'Tom');
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'half a thou');
    await userEvent.click(within(list()).getByRole('link', { name: /Tom/ }));
    await waitFor(() => expect(field()).toHaveValue(''));
    await flushDrafts();
    expect(draftsOf(fake)).toEqual([{ threadId: 't1', text: 'half a thou' }]);
    expect(within(list()).getByText('Draft:')).toBeInTheDocument();
    await userEvent.click(within(list()).getByRole('link', { name: /Lucia/ }));
    await waitFor(() => expect(field()).toHaveValue('half a thou'));
  });

  it('becomes the template picker when the window is shut, and keeps the text', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    fake.world.drafts = [{ threadId: 't1', text: 'kept' }];
    await open('/threads/t1');
    expect(await within(thread()).findByText(/^The window closed at/)).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: 'Reply' })).toBeNull();
    expect(within(thread()).getByText(/Your text is kept as a draft/)).toBeInTheDocument();
    await userEvent.click(within(thread()).getByRole('button', { name: /order_update/ }));
    const send = within(thread()).getByRole('button', { name: 'Send template' });
    expect(send).toBeDisabled();
    await userEvent.type(within(thread()).getByRole('textbox', { name: 'Value 1' }), 'Lucia');
    await userEvent.type(within(thread()).getByRole('textbox', { name: 'Value 2' }), 'your desk');
    expect(within(thread()).getByRole('figure', { name: 'Preview' })).toHaveTextContent('Hello Lucia, news about your desk.');
    await userEvent.click(send);
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'template', out: true }));
    expect(draftsOf(fake)).toEqual([{ threadId: 't1', text: 'kept' }]);
  });

  it('turns into the picker at the minute in which the window closes', async () => {
    // Free text ends two minutes before the window does. The clock is set on once the field is there, however long that took.
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 23.5 * hour });
    await open('/threads/t1');
    await screen.findByRole('textbox', { name: 'Reply' });
    setClockOffset(now + 0.5 * hour - 60_000 - Date.now());
    await waitFor(() => expect(within(thread()).getByText('The window closes in less than two minutes')).toBeInTheDocument());
  });

  it('queues replies without a connection and says so', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.state = rows.appState({ link: { state: 'offline', behind: 0, queued: 0, lastEventAt: now, problem: null, skipped: 0 } });
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'one{Enter}');
    await userEvent.type(field(), 'two{Enter}');
    expect(await within(thread()).findAllByRole('article', { name: 'Waiting for the connection' })).toHaveLength(2);
    expect(screen.getByText('Offline, 2 replies queued')).toBeInTheDocument();
    act(() => {
      fake.world.setOnline(true);
      fake.deliver();
    });
    await waitFor(() => expect(fake.world.messagesOf('t1').map((each) => each.text)).toEqual(['Hello from Lucia', 'one', 'two']));
    await waitFor(() => expect(within(thread()).queryByRole('article', { name: 'Waiting for the connection' })).toBeNull());
  });

  it('stops a reply when somebody else has answered, and lets the person decide', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.state = rows.appState({ link: { state: 'offline', behind: 0, queued: 0, lastEventAt: now, problem: null, skipped: 0 } });
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'me too{Enter}');
    act(() => {
      fake.receive({ threadId: 't1', out: true, author: 'usr_ben', text: 'Ben was quicker' });
      fake.world.setOnline(true);
      fake.deliver();
    });
    const stopped = await within(thread()).findByRole('article', { name: 'Held, not sent' });
    expect(stopped).toHaveTextContent(/Ben\S* has just answered\./u);
    expect(within(list()).getByText('Not sent')).toBeInTheDocument();
    await userEvent.click(within(stopped).getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)?.text).toBe('me too'));
  });

  it('attaches a file with a caption', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await screen.findByRole('textbox', { name: 'Reply' });
    await userEvent.upload(thread().querySelector('input[type=file]') as HTMLInputElement, new File(['12345'], 'plan.pdf'));
    expect(await within(thread()).findByText('plan.pdf')).toBeInTheDocument();
    await userEvent.type(field(), 'the plan');
    await waitFor(() => expect(within(thread()).getByRole('button', { name: 'Send' })).toBeEnabled());
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'document', text: 'the plan', media: { fileName: 'plan.pdf' } }));
    expect(field()).toHaveValue('');
    expect([...fake.world.files.values()].some((each) => each.dropped)).toBe(false);
  });

  it('sends what Enter was pressed for while its file was still read, unless something is typed meanwhile', async () => {
    const { attachEnd } = fake.compose;
    const ends: (() => void)[] = [];
    fake.compose.attachEnd = async (id) => new Promise((resolve) => ends.push(() => resolve(attachEnd(id))));
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await screen.findByRole('textbox', { name: 'Reply' });
    const attach = async (name: string, n: number): Promise<void> => {
      await userEvent.upload(thread().querySelector('input[type=file]') as HTMLInputElement, new File(['12345'], name));
      await waitFor(() => expect(ends).toHaveLength(n));
    };
    await attach('plan.pdf', 1);
    await userEvent.type(field(), 'the plan{Enter}');
    expect(fake.world.messagesOf('t1').filter((each) => each.out)).toEqual([]);
    act(() => ends[0]?.());
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'document', text: 'the plan', media: { fileName: 'plan.pdf' } }));
    await waitFor(() => expect(field()).toHaveValue(''));

    await attach('second.pdf', 2);
    await userEvent.type(field(), 'and{Enter} this');
    act(() => ends[1]?.());
    await waitFor(() => expect(within(thread()).getByRole('button', { name: 'Send' })).toBeEnabled());
    expect(field()).toHaveValue('and this');
    expect(fake.world.messagesOf('t1').filter((each) => each.out)).toHaveLength(1);
  });

  it('sends what Enter was pressed for with the picture that was still being pasted', async () => {
    let answer = (_: string): void => undefined;
    fake.system.pastedPicture = async () => new Promise((resolve) => (answer = resolve));
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Reply' }), 'look');
    const before = answer;
    fireEvent.keyDown(field(), { key: 'v', code: 'KeyV', ctrlKey: true });
    fireEvent.keyDown(field(), { key: 'Enter' });
    await waitFor(() => expect(answer).not.toBe(before));
    expect(fake.world.messagesOf('t1').filter((each) => each.out)).toEqual([]);
    act(() => answer(btoa('PNG')));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ text: 'look', media: { fileName: 'picture.png' } }));
  });

  it('keeps attached files while another thread is open, and when the app was killed', async () => {
    addThread(fake, 't1', 'Lucia');
    addThread(fake, 't2', 'Marco');
    const view = await open('/threads/t1');
    await screen.findByRole('textbox', { name: 'Reply' });
    await userEvent.upload(thread().querySelector('input[type=file]') as HTMLInputElement, new File(['12345'], 'plan.pdf'));
    await waitFor(() => expect(within(thread()).getByRole('button', { name: 'Send' })).toBeEnabled());
    await userEvent.click(within(list()).getByRole('link', { name: /Marco/ }));
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeInTheDocument();
    expect(within(thread()).queryByText('plan.pdf')).toBeNull();
    expect(within(list()).getByRole('link', { name: /Lucia/ })).toHaveTextContent('Draft: plan.pdf');
    view.unmount();
    stopSync();
    resetAttached();
    await open('/threads/t1');
    expect(await within(thread()).findByText('plan.pdf')).toBeInTheDocument();
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'document', media: { fileName: 'plan.pdf' } }));
    expect(within(thread()).queryByRole('list', { name: 'Attached files' })).toBeNull();
    expect(fake.world.draftFiles).toEqual([]);
  });

  it('quotes with Alt+R', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await within(thread()).findByText('Hello from Lucia');
    await userEvent.keyboard('{Alt>}r{/Alt}');
    expect(within(thread()).getByText('Replying to Lucia')).toBeInTheDocument();
    expect(field()).toHaveFocus();
    await userEvent.type(field(), 'yes{Enter}');
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ text: 'yes', replyTo: 't1_1' }));
    expect(within(thread()).queryByText('Replying to Lucia')).toBeNull();
  });

  it('goes to a quoted message that lies further back than what is here', async () => {
    addThread(fake, 't1', 'Lucia');
    fake.world.archive.set('t1', [rows.messageRow({ id: 'old', threadId: 't1', at: now - 2 * hour, seq: 0, text: 'Long ago' })]);
    const answer = { threadId: 't1', at: now - hour + 1 };
    fake.world.put('messages', rows.messageRow({ ...answer, id: 'm1', seq: ++fake.world.seq, replyTo: 'old' }), rows.messageRow({ ...answer, id: 'm2', seq: ++fake.world.seq, replyLost: true }));
    fake.world.setOnline(false);
    await open('/threads/t1');
    const earlier = await within(thread()).findByRole('button', { name: /An earlier message/ });
    expect(within(thread()).getAllByText("A message that Parley doesn't have")).toHaveLength(1);
    await userEvent.click(earlier);
    await waitFor(() => expect(within(thread()).getByRole('button', { name: /An earlier message/ })).toBeEnabled());
    fake.world.setOnline(true);
    // It comes by itself with the connection.
    expect(await within(thread()).findByRole('button', { name: /Long ago/ })).toBeInTheDocument();
  });
});
