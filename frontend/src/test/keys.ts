/** Rule 11, for its tests: a workspace, every key that writes, every place that can have the focus. */
import { act, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { isTyping } from '@/lib/keys';
import { keyClock, shortcuts } from '@/lib/shortcuts';
import { addThread, field, hour, list, now, open, setUp, thread } from './workspace';

let clock = 0;

/** Puts the world up. A long time passes between any two keys, so that nothing is excused by the pause after typing. */
export function setUpKeys(): FakeBridge {
  const fake = setUp();
  vi.spyOn(keyClock, 'now').mockImplementation(() => (clock += 1000));
  return fake;
}

/** What was done to a thread or sent; reading is not among it. */
export const deeds = (fake: FakeBridge): readonly string[] => fake.world.calls.map((each) => each.name).filter((name) => /^(?:(?:offer|interaction|message|contact|presence|notice|threads)\.|thread\.unread$|compose\.(?:send|retry|discard)$)/.test(name));

/** Puts an open offer to this person there. */
export function offer(fake: FakeBridge, id: string, threadId: string): void {
  fake.world.put('offers', rows.offerRow({ id, threadId, userId: 'usr_ana', offeredAt: now, expiresAt: now + hour }));
}

/** A thread of mine is open, another one waits beside it, a third is offered. */
export async function begin(fake: FakeBridge): Promise<ReturnType<typeof open>> {
  addThread(fake, 't1', 'Lucia');
  addThread(fake, 't2', 'Ravi', { lastAt: now - 2 * hour });
  addThread(fake, 't3', 'Jonas Meyer', { state: 'offered', owner: '', access: 'summary' });
  offer(fake, 'off', 't3');
  const view = await open('/threads/t1');
  await within(thread()).findByText('Hello from Lucia');
  await screen.findByRole('region', { name: 'Offer: Jonas Meyer' });
  return view;
}

/** A key as a keyboard sends it. */
export interface Key {
  readonly key: string;
  readonly code?: string;
  readonly init?: KeyboardEventInit;
}

/** Every registered key that writes something, on Latin and other layouts, and what else a keyboard writes. */
export function writtenKeys(): readonly Key[] {
  const plain = [...new Set(shortcuts.list().map((each) => each.keys))].filter((each) => [...each].length === 1);
  expect(plain).toEqual(expect.arrayContaining(['a', 'd', 'e', 'j', 'k', 'n', 'u', '/']));
  // Each as on a Latin keyboard, and the places of some on a Russian one.
  const own = plain.flatMap((key): Key[] => [{ key }, { key: 'ж', code: `Key${key.toUpperCase()}` }]);
  const others: readonly Key[] = [{ key: 'A', init: { shiftKey: true } }, { key: 'ą', code: 'KeyA', init: { ctrlKey: true, altKey: true, modifierAltGraph: true } }];
  return [...own.filter(({ code = '' }) => code === '' || /^Key[ADEN]$/.test(code)), ...others, { key: '.', code: 'Slash' }, { key: ' ' }, { key: '7' }, { key: 'Dead' }, { key: '👍' }, { key: 'Process', init: { keyCode: 229 } }];
}

/** What a Latin keyboard writes. */
export const everyCharacter = Array.from({ length: 0x7e - 0x20 + 1 }, (_, index): Key => ({ key: String.fromCharCode(0x20 + index) }));

/** Presses a key; false when somebody took it. */
export function press(at: Element, { key, code = '', init }: Key): boolean {
  return fireEvent.keyDown(at, { key, code, ...init });
}

const pressed = 'button, a[href], input, [role="radio"], [role="option"], [role="separator"]';

/** What can have the focus: one of each kind in each part of the window. */
export function focusable(): readonly HTMLElement[] {
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

/** Presses each key at each place, after the pointer or the keyboard was used last, and says what came of it that should not. */
export function tryAll(keys: readonly Key[], by: 'pointer' | 'keyboard', places = focusable()): readonly string[] {
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

type States = Readonly<Record<string, () => Promise<void>>>;

/** What may stand open beside the reply while somebody writes. */
export const beside = {
  'an offer stands beside the thread': async () => undefined,
  'a search is written': async () => void (await userEvent.type(screen.getByRole('combobox', { name: 'Search contacts and messages' }), 'Lucia')),
  'the find bar is open': async () => userEvent.click(await within(thread()).findByRole('button', { name: 'Search in this conversation' })),
} satisfies States;

/** What may cover a part of the window. */
export const covering = {
  'the emoji picker is open': async () => userEvent.click(within(thread()).getByRole('button', { name: 'Emoji' })),
  'a menu is open': async () => userEvent.click(await within(thread()).findByRole('button', { name: 'More actions' })),
  'a dialog is open': async () => userEvent.click(within(list()).getByRole('button', { name: 'New conversation' })),
} satisfies States;

/** All of it. */
export const states = { ...beside, ...covering };

/** Holds rule 11 in a state: wherever the focus is, a key that writes becomes text of the reply. */
export async function holdsWhile(fake: FakeBridge, state: keyof typeof states): Promise<void> {
  const view = await begin(fake);
  // Before: what covers a part of the window takes its keys away, and they must not come back another way.
  const keys = writtenKeys();
  await states[state]();
  const places = focusable();
  expect(places.length).toBeGreaterThan(10);
  expect(tryAll(keys, 'pointer', places)).toEqual([]);
  expect(tryAll(keys, 'keyboard', places)).toEqual([]);
  expect(deeds(fake)).toEqual([]);
  expect(view.history).toEqual(['/threads/t1']);
}
