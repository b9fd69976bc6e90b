/** From the header to the reply there are three stops of Tab, and the arrows go among what stands between. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { stepRegion } from '@/lib/regions';
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
    for (let back = 0; back < stops.length; back++) await user.tab({ shift: true });
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

describe('the arrows', () => {
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
