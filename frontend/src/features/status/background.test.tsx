import { Notifications, notifications } from '@mantine/notifications';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { tell } from '@/bridge/fake-office';
import { messageRow, threadRow } from '@/bridge/fake-rows';
import { useCodeShown } from '@/stores/code-shown';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { Background } from './background';

afterEach(async () => {
  notifications.clean(); // they belong to no page
  await closeFake();
});

/** The settings, where no conversation is in sight, with what works beside every screen. */
async function openSettings(): Promise<FakeBridge> {
  const fake = await openFake(() => undefined);
  renderPage(
    <>
      <Background />
      <Notifications />
    </>,
    '/settings',
  );
  return fake;
}

describe("the window's title", () => {
  it('counts the threads with something unread and names the profile', async () => {
    const fake = await openFake(({ world }) => (world.state = { ...world.state, profile: 'default' }));
    const view = renderPage(<Background />);
    await waitFor(() => expect(document.title).toBe('Parley'));
    for (const threadId of ['t1', 't2']) {
      fake.world.put('threads', threadRow({ id: threadId }));
      fake.world.put('messages', messageRow({ id: `${threadId}_1`, threadId, seq: ++fake.world.seq }), messageRow({ id: `${threadId}_2`, threadId, seq: ++fake.world.seq }));
    }
    await waitFor(() => expect(document.title).toBe('(2) Parley'));
    fake.world.setState({ profile: 'work' });
    await waitFor(() => expect(document.title).toBe('(2) Parley – work'));
    fake.world.put('readMarks', { threadId: 't1', upToSeq: fake.world.seq, unread: false });
    await waitFor(() => expect(document.title).toBe('(1) Parley – work'));
    view.unmount();
    expect(document.title).toBe('Parley – work');
  });
});

describe('a notification that Go words', () => {
  it('gets a text without its formatting, and no answer when nobody waits', async () => {
    const fake = await openSettings();
    fake.office.marked.set(3, 'It *costs* 2*3*4\n- _euros_');
    act(() => fake.world.emit('plain', 3));
    await waitFor(() => expect(fake.office.plain.get(3)).toBe('It costs 2*3*4 euros'));
    act(() => fake.world.emit('plain', 4));
    await waitFor(() => expect(fake.world.calls.filter((each) => each.name === 'system.marked')).toHaveLength(2));
    await act(async () => Promise.resolve());
    expect(fake.office.plain.has(4)).toBe(false);
  });
});

describe('alerts inside', () => {
  const noSound = { code: 'unavailable', subcode: 'sound', params: { context: 'speaker' } } as const;

  it('say as typed what came, and once what the system cannot do', async () => {
    const fake = await openSettings();
    const said = { title: 'Lena', body: 'It costs 2*3*4 euros', threadId: 't1', setupId: '', type: 'message', problem: noSound };
    act(() => tell(fake.world, fake.office, { alert: said }));
    expect(await screen.findByText('It costs 2*3*4 euros')).toBeInTheDocument();
    expect(screen.getByText('No sound could be played. Is a speaker connected?')).toBeInTheDocument();
    act(() => tell(fake.world, fake.office, { alert: { ...said, threadId: 't2', title: 'Marco', type: 'transfer' } }));
    expect(await screen.findByText('Marco')).toBeInTheDocument();
    expect(screen.getAllByText('No sound could be played. Is a speaker connected?')).toHaveLength(1);
  });

  it('say of an offer only what the system cannot do: its card says the rest', async () => {
    const fake = await openSettings();
    const said = { title: 'New conversation for you: Lena', body: 'Hello there', threadId: 't1', setupId: '', type: 'offer', problem: noSound };
    act(() => tell(fake.world, fake.office, { alert: said }));
    expect(await screen.findByText('No sound could be played. Is a speaker connected?')).toBeInTheDocument();
    expect(screen.queryByText('New conversation for you: Lena')).toBeNull();
    expect(screen.queryByText('Hello there')).toBeNull();
  });

  it('rule 5: are asked for, each once, however the nudges come', async () => {
    const fake = await openSettings();
    const kinds = ['message', 'transfer', 'assigned'];
    act(() => {
      for (const [i, type] of kinds.entries()) tell(fake.world, fake.office, { alert: { title: `Conversation ${i + 1}`, body: 'Hello', threadId: `t${i}`, setupId: '', type, problem: null } });
      // A nudge that comes twice.
      fake.world.emit('alert', 3);
    });
    for (let i = 1; i <= 3; i++) expect(await screen.findByText(`Conversation ${i}`)).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'system.news').map((each) => each.args[0])).toEqual([Number.MAX_SAFE_INTEGER, 0, 3, 3, 3]);
  });

  it('lie over one another where they are of one kind: the newest says how many more, and where', async () => {
    const fake = await openFake(() => undefined);
    const view = renderPage(
      <>
        <Background />
        <Notifications />
      </>,
      '/channels',
    );
    const say = (name: string): void => act(() => tell(fake.world, fake.office, { alert: { title: 'A number has no inbox', body: `${name} wrote`, threadId: name, setupId: '', type: 'unrouted', problem: null } }));
    for (const name of ['Lena', 'Marco', 'Marco', 'Sam']) say(name);
    expect(await screen.findByText('Sam wrote')).toBeInTheDocument();
    expect(screen.getAllByText('A number has no inbox')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'and 2 more' }));
    expect(view.history.at(-1)).toBe('/notifications');
    await waitFor(() => expect(screen.queryByText('A number has no inbox')).toBeNull());
    // What was seen or closed is not counted again.
    say('Ada');
    expect(await screen.findByText('Ada wrote')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /more/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(view.history.at(-1)).toBe('/threads/Ada');
  });

  it('rule 5: a click on a notification leads to its thread', async () => {
    const fake = await openFake(() => undefined);
    const view = renderPage(<Background />, '/settings');
    act(() => tell(fake.world, fake.office, { open: 't1' }));
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/t1'));
  });
});

describe('a code that came', () => {
  const came = { title: 'The verification code is here', body: "Copy it and paste it into Meta's window.", threadId: '', setupId: '', type: 'code', problem: null };
  const bring = async (fake: FakeBridge): Promise<string> => {
    const { id } = await fake.setup.begin('+14155550123');
    fake.catchCode(id, '493021');
    return id;
  };

  it('is told on any other screen, with a button that copies it', async () => {
    const fake = await openSettings();
    const setupId = await bring(fake);
    act(() => tell(fake.world, fake.office, { alert: { ...came, setupId } }));
    expect(await screen.findByText('The verification code is here')).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('493021');
    fake.world.fail('setup.copyCode', new BridgeError('unavailable', 'The clipboard took nothing.', 'clipboard'));
    await userEvent.click(screen.getByRole('button', { name: 'Copy code' }));
    expect(await screen.findByText('The clipboard took nothing.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Copy code' }));
    expect(await screen.findByText(/^The code is on the clipboard/)).toBeInTheDocument();
    expect(fake.office.copied).toEqual(['493021']);
  });

  it('leads to the set-up from an SMS without a sure code, and from a click on the notification', async () => {
    const fake = await openFake(() => undefined);
    const view = renderPage(
      <>
        <Background />
        <Notifications />
      </>,
      '/settings',
    );
    act(() => tell(fake.world, fake.office, { alert: { ...came, title: 'An SMS came', setupId: 'set_7', type: 'sms' } }));
    await userEvent.click(await screen.findByRole('button', { name: 'Open the set-up' }));
    expect(view.history.at(-1)).toBe('/channels/setup/set_7');
    expect(screen.queryByRole('button', { name: 'Copy code' })).toBeNull();
    act(() => tell(fake.world, fake.office, { openSetup: 'set_8' }));
    await waitFor(() => expect(view.history.at(-1)).toBe('/channels/setup/set_8'));
  });

  it('is led by a link that the system opened: to the conversation, or to words that it cannot be opened', async () => {
    const fake = await openFake(({ world }) => world.put('threads', threadRow({ id: 'thr_1' })));
    const view = renderPage(
      <>
        <Background />
        <Notifications />
      </>,
      '/settings',
    );
    act(() => tell(fake.world, fake.office, { openLink: 'parley://conversations/thr_9' }));
    expect(await screen.findByText("This conversation can't be opened")).toBeInTheDocument();
    expect(view.history.at(-1)).toBe('/settings');
    act(() => tell(fake.world, fake.office, { openLink: 'parley://conversations/thr_1/msg_gone' }));
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/thr_1'));
    expect(await screen.findByText("The message of this link isn't here")).toBeInTheDocument();
  });

  it('is not told twice where it is on screen', async () => {
    const fake = await openFake(() => undefined);
    renderPage(
      <>
        <Background />
        <Shown setupId="set_7" />
        <Notifications />
      </>,
      '/settings',
    );
    const problem = { code: 'unavailable', subcode: 'sound', params: { context: 'speaker' } } as const;
    act(() => tell(fake.world, fake.office, { alert: { ...came, setupId: 'set_7', problem } }));
    act(() => tell(fake.world, fake.office, { alert: { ...came, title: 'Another number', setupId: 'set_8', problem } }));
    expect(await screen.findByText('Another number')).toBeInTheDocument();
    expect(screen.queryByText('The verification code is here')).toBeNull();
    // What the system cannot do is still said where a toast comes anyway.
    expect(screen.getByText(/No sound could be played/)).toBeInTheDocument();
  });

  it('is announced by the system while the window is behind: Go is told where the person is', async () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const fake = await openSettings();
    const said = (): unknown => fake.world.calls.findLast((each) => each.name === 'system.front')?.args[0];
    await waitFor(() => expect(said()).toBe(true));
    focus.mockReturnValue(false);
    act(() => void window.dispatchEvent(new Event('blur')));
    await waitFor(() => expect(said()).toBe(false));
    focus.mockRestore();
  });
});

function Shown({ setupId }: { readonly setupId: string }): null {
  useCodeShown(setupId);
  return null;
}
