// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { fakeStart, offerRow, threadRow } from '@/bridge/fake-rows';
import { closesAt, filtersFor, inOrder, mayWriteFreely, openOffers, sortIntoLists } from './selectors';

const hour = 3_600_000;
const now = fakeStart;
const names = (list: readonly { id: string }[]): string => list.map((each) => each.id).join(' ');

describe('sortIntoLists', () => {
  const threads = [
    threadRow({ id: 'mine', owner: 'me' }),
    threadRow({ id: 'asleep', owner: 'me', snoozedUntil: now + hour, followers: ['me'] }),
    threadRow({ id: 'hers', owner: 'her', followers: ['her'] }),
    threadRow({ id: 'queue', state: 'waiting', access: 'summary' }),
    threadRow({ id: 'asked', state: 'offered', access: 'summary' }),
    threadRow({ id: 'flow', state: 'inFlow' }),
    threadRow({ id: 'over', owner: 'me', open: false, state: 'ended' }),
    threadRow({ id: 'dealt', owner: 'me', open: false, state: 'ended', endReason: 'closed' }),
    threadRow({ id: 'away', owner: 'me', open: false, state: 'ended', endReason: 'archived' }),
    threadRow({ id: 'silent', owner: 'me', open: false, state: 'ended', endReason: 'rule48h' }),
    threadRow({ id: 'again', owner: 'her', access: 'handled', endReason: 'archived' }),
    threadRow({ id: 'past', owner: 'her', access: 'handled', followers: ['her', 'me'] }),
  ];
  it.each([
    ['agent', { mine: 'mine', snoozed: 'asleep', followed: 'asleep past', waiting: 'queue', all: '', ended: 'over dealt again past', archived: 'away silent' }],
    ['admin', { mine: 'mine', snoozed: 'asleep', followed: 'asleep past', waiting: 'queue asked', all: 'mine asleep hers queue asked flow', ended: 'over dealt again past', archived: 'away silent' }],
  ] as const)('as %s', (role, want) => {
    const lists = sortIntoLists(threads, 'me', role);
    expect(Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, names(list)]))).toEqual(want);
  });
  it('has no list of everybody for agents', () => expect(filtersFor('agent')).toEqual(['mine', 'snoozed', 'followed', 'waiting', 'ended', 'archived']));
});

describe('inOrder', () => {
  const threads = [
    threadRow({ id: 'woken', lastCustomerAt: now - 40 * hour, lastAt: now - 39 * hour, wokenAt: now - 5 }),
    threadRow({ id: 'fresh', lastCustomerAt: now - hour, lastAt: now - hour, waitingSince: 0 }),
    threadRow({ id: 'ending', lastCustomerAt: now - 23 * hour, lastAt: now - 2 * hour, waitingSince: now - 10 }),
    threadRow({ id: 'shut', lastCustomerAt: now - 30 * hour, lastAt: now - 30, waitingSince: now - 20 }),
    threadRow({ id: 'never', lastCustomerAt: 0, lastAt: now - 40, waitingSince: 0 }),
    threadRow({ id: 'text', channel: 'sms', lastCustomerAt: now - 50 * hour, lastAt: now - 50 * hour, waitingSince: 0 }),
  ];
  it.each([
    ['window', 'ending fresh text woken shut never'],
    ['newest', 'woken shut never fresh ending text'],
    ['waiting', 'shut ending woken never fresh text'],
  ] as const)('%s', (sort, want) => expect(names(inOrder(threads, sort, now))).toBe(want));

  it('sorts ten thousand in a moment', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => threadRow({ id: `t${i}`, lastAt: (i * 7919) % 10_000 }));
    const took = Array.from({ length: 5 }, () => {
      const begun = performance.now();
      inOrder(many, 'newest', now);
      return performance.now() - begun;
    });
    // The best of some: a busy machine may leave it standing for longer than it takes.
    expect(Math.min(...took)).toBeLessThan(250);
  });
});

describe('the window', () => {
  it.each([
    [0, false],
    [now - 24 * hour, false],
    [now - 24 * hour + 120_000, false],
    [now - 24 * hour + 120_001, true],
    [now, true],
  ])('last wrote at %d: free text %s', (lastCustomerAt, want) => expect(mayWriteFreely({ channel: 'whatsapp', lastCustomerAt }, now)).toBe(want));
  it('has not begun before the customer wrote', () => expect(closesAt({ channel: 'whatsapp', lastCustomerAt: 0 })).toBeNull());
  it('is WhatsApp\'s in rows that name no channel', () => expect(closesAt({ channel: '', lastCustomerAt: now })).toBe(now + 24 * hour));
  it.each([0, now - 90 * hour])('never closes on SMS, last wrote at %d', (lastCustomerAt) => {
    expect(mayWriteFreely({ channel: 'sms', lastCustomerAt }, now)).toBe(true);
    expect(closesAt({ channel: 'sms', lastCustomerAt })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('openOffers', () => {
  it('has mine that still stand, the most urgent first', () => {
    const offers = [
      offerRow({ id: 'late', threadId: 't', userId: 'me', expiresAt: now + 20 }),
      offerRow({ id: 'soon', threadId: 't', userId: 'me', expiresAt: now + 10 }),
      offerRow({ id: 'over', threadId: 't', userId: 'me', expiresAt: now }),
      offerRow({ id: 'hers', threadId: 't', userId: 'her', expiresAt: now + 10 }),
      offerRow({ id: 'taken', threadId: 't', userId: 'me', state: 'accepted', expiresAt: now + 10 }),
    ];
    expect(names(openOffers(offers, 'me', now))).toBe('soon late');
  });
});
