/** Rule 11: an offer is visible wherever its person is, and a jump is used once. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { paths, type RouteName } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { startSync } from '@/stores/sync';
import { jumpTo, useView } from '@/stores/view';
import { renderPage } from '@/test/feature';
import { addThread, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';
import { Frame } from './frame';
import { pages } from './pages';
import { bareRoutes } from './routes';
import { slots } from './slots';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  fake.world.state = rows.appState({ role: 'owner', practice: true });
});
afterEach(tearDown);

function offer(): void {
  addThread(fake, 't9', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
  fake.world.put('offers', rows.offerRow({ id: 'off', threadId: 't9', userId: 'usr_ana', offeredAt: now, expiresAt: now + hour }));
}

const card = async (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Offer: Jonas Meyer' });

describe('rule 11: an offer is visible wherever its person is', () => {
  const routes = (Object.keys(pages) as RouteName[]).filter((name) => !bareRoutes.includes(name));

  it.each(routes)('on the screen %s', async (name) => {
    addThread(fake, 't1', 'Lucia');
    startSync();
    renderPage(<Frame pages={pages} slots={{ ...slots, Gate: undefined }} />, paths[name].replace(/:\w+/, 't1'));
    await waitFor(() => expect(useDesk.getState().loaded).toBe(true));
    act(offer);
    const shown = await card();
    expect(within(shown).getByRole('button', { name: /^Accept/ })).toBeInTheDocument();
    expect(within(shown).getByRole('button', { name: /^Decline/ })).toBeInTheDocument();
    expect(within(shown).getByRole('progressbar')).toBeInTheDocument();
    await userEvent.keyboard('{Alt>}d{/Alt}');
    await waitFor(() => expect(fake.world.calls.some((each) => each.name === 'offer.decline')).toBe(true));
  });

  it('above what a search found, and over a dialog, and says so once', async () => {
    addThread(fake, 't1', 'Lucia');
    offer();
    await open('/threads/t1');
    const said: string[] = [];
    const region = screen.getByTestId('assertive');
    const listening = new MutationObserver(() => said.push(region.textContent));
    await card();
    await waitFor(() => expect(region).toHaveTextContent('New offer: Jonas Meyer'));
    listening.observe(region, { childList: true, characterData: true, subtree: true });
    await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'Lucia');
    const results = await screen.findByRole('listbox', { name: 'Search results' });
    const place = await card();
    expect(list()).toContainElement(place);
    expect(place.compareDocumentPosition(results) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
    await userEvent.click(within(list()).getByRole('button', { name: 'New conversation' }));
    await screen.findByRole('dialog', { name: 'New conversation' });
    // Outside of the page that the dialog covers, and of the dialog.
    await waitFor(async () => expect((await card()).closest('nav, [role="dialog"]')).toBeNull());
    await userEvent.keyboard('{Escape}');
    await waitFor(async () => expect(list()).toContainElement(await card()));
    listening.disconnect();
    expect(said).toEqual([]);
  });
});

describe('rule 11: a jump is used once', () => {
  const early = { threadId: 't1', at: now - hour + 1 };
  const ways: Readonly<Record<string, () => Promise<void> | void>> = {
    'from the search': async () => {
      await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'oak');
      await userEvent.click(await screen.findByRole('option', { name: /oak desk/ }));
    },
    'from the find bar': async () => {
      await userEvent.keyboard('{Control>}f{/Control}');
      await userEvent.type(await screen.findByRole('searchbox', { name: 'Search in this conversation' }), 'oak');
    },
    'from a quote': async () => userEvent.click(within(thread()).getByTitle('Go to the quoted message')),
    'to a message that is not there': () => act(() => jumpTo({ ...early, id: 'gone', seq: 1 })),
  };

  it.each(Object.keys(ways))('%s', async (way) => {
    addThread(fake, 't1', 'Lucia');
    addThread(fake, 't2', 'Ravi');
    const target = rows.messageRow({ ...early, id: 'oak', seq: ++fake.world.seq, text: 'the oak desk' });
    fake.world.put('messages', target, rows.messageRow({ ...early, id: 'quoting', seq: ++fake.world.seq, text: 'that one', replyTo: 'oak' }));
    await open('/threads/t1');
    await within(thread()).findByText('that one');
    await ways[way]?.();
    if (way !== 'to a message that is not there') await waitFor(() => expect(thread().querySelector('[data-flashed]')).toHaveTextContent('the oak desk'));
    await waitFor(() => expect(useView.getState().jump).toBeNull());
    await leaveAndComeBack();
    expect(thread().querySelector('[data-flashed]')).toBeNull();
    const last = fake.receive({ threadId: 't1', text: 'are you there?' });
    await within(thread()).findByText('are you there?');
    await waitFor(() => expect(fake.world.get('readMarks', 't1')?.upToSeq).toBe(last.seq));
  });

  it('and not at all when another thread was opened instead', async () => {
    addThread(fake, 't1', 'Lucia');
    addThread(fake, 't2', 'Ravi');
    await open('/threads/t1');
    await within(thread()).findByText('Hello from Lucia');
    act(() => jumpTo({ threadId: 't3', id: 'x', at: now, seq: 1 }));
    await userEvent.click(await within(list()).findByRole('link', { name: /Ravi/ }));
    await within(thread()).findByText('Hello from Ravi');
    expect(useView.getState().jump).toBeNull();
  });

  async function leaveAndComeBack(): Promise<void> {
    const clear = screen.queryByRole('button', { name: 'Clear search' });
    if (clear !== null) await userEvent.click(clear);
    await userEvent.click(await within(list()).findByRole('link', { name: /Ravi/ }));
    await within(thread()).findByText('Hello from Ravi');
    act(() => useView.setState({ marked: '' }));
    await userEvent.click(await within(list()).findByRole('link', { name: /Lucia/ }));
    await within(thread()).findByText('that one');
  }
});

describe('a declined offer', () => {
  const declined = (): unknown => fake.world.calls.find((each) => each.name === 'offer.decline')?.args[0];

  it('takes one of the reasons', async () => {
    offer();
    await open('/');
    await userEvent.click(within(await card()).getByRole('button', { name: 'Give a reason and decline Jonas Meyer' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: "I'm about to leave" }));
    await waitFor(() => expect(declined()).toEqual({ offerId: 'off', reason: 'leaving', note: '' }));
    expect(screen.queryByRole('region', { name: 'Offer: Jonas Meyer' })).toBeNull();
  });

  it('takes words of one’s own, of which no letter is a shortcut', async () => {
    offer();
    await open('/');
    await userEvent.click(within(await card()).getByRole('button', { name: 'Give a reason and decline Jonas Meyer' }));
    const words = await screen.findByRole('textbox', { name: 'In your own words' });
    const submit = screen.getAllByRole('button', { name: 'Decline' }).at(-1) ?? document.body;
    expect(submit).toBeDisabled();
    await userEvent.type(words, 'a dad is calling{Enter}');
    await waitFor(() => expect(declined()).toEqual({ offerId: 'off', reason: 'other', note: 'a dad is calling' }));
    expect(fake.world.calls.some((each) => each.name === 'offer.accept')).toBe(false);
  });

  it('needs no reason', async () => {
    offer();
    await open('/');
    await card();
    await userEvent.keyboard('{Alt>}d{/Alt}');
    await waitFor(() => expect(declined()).toEqual({ offerId: 'off' }));
  });
});
