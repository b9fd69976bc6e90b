/** Rule 11: the keyboard never acts on the wrong thing. What a key writes from where is in keys-written and keys-covered. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { shortcuts } from '@/lib/shortcuts';
import { useDrafts } from '@/stores/drafts';
import { begin, deeds, offer, press, setUpKeys, states } from '@/test/keys';
import { field, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
let offers = 0;
beforeEach(() => void (fake = setUpKeys()));
afterEach(tearDown);
afterEach(() => void vi.restoreAllMocks());

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
    const view = await begin(fake);
    const user = userEvent.setup({ delay: null });
    const meddle = [
      () => user.click(within(thread()).getByText('Hello from Lucia')),
      () => user.click(within(thread()).getByRole('region', { name: 'Messages' })),
      () => user.keyboard('{Escape}'),
      async () => {
        await user.keyboard('{Control>}f{/Control}');
        await user.type(await screen.findByRole('searchbox', { name: 'Search in this conversation' }), 'Dead{Escape}');
      },
      () => Promise.resolve(offer(fake, `off${++offers}`, 't3')),
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
    expect(deeds(fake)).toEqual([]);
    expect(view.history).toEqual(['/threads/t1']);
  });

  it('behind what stood there already', async () => {
    fake.world.drafts = [{ threadId: 't1', text: 'Dear Anna, ' }];
    await begin(fake);
    await waitFor(() => expect(field()).toHaveValue('Dear Anna, '));
    await userEvent.keyboard('hello');
    expect(field()).toHaveValue('Dear Anna, hello');
  });

  it('and does not end in the field of a thread whose acceptance took long', async () => {
    const view = await begin(fake);
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
    await begin(fake);
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
    await waitFor(() => expect(deeds(fake)).toEqual(['offer.decline']));
    expect(field()).toHaveValue('');
  });

  it('write nothing while they are held', async () => {
    await begin(fake);
    press(document.body, { key: 'Tab' });
    act(() => screen.getByRole('button', { name: /^Accept/ }).focus());
    for (const repeat of [false, true, true]) expect(press(document.activeElement ?? document.body, { key: 'd', init: { repeat } })).toBe(false);
    await waitFor(() => expect(deeds(fake)).toEqual(['offer.decline']));
  });
});

describe('rule 11: the focus comes back to the reply', () => {
  it.each(['{Escape}', 'a click on a message', 'the find bar', 'the emoji picker', 'a menu', 'a dialog'])('after %s', async (after) => {
    await begin(fake);
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
