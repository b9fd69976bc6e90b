import { describe, expect, it } from 'vitest';
import { interactionRow, threadRow } from '@/bridge/fake-rows';
import type { Span } from '@/bridge/types';
import { stripOf } from './strip-model';

const midnight = 1_000_000;
const minute = 60_000;
const mine = { me: 'usr_ana', role: 'agent', midnight } as const;
const span = (interactionId: string, userId: string, from: number, to: number): Span => ({ id: `${interactionId} ${from}`, interactionId, threadId: 't', inboxId: 'inb_1', userId, from, to, began: 'accepted', ended: '' });

describe('the numbers of an agent\'s day', () => {
  it('count what they have, with what they put off, and who waits since when', () => {
    const threads = [
      threadRow({ id: 'a', owner: 'usr_ana' }),
      threadRow({ id: 'b', owner: 'usr_ana', snoozedUntil: midnight + minute }),
      threadRow({ id: 'c', owner: 'usr_ben' }),
      threadRow({ id: 'd', owner: '', state: 'waiting', waitingSince: 500 }),
      threadRow({ id: 'e', owner: '', state: 'waiting', waitingSince: 300 }),
    ];
    expect(stripOf(threads, [], [], mine)).toMatchObject({ open: 2, snoozed: 1, waiting: 2, since: 300, answered: 0, closed: 0, median: null });
  });

  it('count an answer for who had the conversation then, and only today\'s', () => {
    const answered = (id: string, owner: string, took: number, at = midnight + 10 * minute): ReturnType<typeof interactionRow> => interactionRow({ id, threadId: 't', owner, serviceStartAt: at - took, answeredAt: at });
    const rows = [answered('one', 'usr_ben', minute), answered('two', 'usr_ana', 2 * minute), answered('three', 'usr_ana', 5 * minute), answered('four', 'usr_ana', 9 * minute, midnight - 1), answered('five', 'usr_ana', 7 * minute)];
    const spans = [span('one', 'usr_ana', 0, midnight + 11 * minute), span('one', 'usr_ben', midnight + 11 * minute, 0), span('five', 'usr_ben', 0, midnight + 12 * minute), span('five', 'usr_ana', midnight + 12 * minute, 0)];
    expect(stripOf([], rows, spans, mine)).toMatchObject({ answered: 3, median: 2 * minute });
    expect(stripOf([], rows.slice(0, 2), spans, mine)).toMatchObject({ answered: 2, median: 1.5 * minute });
  });

  it('count as closed what they closed since midnight themselves', () => {
    const ended = (id: string, endedBy: string, endedAt: number): ReturnType<typeof interactionRow> => interactionRow({ id, threadId: 't', state: 'ended', endedBy, endedAt });
    expect(stripOf([], [ended('a', 'usr_ana', midnight), ended('b', 'usr_ben', midnight + 1), ended('c', 'usr_ana', midnight - 1)], [], mine).closed).toBe(1);
  });
});
