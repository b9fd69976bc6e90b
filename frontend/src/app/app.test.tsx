import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import type { ReactElement } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { appState, contactRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Licence, Role } from '@/bridge/types';
import { createTexts } from '@/i18n/i18n';
import { registerActions } from '@/lib/actions';
import { actIds } from '@/lib/acts';
import { useShortcuts } from '@/lib/use-shortcuts';
import { threadLink } from '@/lib/thread-link';
import { resetDesk, useDesk } from '@/stores/desk';
import { resetSession, useSession } from '@/stores/session';
import { StatusLine } from '@/ui/status-line';
import { App } from './app';
import { isCurrent } from './rail';
import type { PageProps, Pages } from './routes';
import type { Slots } from './slots';

let broken = false;

function Fragile(): ReactElement {
  if (broken) throw new RangeError('customer said: secret');
  return <h1>Inboxes page</h1>;
}

function Workspace({ statusLine }: PageProps): ReactElement {
  useShortcuts([{ id: 'accept', keys: 'a', label: 'Accept the offer', group: 'Offer', run: () => undefined }]);
  return (
    <>
      <h1>Workspace page</h1>
      {statusLine}
    </>
  );
}

const pages: Pages = {
  workspace: { component: Workspace, ownsStatusLine: true },
  inboxes: { component: Fragile },
  notifications: { component: () => <h1>Notifications page</h1> },
  signIn: { component: () => <h1>Sign-in page</h1> },
};
const slots: Slots = { useUnread: () => 3, StatusLine: () => <StatusLine tone="live" text="Live" /> };

function open(address: string, with_: { pages?: Pages; slots?: Slots } = {}): void {
  window.location.hash = address;
  render(<App texts={createTexts()} pages={pages} slots={slots} {...with_} />);
}

beforeEach(() => {
  resetSession();
  broken = false;
  window.location.hash = '';
});

describe('frame', () => {
  it('opens the set-up for owners and admins with Contact Center only', async () => {
    const setUp = { pages: { ...pages, inboxes: { component: Fragile, setsUp: true }, users: { component: () => <h1>Users page</h1> } } };
    const me = (role: Role, without: Licence[]): void =>
      act(() => {
        useSession.setState({ state: appState({ role, userId: 'usr_me' }) });
        useDesk.setState({ users: new Map([['usr_me', userRow({ id: 'usr_me', role, without })]]) });
      });
    me('admin', []);
    open('/inboxes', setUp);
    expect(screen.getByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
    me('agent', ['contactCenter']); // the page itself says what an agent may
    expect(screen.getByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
    me('admin', ['contactCenter']);
    expect(screen.queryByRole('heading', { name: 'Inboxes page' })).not.toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'You lack the Contact Center licence' })).toBeInTheDocument();
    expect((await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })).violations).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Open users' }));
    expect(screen.getByRole('heading', { name: 'Users page' })).toBeInTheDocument();
    act(resetDesk);
  });

  it('leads to registered pages only', async () => {
    open('/');
    const links = screen.getAllByRole('link').filter((each) => each.closest('nav') !== null);
    expect(links.map((each) => each.getAttribute('aria-label'))).toEqual(['Workspace', 'Inboxes', 'Notifications, 3 unread']);
    await userEvent.click(screen.getByRole('link', { name: 'Inboxes' }));
    expect(screen.getByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Inboxes' })).toHaveAttribute('aria-current', 'page');
  });

  it('leads to the sandbox in practice only', async () => {
    const everywhere = { pages: { ...pages, sandbox: { component: () => <h1>Sandbox page</h1>, practiceOnly: true } } };
    const offered = async (): Promise<boolean[]> => {
      await userEvent.keyboard('{Control>}k{/Control}');
      const found = [screen.queryByRole('link', { name: 'Sandbox' }), await screen.findByRole('button', { name: 'Inboxes' }).then(() => screen.queryByRole('button', { name: 'Sandbox' }))];
      await userEvent.keyboard('{Escape}');
      return found.map((each) => each !== null);
    };
    useSession.setState({ state: appState({ practice: true }) });
    open('/', everywhere);
    expect(await offered()).toEqual([true, true]);
    act(() => useSession.setState({ state: appState({ practice: false }) }));
    expect(await offered()).toEqual([false, false]);
  });

  it('shows the status line once, where the page wants it', async () => {
    open('/');
    expect(screen.getAllByText('Live')).toHaveLength(1);
    await userEvent.click(screen.getByRole('link', { name: 'Inboxes' }));
    expect(screen.getAllByText('Live')).toHaveLength(1);
  });

  it('says so when there is no screen, and leads back', async () => {
    open('/users');
    expect(screen.getByRole('heading', { name: 'There is no screen at this address' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Go to Workspace' }));
    expect(screen.getByRole('heading', { name: 'Workspace page' })).toBeInTheDocument();
  });

  it('has no rail before there is a session', () => {
    open('/sign-in');
    expect(screen.getByRole('heading', { name: 'Sign-in page' })).toBeInTheDocument();
    expect(screen.queryByRole('navigation')).toBeNull();
  });

  it('lets the gate decide', () => {
    open('/', { slots: { ...slots, Gate: () => <p>Locked</p> } });
    expect(screen.getByText('Locked')).toBeInTheDocument();
    expect(screen.queryByRole('navigation')).toBeNull();
  });

  it('keeps a broken screen to itself, without quoting what it held', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    broken = true;
    open('/inboxes');
    expect(screen.getByRole('alert')).toHaveTextContent('This screen stopped.');
    expect(screen.getByRole('alert')).toHaveTextContent('ui/RangeError');
    expect(document.body).not.toHaveTextContent('secret');
    await userEvent.click(screen.getByRole('link', { name: 'Workspace' }));
    expect(screen.getByRole('heading', { name: 'Workspace page' })).toBeInTheDocument();
    broken = false;
    await userEvent.click(screen.getByRole('link', { name: 'Inboxes' }));
    expect(screen.getByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
  });

  it('tries a broken screen again when asked', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    broken = true;
    open('/inboxes');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
  });

  it('has no findings by axe', async () => {
    open('/');
    // jsdom draws nothing, so contrast is checked on the tokens and in the browser tests.
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map((each) => each.id)).toEqual([]);
  });
});

describe('keyboard', () => {
  it('opens the palette and goes where it says', async () => {
    open('/');
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Type a command or a name' }), 'inbox');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
  });

  it('goes to a screen by its digit, also where the digits are written with Shift, and lists the keys', async () => {
    open('/');
    fireEvent.keyDown(document.body, { key: 'è', code: 'Digit7', altKey: true });
    expect(await screen.findByRole('heading', { name: 'Inboxes page' })).toBeInTheDocument();
    fireEvent.keyDown(document.body, { key: '1', code: 'Digit1', altKey: true });
    expect(await screen.findByRole('heading', { name: 'Workspace page' })).toBeInTheDocument();
    fireEvent.keyDown(document.body, { key: 'F1', code: 'F1' });
    expect(within(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).getByText('Inboxes').closest('li')).toHaveTextContent('7');
  });

  it('does what was typed, not what an earlier letter had found', async () => {
    const did: string[] = [];
    const action = (id: string, label: string, group: string) => ({ id, label, group, run: () => void did.push(id) });
    const forget = registerActions([action('next', 'Take the next one that waits', 'Conversations'), action('transfer', 'Transfer', 'Conversation')]);
    useDesk.setState({ contacts: new Map([['c1', contactRow({ id: 'c1', savedName: 'Tara Ode' })]]), threads: new Map([['t1', threadRow({ id: 't1', contactId: 'c1' })]]) });
    open('/');
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Type a command or a name' }), 'transfer{Enter}');
    forget();
    resetDesk();
    expect(did).toEqual(['transfer']);
  });

  it('finds a conversation in the palette by name and by number, and opens it', async () => {
    useDesk.setState({
      contacts: new Map([['c1', contactRow({ id: 'c1', savedName: 'Inés Bauer', phone: '+493023125014' })], ['c2', contactRow({ id: 'c2', savedName: 'Hidden', phone: '', phoneHidden: true })]]),
      threads: new Map(['1', '2'].map((n) => [`t${n}`, threadRow({ id: `t${n}`, contactId: `c${n}` })])),
    });
    open('/');
    await userEvent.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('textbox', { name: 'Type a command or a name' });
    await userEvent.type(field, 'in');
    const lines = screen.getAllByRole('button').filter((each) => /Inboxes|Inés/.test(each.textContent));
    expect(lines.map((each) => each.textContent)).toEqual(['InboxesAlt 7', expect.stringContaining('Inés Bauer')]);
    await userEvent.clear(field);
    await userEvent.type(field, 'nobody at all');
    expect(await screen.findByText(/^No matches\./)).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, '+49 30 231');
    expect(await screen.findByText('+49 30 23125014')).toBeInTheDocument();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(window.location.hash).toBe('#/threads/t1'));
    resetDesk();
  });

  it('opens the conversation of a link, and says of one that may not be seen that it may not', async () => {
    useDesk.setState({
      loaded: true,
      contacts: new Map([['c1', contactRow({ id: 'c1', savedName: 'Inés Bauer' })]]),
      threads: new Map([['thr_1', threadRow({ id: 'thr_1', contactId: 'c1' })]]),
    });
    open('/');
    await userEvent.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('textbox', { name: 'Type a command or a name' });
    await userEvent.type(field, threadLink('thr_2'));
    expect(await screen.findByText(/is not one that you may see/)).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, threadLink('thr_1'));
    const found = await screen.findByText('Open the conversation of this link');
    await waitFor(() => expect(found.closest('[data-selected]')).not.toBeNull());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(window.location.hash).toBe('#/threads/thr_1'));
    resetDesk();
  });

  it('lists what is heard now under ?', async () => {
    open('/');
    await userEvent.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await waitFor(() => expect(sheet).toHaveTextContent('Accept the offer'));
    expect(sheet).toHaveTextContent('Search commands');
    // What needs a conversation or a list is there, too, so that it can be learnt before it is needed.
    const later = within(sheet).getByRole('region', { name: 'Not on this screen now' });
    const stands = (part: Element): readonly (string | null)[] => Array.from(part.querySelectorAll('[data-act]'), (each) => each.getAttribute('data-act'));
    expect(stands(later)).toEqual(expect.arrayContaining(['thread.take', 'thread.reopen', 'composer.template', 'list.show.*']));
    expect(stands(later)).not.toContain('palette');
    expect([...new Set(stands(sheet))].sort()).toEqual([...actIds].sort());
  });

  it('leaves a key to an input method', () => {
    open('/');
    act(() => void fireEvent.keyDown(document.body, { key: '?', keyCode: 229 }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('isCurrent', () => {
  it.each([
    ['workspace', '/', true],
    ['workspace', '/threads/1', true],
    ['workspace', '/channels', false],
    ['channels', '/channels/new', true],
    ['channels', '/channelsx', false],
  ] as const)('%s at %s is %s', (name, location, want) => {
    expect(isCurrent(name, location)).toBe(want);
  });
});

describe('language', () => {
  it('turns the window with the language', async () => {
    const texts = createTexts();
    texts.addResourceBundle('ar', 'common', { loading: 'جار التحميل' });
    render(<App texts={texts} pages={pages} slots={slots} />);
    expect(document.documentElement).toHaveAttribute('dir', 'ltr');
    await act(() => texts.changeLanguage('ar'));
    expect(document.documentElement).toHaveAttribute('dir', 'rtl');
    expect(document.documentElement.lang).toBe('ar');
  });
});
