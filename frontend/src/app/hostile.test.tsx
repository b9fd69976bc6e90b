import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import type { Message } from '@/bridge/types';
import { messageKinds } from '@/lib/lists';
import { hostileTexts, waysOut, withStrings } from '@/test/hostile';
import { addThread, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

// Every field that a message may have is there, so that each kind is drawn with all that strangers can fill in.
const everything = {
  media: { id: 'x', state: 'ready', reason: 'x', mime: 'x', size: 1, fileName: 'x', voice: false, animated: false, width: 0, height: 0 },
  location: { latitude: 41.4, longitude: 2.17, name: 'x', address: 'x', url: 'x' },
  contacts: [{ name: 'x', phones: ['x'], phonesHidden: false, emails: ['x'], company: 'x' }],
  interactive: { kind: 'x', id: 'x', title: 'x', lines: [{ key: 'x', value: 'x' }] },
  template: { name: 'x', language: 'x', header: 'x', footer: 'x', buttons: ['x', 'y'] },
  reactions: [{ emoji: 'x', out: false, at: 1 }],
  problem: { code: 1, title: 'x', detail: 'x' },
  system: 'x', referral: 'x', forwarded: 'x',
} as unknown as Partial<Message>;

// Names of fields that the program chose, or that lead to other rows.
const ours = new Set(['id', 'threadId', 'interactionId', 'type', 'state', 'status', 'author', 'clientId', 'replyTo']);

function texts(seed: number): () => string {
  const list = hostileTexts(200, seed);
  let at = 0;
  return () => list[at++ % list.length] ?? '';
}

describe('rule 5: nothing that a customer writes leads anywhere', () => {
  it.each(messageKinds)('rule 5: a message of kind %s with hostile words in every field', async (type) => {
    const text = texts(messageKinds.indexOf(type) + 100);
    addThread(fake, 't1', text());
    fake.world.put('contacts', withStrings(rows.contactRow({ id: 'con_t1', profileName: 'x', savedName: 'x', username: 'x' }), ours, text));
    for (let i = 0; i < 4; i++) {
      const plain = rows.messageRow({ id: `t1_h${i}`, threadId: 't1', type, text: 'x', out: i === 3, at: Date.now(), ...everything });
      fake.world.put('messages', { ...withStrings(plain, ours, text), seq: ++fake.world.seq });
    }
    const { container } = await open('/threads/t1');
    await waitFor(() => expect(thread().querySelectorAll('[data-message]').length).toBeGreaterThan(type === 'system' || type === 'reaction' ? 0 : 3));
    expect(waysOut(container)).toEqual([]);
    expect(waysOut(document.body)).toEqual([]);
  });

  it('rule 5: a right click on a link opens a menu of ours and nothing else', async () => {
    addThread(fake, 't1', 'Lucia');
    act(() => void fake.receive({ threadId: 't1', text: 'see https://example.org/a now' }));
    await open('/threads/t1');
    const link = await within(thread()).findByRole('link');
    expect(fireEvent.contextMenu(link, { button: 2, clientX: 10, clientY: 10 })).toBe(false);
    fireEvent(link, new MouseEvent('auxclick', { bubbles: true, cancelable: true, button: 2 }));
    const menu = await screen.findByRole('menu');
    expect(within(menu).getAllByRole('menuitem').map((each) => each.textContent)).toEqual(['Open example.org outside Parley', 'Copy link', 'Copy text', 'Copy a link to this message']);
    expect(fake.office.opened).toEqual([]);
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Copy link' }));
    await waitFor(() => expect(fake.office.copied).toEqual(['https://example.org/a']));
  });

  it.each([
    ['the menu key', { key: 'ContextMenu' }],
    ['Shift and F10', { key: 'F10', shiftKey: true }],
  ])('rule 5: %s opens the menu at what has the focus, wherever the web view says, and leads through it', async (_, key) => {
    addThread(fake, 't1', 'Lucia');
    act(() => void fake.receive({ threadId: 't1', text: 'see https://example.org/a now' }));
    await open('/threads/t1');
    const link = await within(thread()).findByRole('link');
    vi.spyOn(link, 'getBoundingClientRect').mockReturnValue(new DOMRect(40, 80, 100, 20));
    act(() => link.focus());
    // WebKitGTK names the pointer's place, others none.
    fireEvent.keyDown(link, key);
    fireEvent.contextMenu(link, { button: 2, clientX: 700, clientY: 500 });
    const menu = await screen.findByRole('menu');
    await waitFor(() => expect(within(menu).getByRole('menuitem', { name: 'Open example.org outside Parley' })).toHaveFocus());
    expect(document.querySelector<HTMLElement>('[style*="left: 40px"][style*="top: 100px"]')).not.toBeNull();
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowDown' });
    expect(within(menu).getByRole('menuitem', { name: 'Copy link' })).toHaveFocus();
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(fake.office.opened).toEqual([]);
    fireEvent.pointerDown(link, { button: 2 });
    fireEvent.contextMenu(link, { button: 2, clientX: 700, clientY: 500 });
    await screen.findByRole('menu');
    expect(document.querySelector('[style*="left: 700px"][style*="top: 500px"]')).not.toBeNull();
  });

  it('rule 5: a usual host opens at once, by a click', async () => {
    addThread(fake, 't1', 'Lucia');
    act(() => void fake.receive({ threadId: 't1', text: 'https://example.org/a' }));
    await open('/threads/t1');
    const link = await within(thread()).findByRole('link');
    expect(link).toHaveAttribute('aria-description', 'Opens example.org outside Parley');
    fireEvent.click(link);
    await waitFor(() => expect(fake.office.opened).toEqual(['https://example.org/a']));
  });

  it.each([
    ['https://bank.example@evil.example/', 'evil.example', 'name before an @'],
    ['https://pаypal.com/', 'xn--pypal-4ve.com', 'different alphabets'],
    ['https://93.184.216.34/', '93.184.216.34', 'number of a computer'],
    ['https://example.org:8443/', 'example.org', 'unusual port'],
    ['https://router/', 'router', 'local network'],
  ])('rule 5: %s is asked about, with its host', async (text, host, why) => {
    addThread(fake, 't1', 'Lucia');
    act(() => void fake.receive({ threadId: 't1', text }));
    await open('/threads/t1');
    fireEvent.click(await within(thread()).findByRole('link'));
    const question = await screen.findByRole('dialog');
    expect(question).toHaveTextContent(host);
    expect(question).toHaveTextContent(why);
    expect(fake.office.opened).toEqual([]);
    fireEvent.click(within(question).getByRole('button', { name: 'Open outside Parley' }));
    await waitFor(() => expect(fake.office.opened).toHaveLength(1));
    expect(new URL(fake.office.opened[0] ?? '').hostname).toBe(host);
  });

  it('rule 5: the page asks the system for nothing by itself', async () => {
    const spy = vi.spyOn(window, 'open');
    addThread(fake, 't1', 'Lucia');
    act(() => hostileTexts(60, 9).forEach((text) => fake.receive({ threadId: 't1', text })));
    await open('/threads/t1');
    await waitFor(() => expect(thread().querySelectorAll('[data-message]').length).toBeGreaterThan(3));
    expect(fake.office.opened).toEqual([]);
    expect(spy).not.toHaveBeenCalled();
  });
});
