/** From the header to the reply there are three stops of Tab, and the arrows go among what stands between. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { stepRegion } from '@/lib/regions';
import { setReplyTo, setSearchIn } from '@/stores/view';
import { addThread, field, hour, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => void (fake = setUp()));
afterEach(tearDown);

const inThread = (text: string): Promise<HTMLElement> => within(thread()).findByText(text);
const tools = (): HTMLElement => within(thread()).getByRole('toolbar', { name: 'What to do with the conversation' });

async function talk(): Promise<void> {
  addThread(fake, 't1', 'Lucia');
  fake.world.put('messages', ...['See https://shop.example/a', 'And https://shop.example/b'].map((text, index) => rows.messageRow({ id: `m${index}`, threadId: 't1', at: now - hour / 2 + index, seq: ++fake.world.seq, text })));
  await open('/threads/t1');
  await inThread('Hello from Lucia');
  await within(thread()).findAllByRole('link');
  await within(thread()).findByRole('toolbar'); // drawn after the messages
}

describe('Tab', () => {
  it('goes from the header to the reply in three stops at most, and back', async () => {
    await talk();
    const user = userEvent.setup();
    const close = within(tools()).getByRole('button', { name: /^Close/ });
    await waitFor(() => expect(within(tools()).getAllByRole('button').filter((each) => each.tabIndex === 0)).toHaveLength(1));
    act(() => close.focus());
    const stops: (Element | null)[] = [];
    while (document.activeElement !== field() && stops.length < 10) {
      await user.tab();
      stops.push(document.activeElement);
    }
    expect(stops.length).toBeLessThanOrEqual(3);
    expect(stops[0]).toBe(screen.getByRole('region', { name: 'Messages' }));
    // On the way back the switch between reply and note comes as well.
    let back = 0;
    while (document.activeElement !== close && back++ <= stops.length) await user.tab({ shift: true });
    expect(close).toHaveFocus();
  });

  it('goes into what a message has, and from there out of the list', async () => {
    await talk();
    const user = userEvent.setup();
    const messages = screen.getByRole('region', { name: 'Messages' });
    act(() => messages.focus());
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toHaveTextContent('shop.example/b');
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toHaveTextContent('shop.example/a');
    await user.tab();
    expect(document.activeElement).toBe(within(messages).getByRole('link', { name: /shop\.example\/a/ }));

    await user.tab({ shift: true });
    expect(document.activeElement).toHaveAttribute('role', 'article');
    let steps = 0;
    while (messages.contains(document.activeElement) && steps++ < 12) await user.tab();
    // Its own buttons, and not those of the next message.
    expect(steps).toBeLessThan(8);
    expect(messages.contains(document.activeElement)).toBe(false);
  });
});

/** The stops on the way from something to the reply. */
async function stopsFrom(from: HTMLElement): Promise<readonly (Element | null)[]> {
  const user = userEvent.setup();
  act(() => from.focus());
  const stops: (Element | null)[] = [];
  while (document.activeElement !== field() && stops.length < 10) {
    await user.tab();
    stops.push(document.activeElement);
  }
  return stops;
}

const close = (): HTMLElement => within(tools()).getByRole('button', { name: /^Close/ });
const quoting = (): void => act(() => setReplyTo('t1', 'm0'));
const identity = (): void => act(() => { fake.world.put('threads', { ...fake.world.need('threads', 't1'), identityAt: now }); fake.deliver(); });
const held = { clientId: 'c1', threadId: 't1', state: 'stopped', reason: 'questionChanged' } as const;

describe('from the header to the reply there are at most three stops of Tab', () => {
  it('while the notice of a new phone shows, and its button is one of them', async () => {
    await talk();
    identity();
    const check = await screen.findByRole('button', { name: 'I have checked who it is…' });
    const stops = await stopsFrom(close());
    expect(stops).toContain(check);
    expect(stops.length).toBeLessThanOrEqual(3);
  });

  it('while something is searched in the conversation', async () => {
    await talk();
    act(() => setSearchIn('t1'));
    const find = await screen.findByRole('searchbox', { name: 'Search in this conversation' });
    const stops = await stopsFrom(close());
    expect(stops).toContain(find);
    expect(stops.length).toBeLessThanOrEqual(3);
  });

  it('while a reply is held', async () => {
    fake.world.queued = [rows.queuedRow(held)];
    await talk();
    await within(thread()).findByRole('article', { name: 'Held, not sent' });
    expect((await stopsFrom(close())).length).toBeLessThanOrEqual(3);
  });

  it('without a connection, with the notice and a quote', async () => {
    await talk();
    identity();
    await screen.findByRole('button', { name: 'I have checked who it is…' });
    act(() => fake.world.setOnline(false));
    quoting();
    const remove = await screen.findByRole('button', { name: 'Remove quote' });
    await waitFor(() => expect(screen.getByRole('button', { name: 'I have checked who it is…' })).toBeDisabled());
    const stops = await stopsFrom(close());
    expect(stops.length).toBeLessThanOrEqual(3);
    // What stands above the field is on the way back.
    await userEvent.tab({ shift: true });
    expect(remove).toHaveFocus();
    await userEvent.tab();
    expect(field()).toHaveFocus();
  });
});

describe('the arrows', () => {
  it('go out of the text that is searched to the buttons behind it, and back', async () => {
    await talk();
    act(() => setSearchIn('t1'));
    const find = await screen.findByRole<HTMLInputElement>('searchbox', { name: 'Search in this conversation' });
    const user = userEvent.setup();
    await user.type(find, 'shop');
    const next = within(screen.getByRole('search', { name: 'Search in this conversation' })).getAllByRole('button')[0];
    await waitFor(() => expect(next).toBeEnabled());
    await user.keyboard('{ArrowLeft}{ArrowRight}');
    expect(find).toHaveFocus();
    await user.keyboard('{ArrowRight}');
    expect(next).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(find).toHaveFocus();
  });

  it('go among the tools, of which the last used one is the stop', async () => {
    await talk();
    const user = userEvent.setup();
    const all = within(tools()).getAllByRole('button');
    act(() => all.at(-1)?.focus());
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(document.activeElement).toBe(all.at(-3));
    await user.keyboard('{Home}');
    expect(all[0]).toHaveFocus();
    expect(all.filter((each) => each.tabIndex === 0)).toEqual([all[0]]);
    await user.keyboard('{ArrowLeft}');
    expect(all.at(-1)).toHaveFocus();
  });
});

describe('F6', () => {
  it('goes through the parts of the window and comes back to where one was', async () => {
    await talk();
    act(() => field().focus());
    const parts = new Set<string>();
    for (let step = 0; step < 8; step++) {
      act(() => stepRegion(1));
      parts.add(document.activeElement?.closest('[data-region]')?.getAttribute('aria-label') ?? document.activeElement?.closest('[data-region]')?.tagName ?? '');
    }
    expect([...parts]).toEqual(expect.arrayContaining(['Conversations', 'HEADER', 'Messages', 'DIV']));
    act(() => field().focus());
    act(() => stepRegion(1));
    act(() => stepRegion(-1));
    expect(field()).toHaveFocus();
    act(() => stepRegion(-1));
    expect(screen.getByRole('region', { name: 'Messages' })).toHaveFocus();
  });
});
