/** Rule 11: the keyboard never acts on the wrong thing. The cases are made from what is registered and what can have the focus. */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { isTyping } from '@/lib/keys';
import { keyClock, shortcuts } from '@/lib/shortcuts';
import { useDrafts } from '@/stores/drafts';
import { addThread, field, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
let clock = 0;
beforeEach(() => {
  fake = setUp();
  // A long time passes between any two keys, so that nothing is excused by the pause after typing.
  vi.spyOn(keyClock, 'now').mockImplementation(() => (clock += 1000));
});
afterEach(tearDown);
afterEach(() => void vi.restoreAllMocks());

/** What was done to a thread or sent; reading is not among it. */
const deeds = (): readonly string[] => fake.world.calls.map((each) => each.name).filter((name) => /^(?:(?:offer|interaction|message|contact|presence|notice|threads)\.|thread\.unread$|compose\.(?:send|retry|discard)$)/.test(name));

function offer(id: string, threadId: string): void {
  fake.world.put('offers', rows.offerRow({ id, threadId, userId: 'usr_ana', offeredAt: now, expiresAt: now + hour }));
}

/** A thread of mine is open, another one waits beside it, a third is offered. */
async function begin(): Promise<ReturnType<typeof open>> {
  addThread(fake, 't1', 'Lucia');
  addThread(fake, 't2', 'Ravi', { lastAt: now - 2 * hour });
  addThread(fake, 't3', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
  offer('off', 't3');
  const view = await open('/threads/t1');
  await within(thread()).findByText('Hello from Lucia');
  await screen.findByRole('region', { name: 'Offer: Jonas Meyer' });
  return view;
}

interface Key {
  readonly key: string;
  readonly code?: string;
  readonly init?: KeyboardEventInit;
}

/** Every registered key that writes something, on Latin and other layouts, and what else a keyboard writes. */
function writtenKeys(): readonly Key[] {
  const plain = [...new Set(shortcuts.list().map((each) => each.keys))].filter((each) => [...each].length === 1);
  expect(plain).toEqual(expect.arrayContaining(['a', 'd', 'e', 'j', 'k', 'n', 'u', '/']));
  // Each as on a Latin keyboard, and the places of some on a Russian one.
  const own = plain.flatMap((key): Key[] => [{ key }, { key: 'ж', code: `Key${key.toUpperCase()}` }]);
  const others: readonly Key[] = [{ key: 'A', init: { shiftKey: true } }, { key: 'ą', code: 'KeyA', init: { ctrlKey: true, altKey: true, modifierAltGraph: true } }];
  return [...own.filter(({ code = '' }) => code === '' || /^Key[ADEN]$/.test(code)), ...others, { key: '.', code: 'Slash' }, { key: ' ' }, { key: '7' }, { key: 'Dead' }, { key: '👍' }, { key: 'Process', init: { keyCode: 229 } }];
}

const everyCharacter = Array.from({ length: 0x7e - 0x20 + 1 }, (_, index): Key => ({ key: String.fromCharCode(0x20 + index) }));

function press(at: Element, { key, code = '', init }: Key): boolean {
  return fireEvent.keyDown(at, { key, code, ...init });
}

const pressed = 'button, a[href], input, [role="radio"], [role="option"], [role="separator"]';

/** What can have the focus: one of each kind in each part of the window. */
function focusable(): readonly HTMLElement[] {
  const kinds = new Map<string, HTMLElement>([['', document.body]]);
  for (const each of document.querySelectorAll<HTMLElement>('button, a[href], input, textarea, [tabindex]')) {
    if (each.closest('[aria-hidden="true"]') !== null) continue;
    const part = each.closest('[data-keys], [role], nav, section, header')?.getAttribute('aria-label') ?? '';
    kinds.set(`${each.tagName} ${each.getAttribute('role') ?? ''} ${each.getAttribute('type') ?? ''} ${part}`, each);
  }
  return [...kinds.values()];
}

/** What a key at this place may do: it is text of a field, or does what Space does to a button; nothing else comes of it. */
function judgeAt(place: HTMLElement): (key: Key, went: boolean) => string {
  const reply = field();
  const isModal = document.querySelector('[aria-modal="true"]') !== null;
  const isOver = place.closest('[role="dialog"], [role="menu"]') !== null || (isModal && (place === document.body || place.closest('[data-keys~="offer"]') !== null));
  const isPressed = place.matches(pressed);
  return (key, went) => {
    const at = document.activeElement;
    if (!went) return 'the key was taken';
    if (key.key === ' ' && isPressed) return at === place ? '' : 'Space does not press it';
    if (isOver) return at === place || at === document.body ? '' : 'it left the dialog';
    if (isTyping(place)) return at === place ? '' : 'it left the field';
    return at === reply ? '' : `it went to ${at?.tagName ?? ''}`;
  };
}

function tryAll(keys: readonly Key[], by: 'pointer' | 'keyboard', places = focusable()): readonly string[] {
  const wrong: string[] = [];
  for (const place of places) {
    // By the keyboard the list and the card have letters of their own.
    if (by === 'keyboard' && place.closest('[data-keys]') !== null) continue;
    const judge = judgeAt(place);
    // First: a dialog moves the focus with it.
    if (by === 'keyboard') press(document.body, { key: 'Tab' });
    else act(() => shortcuts.notePointer());
    for (const key of keys) {
      if (document.activeElement !== place) act(() => (place === document.body ? (document.activeElement as HTMLElement | null)?.blur() : place.focus()));
      if (document.activeElement !== place) break;
      const verdict = judge(key, press(place, key));
      if (verdict !== '') wrong.push(`${by} ${key.code ?? ''} ${key.key} at ${place.outerHTML.slice(0, 80)}: ${verdict}`);
    }
  }
  return wrong;
}

const states = {
  'an offer stands beside the thread': async () => undefined,
  'a search is written': async () => void (await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'Lucia')),
  'the find bar is open': async () => userEvent.click(within(thread()).getByRole('button', { name: 'Search in this conversation' })),
  'the emoji picker is open': async () => userEvent.click(within(thread()).getByRole('button', { name: 'Emoji' })),
  'a menu is open': async () => userEvent.click(within(thread()).getByRole('button', { name: 'More actions' })),
  'a dialog is open': async () => userEvent.click(within(list()).getByRole('button', { name: 'New conversation' })),
} satisfies Readonly<Record<string, () => Promise<void>>>;

describe('rule 11: a key that writes is text of the reply', () => {
  it.each(Object.keys(states) as (keyof typeof states)[])('from wherever the focus is, while %s', { timeout: 120_000 }, async (state) => {
    const view = await begin();
    // Before: what covers a part of the window takes its keys away, and they must not come back another way.
    const keys = writtenKeys();
    await states[state]();
    const places = focusable();
    expect(places.length).toBeGreaterThan(10);
    expect(tryAll(keys, 'pointer', places)).toEqual([]);
    expect(tryAll(keys, 'keyboard', places)).toEqual([]);
    expect(deeds()).toEqual([]);
    expect(view.history).toEqual(['/threads/t1']);
  });

  it('for every character of the keyboard', { timeout: 120_000 }, async () => {
    await begin();
    // The places that make a difference to some key are in the test before; these two hold for all characters.
    const message = thread().querySelector<HTMLElement>('[role="article"]') ?? document.body;
    expect(tryAll(everyCharacter, 'pointer', [document.body])).toEqual([]);
    expect(tryAll(everyCharacter, 'keyboard', [message])).toEqual([]);
    expect(deeds()).toEqual([]);
  });
});

/** Numbers from a seed, so that a failure can be had again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sentences = ['Dear Anna, a new deed: yes?', 'Je décline / accepte, né?', 'Nun denn, jede Akte: "ja" & k?'];

describe('rule 11: what is typed arrives whole', () => {
  it.each([1, 2, 3, 4])('whatever is clicked and whatever comes meanwhile (seed %i)', { timeout: 120_000 }, async (seed) => {
    const random = seeded(seed);
    const view = await begin();
    const user = userEvent.setup({ delay: null });
    const meddle = [
      () => user.click(within(thread()).getByText('Hello from Lucia')),
      () => user.click(within(thread()).getByRole('region', { name: 'Messages' })),
      () => user.keyboard('{Escape}'),
      async () => {
        await user.keyboard('{Control>}f{/Control}');
        await user.type(await screen.findByRole('searchbox', { name: 'Search in this conversation' }), 'Dead{Escape}');
      },
      () => Promise.resolve(offer(`off${clock}`, 't3')),
      () => Promise.resolve(fake.receive({ threadId: 't1', text: 'Are you there?' })),
      () => Promise.resolve((document.activeElement as HTMLElement | null)?.blur()),
    ];
    const text = sentences[seed % sentences.length] ?? '';
    for (const character of text) {
      if (random(4) === 0) await meddle[random(meddle.length)]?.();
      await user.keyboard(character.replace(/[{[]/g, '$&$&'));
    }
    expect(field()).toHaveValue(text);
    expect(useDrafts.getState().texts.get('t1')).toBe(text);
    expect(deeds()).toEqual([]);
    expect(view.history).toEqual(['/threads/t1']);
  });

  it('behind what stood there already', async () => {
    fake.world.drafts = [{ threadId: 't1', text: 'Dear Anna, ' }];
    await begin();
    await waitFor(() => expect(field()).toHaveValue('Dear Anna, '));
    await userEvent.keyboard('hello');
    expect(field()).toHaveValue('Dear Anna, hello');
  });

  it('and does not end in the field of a thread whose acceptance took long', async () => {
    const view = await begin();
    let answer = (): void => undefined;
    const { accept } = fake.threads;
    vi.spyOn(fake.threads, 'accept').mockImplementation(async (id) => new Promise((resolve) => (answer = () => resolve(accept(id)))));
    await userEvent.keyboard('See {Alt>}a{/Alt}you');
    act(answer);
    expect(await screen.findByText(/Jonas Meyer.* is yours now/)).toBeInTheDocument();
    await userEvent.keyboard(' soon');
    expect(field()).toHaveValue('See you soon');
    expect(view.history).toEqual(['/threads/t1']);
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(view.history.at(-1)).toBe('/threads/t3');
  });
});

describe('rule 11: the keys that act', () => {
  it('answer an offer from the list, from its card and with Alt from everywhere, and the caps say so', async () => {
    await begin();
    const accept = (): HTMLElement => screen.getByRole('button', { name: /^Accept/ });
    act(() => field().focus());
    expect(accept()).toHaveTextContent('Alt A');
    expect(accept()).toHaveAttribute('aria-keyshortcuts', 'Alt+A');
    press(field(), { key: 'ArrowDown', init: { altKey: true } });
    await waitFor(() => expect(document.activeElement?.closest('[data-keys~="list"]')).not.toBeNull());
    expect(accept()).not.toHaveTextContent('Alt');
    act(() => shortcuts.notePointer());
    expect(accept()).toHaveTextContent('Alt A');
    press(document.body, { key: 'Tab' });
    act(() => accept().focus());
    expect(accept()).not.toHaveTextContent('Alt');
    press(accept(), { key: 'd' });
    await waitFor(() => expect(deeds()).toEqual(['offer.decline']));
    expect(field()).toHaveValue('');
  });

  it('write nothing while they are held', async () => {
    await begin();
    press(document.body, { key: 'Tab' });
    act(() => screen.getByRole('button', { name: /^Accept/ }).focus());
    for (const repeat of [false, true, true]) expect(press(document.activeElement ?? document.body, { key: 'd', init: { repeat } })).toBe(false);
    await waitFor(() => expect(deeds()).toEqual(['offer.decline']));
  });
});

describe('rule 11: the focus comes back to the reply', () => {
  it.each(['{Escape}', 'a click on a message', 'the find bar', 'the emoji picker', 'a menu', 'a dialog'])('after %s', async (after) => {
    await begin();
    const user = userEvent.setup();
    if (after === '{Escape}') await user.keyboard('{Escape}');
    else if (after === 'a click on a message') await user.click(within(thread()).getByText('Hello from Lucia'));
    else {
      const ways = { 'the find bar': 'the find bar is open', 'the emoji picker': 'the emoji picker is open', 'a menu': 'a menu is open', 'a dialog': 'a dialog is open' } as const;
      await states[ways[after as keyof typeof ways]]();
      await waitFor(() => expect(document.activeElement?.closest('[role="search"], [role="dialog"], [role="menu"], [role="presentation"]')).not.toBeNull());
      await user.keyboard('{Escape}');
    }
    await waitFor(() => expect(field()).toHaveFocus());
  });
});
