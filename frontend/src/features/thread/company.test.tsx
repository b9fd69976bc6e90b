import { act, screen, waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contactRow, numberRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { FakeBridge } from '@/bridge/fake';
import type { Looker } from '@/bridge/types';
import { setDraft } from '@/stores/drafts';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { ThreadHeader } from './header';

const thread = threadRow({ id: 'thr_1', contactId: 'con_1', numberId: 'num_1', access: 'full' });
const other = threadRow({ id: 'thr_2', contactId: 'con_1', numberId: 'num_1', access: 'full' });

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => {
  closeFake();
  vi.useRealTimers();
});

let fake: FakeBridge;
let show: (ui: ReactElement) => void;

async function open(): Promise<void> {
  fake = await openFake(({ world }) => {
    world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
    world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
    for (const [id, name] of [['usr_a', 'Ana'], ['usr_b', 'Bruno'], ['usr_c', 'Carla']] as const) world.put('users', userRow({ id, name }));
    world.put('threads', thread);
    world.put('threads', other);
  });
  const view = renderPage(<ThreadHeader thread={thread} name="Lena" />);
  show = (ui) => view.rerender(ui);
  await screen.findByText('Shop');
}

function come(...people: readonly Looker[]): void {
  act(() => {
    fake.world.together.set('thr_1', people);
    fake.world.emit('together');
  });
}

const told = (): readonly unknown[] => fake.world.calls.filter((each) => each.name === 'thread.inView').map((each) => each.args[0]);
const pass = (ms: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });

describe('who else is in a conversation', () => {
  it.each<[string, readonly Looker[]]>([
    ['Ana is looking', [{ userId: 'usr_a' }]],
    ['Ana and Bruno are looking', [{ userId: 'usr_a' }, { userId: 'usr_b' }]],
    ['Ana and 2 others are looking', [{ userId: 'usr_a' }, { userId: 'usr_b' }, { userId: 'usr_c' }]],
    ['Bruno is typing…', [{ userId: 'usr_b', typing: true }, { userId: 'usr_a' }]],
    ['A colleague is looking', [{ userId: 'usr_new' }]],
  ])('%s', async (words, people) => {
    await open();
    come(...people);
    expect(await screen.findByTestId('company')).toHaveTextContent(words);
    expect(screen.getByTestId('polite')).toHaveTextContent(words);
    come();
    await waitFor(() => expect(screen.queryByTestId('company')).toBeNull());
  });

  it('is said once while somebody pauses and goes on', async () => {
    await open();
    const polite = screen.getByTestId('polite');
    for (let i = 0; i < 3; i++) {
      come({ userId: 'usr_a', typing: true });
      await waitFor(() => expect(screen.getByTestId('company')).toHaveTextContent('Ana is typing'));
      come({ userId: 'usr_a' });
      await waitFor(() => expect(screen.getByTestId('company')).toHaveTextContent('Ana is looking'));
    }
    expect(polite.textContent).toBe('Ana is looking');
  });
});

describe('what colleagues are told', () => {
  it('is what is in view for a moment, again and again, and that it is left', async () => {
    await open();
    expect(told()).toEqual([]);
    await pass(500);
    expect(told()).toEqual([{ threadId: 'thr_1', typing: false }]);
    await pass(20_000);
    expect(told()).toHaveLength(2);
    show(<ThreadHeader thread={other} name="Lena" />);
    await pass(500);
    expect(told().slice(2)).toEqual([{ threadId: 'thr_2', typing: false }]);
    show(<></>);
    await pass(1000);
    expect(told().slice(3)).toEqual([{ threadId: '', typing: false }]);
    await pass(60_000);
    expect(told()).toHaveLength(4);
  });

  it('is that one types, even at once, and not what was taken back again', async () => {
    await open();
    setDraft('thr_1', 'Guten Tag');
    setDraft('thr_2', 'elsewhere');
    setDraft('thr_1', 'Guten Tag,');
    await pass(500);
    expect(told()).toEqual([{ threadId: 'thr_1', typing: true }]);
    show(<ThreadHeader thread={other} name="Lena" />);
    setDraft('thr_2', 'x');
    setDraft('thr_2', '');
    await pass(500);
    expect(told().slice(1)).toEqual([{ threadId: 'thr_2', typing: false }]);
  });

  it('is that one types, not each key, and that one stops', async () => {
    await open();
    await pass(500);
    for (let i = 1; i <= 40; i++) {
      setDraft('thr_1', 'x'.repeat(i));
      await pass(100);
    }
    expect(told().slice(1)).toEqual([{ threadId: 'thr_1', typing: true }, { threadId: 'thr_1', typing: true }]);
    setDraft('thr_1', '');
    setDraft('thr_2', 'elsewhere');
    expect(told().slice(3)).toEqual([{ threadId: 'thr_1', typing: false }]);
  });
});
