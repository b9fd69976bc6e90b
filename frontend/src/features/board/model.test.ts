// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { fakeStart, inboxRow, interactionRow, offerRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Inbox, Interaction, Offer, Thread, User } from '@/bridge/types';
import { boardOf, type List, type Tables, takersOf, waitsSince } from './model';

const minute = 60_000;
const hour = 60 * minute;
const now = fakeStart;

interface Rows {
  readonly users?: readonly User[];
  readonly inboxes?: readonly Inbox[];
  readonly threads?: readonly Thread[];
  readonly interactions?: readonly Interaction[];
  readonly offers?: readonly Offer[];
}

const byId = <T extends { readonly id: string }>(rows: readonly T[] = []): ReadonlyMap<string, T> => new Map(rows.map((each) => [each.id, each]));
const tables = (rows: Rows): Tables => ({ users: byId(rows.users), inboxes: byId(rows.inboxes), threads: byId(rows.threads), interactions: byId(rows.interactions), offers: byId(rows.offers) });
const board = (rows: Rows, inboxId = ''): ReturnType<typeof boardOf> => boardOf(tables(rows), { now, day: now - 12 * hour }, inboxId);
const ids = (rows: Rows, list: List, inboxId = ''): string => board(rows, inboxId).lists[list].map((each) => each.thread.id).join(' ');

describe('since when a customer waits', () => {
  const thread = threadRow({ id: 't', owner: 'ana', lastCustomerAt: now - hour, lastAt: now - hour });
  it.each([
    ['the first message without an answer', thread, interactionRow({ id: 'i', threadId: 't', serviceStartAt: now - 2 * hour }), now - 2 * hour],
    ['an answered one who wrote last', thread, interactionRow({ id: 'i', threadId: 't', serviceStartAt: now - 2 * hour, answeredAt: now - 90 * minute, owedSince: now - hour }), now - hour],
    ['an answered one to whom we wrote last', { ...thread, lastAt: now }, interactionRow({ id: 'i', threadId: 't', answeredAt: now }), 0],
    ['an answered one whom our last answer did not reach', { ...thread, lastAt: now }, interactionRow({ id: 'i', threadId: 't', answeredAt: now - 90 * minute, owedSince: now - hour }), now - hour],
    ['a customer whom only a rule has answered', { ...thread, lastAt: now }, interactionRow({ id: 'i', threadId: 't', serviceStartAt: now - hour }), now - hour],
    ['an ended conversation', { ...thread, open: false }, interactionRow({ id: 'i', threadId: 't', serviceStartAt: now - hour }), 0],
    ['one that we began and that nobody answered', { ...thread, lastCustomerAt: 0, lastAt: now }, interactionRow({ id: 'i', threadId: 't', serviceStartAt: 0 }), 0],
    ['one whose interaction has not come yet', thread, undefined, now - hour],
  ])('%s', (_, row, interaction, want) => expect(waitsSince(row, interaction)).toBe(want));
});

describe('the agents', () => {
  const rows: Rows = {
    users: [
      userRow({ id: 'full', name: 'Full', capacity: 1 }), userRow({ id: 'zoe', name: 'Zoe' }), userRow({ id: 'ana', name: 'Ana' }), userRow({ id: 'gone', name: 'Gone', presence: 'offline' }),
      userRow({ id: 'out', name: 'Out', presence: 'away' }), userRow({ id: 'none', whatsApp: false }), userRow({ id: 'former', name: 'Former', active: false }), userRow({ id: 'left', name: 'Left', active: false }),
    ],
    inboxes: [inboxRow({ id: 'b', name: 'Sales', members: ['ana', 'full'] }), inboxRow({ id: 'a', name: 'Help', members: ['ana'] })],
    threads: [
      threadRow({ id: 't1', owner: 'full', lastCustomerAt: now - hour, lastAt: now - hour }), threadRow({ id: 't2', owner: 'ana', lastCustomerAt: now - 5 * minute, lastAt: now - 5 * minute }),
      threadRow({ id: 't3', owner: 'ana', lastCustomerAt: now - 9 * minute, lastAt: now - 9 * minute }), threadRow({ id: 't4', owner: 'ana', open: false, state: 'ended', lastCustomerAt: now - hour, lastAt: now - hour }),
      threadRow({ id: 't5', owner: 'former', lastCustomerAt: 0 }),
    ],
    offers: [offerRow({ id: 'o1', threadId: 't9', userId: 'zoe' }), offerRow({ id: 'o2', threadId: 't8', userId: 'zoe', state: 'missed' })],
  };

  it('stand by who is free, with what they have and who waits for them', () => {
    expect(board(rows).agents.map((each) => [each.user.id, each.state, each.open, each.offers, each.waits === 0 ? 0 : (now - each.waits) / minute, each.inboxes.join(' ')])).toEqual([
      ['ana', 'free', 2, 0, 9, 'Help Sales'],
      ['former', 'free', 1, 0, 0, ''],
      ['zoe', 'free', 0, 1, 0, ''],
      ['full', 'busy', 1, 0, 60, 'Sales'],
      ['out', 'away', 0, 0, 0, ''],
      ['gone', 'offline', 0, 0, 0, ''],
    ]);
  });

  it('of one inbox are its members, or everybody where they are not listed', () => {
    expect(board(rows, 'a').agents.map((each) => each.user.id)).toEqual(['ana']);
    expect(board({ ...rows, inboxes: [inboxRow({ id: 'a', members: [], cut: true })] }, 'a').agents).toHaveLength(6);
  });

  it('may be given a conversation when they may have it and are in its inbox, supervisors always', () => {
    const users = [userRow({ id: 'ana' }), userRow({ id: 'ben' }), userRow({ id: 'olga', role: 'owner' }), userRow({ id: 'off', without: ['whatsApp'] }), userRow({ id: 'has' })];
    const inbox = inboxRow({ id: 'inb_1', members: ['ana', 'off', 'has'] });
    const thread = threadRow({ id: 't', owner: 'has' });
    const { agents } = board({ users, inboxes: [inbox], threads: [thread] });
    const takers = (of: Inbox | undefined): string => takersOf(agents, thread, of).map((each) => each.user.id).join(' ');
    expect(takers(inbox)).toBe('ana olga');
    expect(takers({ ...inbox, members: [], cut: true })).toBe('ana ben olga');
    expect(takers(undefined)).toBe('ana ben olga');
  });

  it('are at capacity for an inbox that allows no more of its own, and free for others', () => {
    const users = [userRow({ id: 'ana', name: 'Ana' }), userRow({ id: 'ben', name: 'Ben' })];
    const tight = inboxRow({ id: 'tight', members: ['ana', 'ben'], capacity: 1 });
    const wide = inboxRow({ id: 'wide', members: ['ana', 'ben'] });
    const threads = [threadRow({ id: 't1', owner: 'ana', inboxId: 'tight' }), threadRow({ id: 't2', owner: 'ben', inboxId: 'wide' })];
    const full: Rows = { users, inboxes: [tight, wide], threads };
    const states = (lines: readonly { readonly user: User; readonly state: string }[]): string => lines.map((each) => `${each.user.id} ${each.state}`).join(', ');
    expect(states(board(full).agents)).toBe('ana free, ben free');
    expect(states(board(full, 'tight').agents)).toBe('ben free, ana busy');
    expect(states(takersOf(board(full).agents, threadRow({ id: 't3', owner: '' }), tight))).toBe('ben free, ana busy');
    expect(states(takersOf(board(full).agents, threadRow({ id: 't3', owner: '' }), wide))).toBe('ana free, ben free');
    expect(Object.fromEntries(board(full).queues.map((each) => [each.id, each.staff?.free]))).toEqual({ tight: 1, wide: 2 });
  });
});

describe('the queues', () => {
  it('have who waits, who is asked and who is there, the longest wait first', () => {
    const lines = board({
      users: [userRow({ id: 'ana', capacity: 1 }), userRow({ id: 'ben' }), userRow({ id: 'off', presence: 'offline' }), userRow({ id: 'away', presence: 'away' }), userRow({ id: 'not', whatsApp: false })],
      inboxes: [inboxRow({ id: 'quiet', name: 'Quiet' }), inboxRow({ id: 'late', name: 'Late', members: ['ana', 'ben', 'off', 'away', 'not', 'unknown'] }), inboxRow({ id: 'big', name: 'Big', cut: true })],
      threads: [
        threadRow({ id: 'mine', owner: 'ana', inboxId: 'late' }),
        threadRow({ id: 'w1', state: 'waiting', inboxId: 'late', waitingSince: now - 2 * minute }), threadRow({ id: 'w2', state: 'offered', inboxId: 'late', waitingSince: now - 9 * minute }),
        threadRow({ id: 'w3', state: 'waiting', inboxId: 'big', waitingSince: now - minute }), threadRow({ id: 'w4', state: 'waiting', inboxId: '', waitingSince: now - 3 * minute }),
        threadRow({ id: 'over', open: false, state: 'waiting', inboxId: 'quiet', waitingSince: now - hour }),
      ],
    }).queues;
    expect(lines.map((each) => [each.id, each.waiting, each.offered, each.oldest === 0 ? 0 : (now - each.oldest) / minute])).toEqual([['late', 2, 1, 9], ['', 1, 0, 3], ['big', 1, 0, 1], ['quiet', 0, 0, 0]]);
    expect(lines.map((each) => each.staff)).toEqual([{ free: 1, busy: 1, away: 1, offline: 1 }, { free: 0, busy: 0, away: 0, offline: 0 }, undefined, { free: 0, busy: 0, away: 0, offline: 0 }]);
  });
});

describe('the lists', () => {
  const day = 24 * hour;
  const rows: Rows = {
    inboxes: [inboxRow({ id: 'inb_1' }), inboxRow({ id: 'inb_2' })],
    threads: [
      threadRow({ id: 'new', state: 'waiting', waitingSince: now - minute, lastCustomerAt: now - minute, lastAt: now - minute }),
      threadRow({ id: 'old', state: 'offered', waitingSince: now - hour, lastCustomerAt: now - hour, lastAt: now - hour }),
      threadRow({ id: 'urgent', state: 'waiting', waitingSince: now, lastCustomerAt: now, lastAt: now, priority: 'urgent' }),
      threadRow({ id: 'late', owner: 'ana', lastCustomerAt: now - 2 * hour, lastAt: now - 2 * hour, inboxId: 'inb_2' }),
      threadRow({ id: 'soon', owner: 'ana', lastCustomerAt: now - day + minute, lastAt: now }),
      threadRow({ id: 'hour', owner: 'ana', lastCustomerAt: now - day + hour, lastAt: now }),
      threadRow({ id: 'later', owner: 'ana', lastCustomerAt: now - day + hour + 1, lastAt: now }),
      threadRow({ id: 'shut', owner: 'ana', lastCustomerAt: now - day, lastAt: now }),
      threadRow({ id: 'done', open: false, state: 'ended', owner: 'ana', lastCustomerAt: now - day + minute, lastAt: now }),
      threadRow({ id: 'held', owner: 'ana', lastCustomerAt: now - day, lastAt: now, identityAt: now - minute }), threadRow({ id: 'heldFirst', owner: 'ana', lastCustomerAt: now - day, lastAt: now, identityAt: now - hour }), threadRow({ id: 'heldOver', open: false, state: 'ended', identityAt: now - hour }),
      threadRow({ id: 'sms', owner: 'ana', channel: 'sms', lastCustomerAt: now - day + minute, lastAt: now }),
    ],
    interactions: [
      ...['soon', 'hour', 'later', 'shut', 'sms', 'held', 'heldFirst'].map((id) => interactionRow({ id: `int_${id}`, threadId: id, answeredAt: now })),
      interactionRow({ id: 'int_new', threadId: 'new', state: 'waiting', levels: { first: { dueAt: now - minute, warnAt: now - hour, result: 'missed' } } }),
      interactionRow({ id: 'int_old', threadId: 'old', state: 'offered', levels: { first: { dueAt: now + minute, warnAt: now, result: '' }, resolution: { dueAt: now + hour, warnAt: now + minute, result: '' } } }),
      interactionRow({ id: 'int_urgent', threadId: 'urgent', state: 'waiting', levels: { first: { dueAt: now + hour, warnAt: now + 1, result: '' } } }),
      interactionRow({ id: 'int_done', threadId: 'done', state: 'ended', levels: { resolution: { dueAt: now - hour, warnAt: now - hour, result: 'missed' } } }),
      interactionRow({ id: 'l1', threadId: 'shut', lostAt: now }), interactionRow({ id: 'l2', threadId: 'done', lostAt: now - 12 * hour }), interactionRow({ id: 'l3', threadId: 'late', lostAt: now - 12 * hour - 1 }),
      interactionRow({ id: 'l4', threadId: 'unknown', lostAt: now }),
    ],
  };
  it.each([
    ['queue', 'urgent old new'],
    ['atRisk', 'new old'],
    ['unanswered', 'late'],
    ['closing', 'soon hour'],
    ['held', 'heldFirst held'],
    ['lost', 'shut done'],
  ] as const)('%s', (list, want) => expect(ids(rows, list)).toBe(want));
  it('are of one inbox when one is chosen', () => {
    expect(ids(rows, 'unanswered', 'inb_2')).toBe('late');
    expect(ids(rows, 'queue', 'inb_2')).toBe('');
    expect(ids(rows, 'lost', 'inb_2')).toBe('');
  });
});

it('is made of a thousand agents and ten thousand conversations in a moment', () => {
  const users = Array.from({ length: 1000 }, (_, n) => userRow({ id: `u${n}`, name: `Agent ${n}` }));
  const threads = Array.from({ length: 10_000 }, (_, n) => threadRow({ id: `t${n}`, owner: `u${n % 1000}`, lastCustomerAt: now - n, lastAt: now - n }));
  const given = tables({ users, threads, inboxes: [inboxRow({ id: 'inb_1', members: users.map((each) => each.id) })] });
  const began = performance.now();
  const { agents } = boardOf(given, { now, day: now }, '');
  expect(agents).toHaveLength(1000);
  // Some 15 ms; ten times that is a loop within a loop.
  expect(performance.now() - began).toBeLessThan(300);
});
