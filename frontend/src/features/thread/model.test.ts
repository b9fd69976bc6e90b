import { describe, expect, it } from 'vitest';
import type { Message } from '@/bridge/types';
import { decisionRow, interactionRow, messageRow, queuedRow, spanRow } from '@/bridge/fake-rows';
import { tickOf } from '@/lib/tick';
import { firstUnread, type Line, linesOf, remedies, type ThreadRows } from './model';

const noon = new Date(2026, 10, 20, 12).getTime();
const min = 60_000;
const day = 1440 * min;
const msg = (id: string, at: number, part: Partial<Message> = {}): Message => messageRow({ id, threadId: 't', at: noon + at, seq: Number(id.slice(1)), text: id, ...part });
const rows = (part: Partial<ThreadRows>): ThreadRows => ({ messages: [], queued: [], interactions: [], decisions: new Map(), spans: [], complete: true, newFrom: undefined, ...part });
const shape = (lines: readonly Line[]): string =>
  lines.map((line) => (line.kind === 'message' ? `${line.first ? '(' : ''}${line.message.id}${line.last ? ')' : ''}` : line.kind === 'queued' ? `?${line.queued.clientId}` : line.kind)).join(' ');

describe('linesOf', () => {
  it('groups runs of one author within two minutes', () => {
    const messages = [msg('m1', 0), msg('m2', min), msg('m3', min + 1, { out: true, author: 'a' }), msg('m4', min + 2, { out: true, author: 'b' }), msg('m5', 5 * min, { out: true, author: 'b' })];
    expect(shape(linesOf(rows({ messages })))).toBe('day (m1 m2) (m3) (m4) (m5)');
  });

  it('separates days and what is new', () => {
    const messages = [msg('m1', 0), msg('m2', day), msg('m3', day + 1000)];
    expect(shape(linesOf(rows({ messages, newFrom: 'm3' })))).toBe('day (m1) day (m2) new (m3)');
  });

  it('puts beginnings before their first message, though its stamp is earlier, and ends after the last', () => {
    const interactions = [
      interactionRow({ id: 'i1', threadId: 't', startedAt: noon + 5000, endedAt: noon + min, decisionId: 'd' }),
      interactionRow({ id: 'i2', threadId: 't', startedAt: noon + day }),
    ];
    const messages = [msg('m1', 0, { interactionId: 'i1' }), msg('m2', day, { interactionId: 'i2' })];
    const lines = linesOf(rows({ messages, interactions, decisions: new Map([['d', decisionRow({ id: 'd', threadId: 't' })]]) }));
    expect(shape(lines)).toBe('day routed (m1) ended day routed (m2)');
    expect(lines[1]).toMatchObject({ decision: { id: 'd' } });
  });

  it('says in its place how the conversation changed hands, unless a note of it does', () => {
    const messages = [msg('m1', 0, { interactionId: 'i1' }), msg('m2', min, { interactionId: 'i1', out: true, author: 'ana' }), msg('m3', 5 * min, { interactionId: 'i1', out: true, type: 'note', author: 'ana', handover: { to: 'ben', inboxId: '', draft: false, shiftEnd: false } })];
    const interactions = [interactionRow({ id: 'i1', threadId: 't', startedAt: noon, endedAt: noon + 9 * min })];
    const spans = [
      spanRow({ id: 's1', threadId: 't', interactionId: 'i1', userId: 'ana', from: noon + min + 400, to: noon + 3 * min, began: 'took', ended: 'returned' }),
      spanRow({ id: 's2', threadId: 't', interactionId: 'i1', userId: 'ana', from: noon + 4 * min, to: noon + 5 * min + 300, began: 'accepted', ended: 'transferred' }),
      spanRow({ id: 's3', threadId: 't', interactionId: 'i1', userId: 'ben', from: noon + 5 * min + 300, to: noon + 7 * min, began: 'got', ended: 'transferred', by: 'ana' }),
      spanRow({ id: 's4', threadId: 't', interactionId: 'i1', userId: 'cy', from: noon + 7 * min, to: noon + 9 * min, began: 'got', ended: 'closed', by: 'olga' }),
    ];
    const lines = linesOf(rows({ messages, interactions, spans }));
    // The reply of the second in which it was taken stands after that.
    expect(shape(lines)).toBe('day routed (m1) hand (m2) hand hand note hand ended');
    expect(lines.flatMap((line) => (line.kind === 'hand' ? [line.hand] : []))).toMatchObject([
      { how: 'took', who: 'ana' }, { how: 'returned', by: 'ana' }, { how: 'accepted', who: 'ana' }, { how: 'gotBy', who: 'cy', from: 'ben', by: 'olga' },
    ]);
  });

  it('tells the offers that were in vain, each in its place, those in a row as one line', () => {
    const tried = [1, 2, 3, 5].map((n) => ({ userId: 'ana', outcome: 'missed' as const, at: noon + n * min }));
    const interactions = [interactionRow({ id: 'i1', threadId: 't', startedAt: noon, decisionId: 'd', tried })];
    const messages = [msg('m1', 0, { interactionId: 'i1' }), msg('m2', 4 * min, { interactionId: 'i1' })];
    const lines = linesOf(rows({ messages, interactions, decisions: new Map([['d', decisionRow({ id: 'd', threadId: 't', at: noon + 5 * min })]]) }));
    expect(shape(lines)).toBe('day came (m1) tried (m2) tried routed');
    expect(lines.flatMap((line) => (line.kind === 'tried' ? [line.tries.length] : []))).toEqual([3, 1]);
    expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
  });

  it('leaves out beginnings of what is not loaded', () => {
    const interactions = [interactionRow({ id: 'i0', threadId: 't', startedAt: noon - day }), interactionRow({ id: 'i1', threadId: 't', startedAt: noon })];
    expect(shape(linesOf(rows({ messages: [msg('m1', 0, { interactionId: 'i1' })], interactions, complete: false })))).toBe('day routed (m1)');
  });

  it('puts what waits last, and not twice once it has arrived', () => {
    const queued = [queuedRow({ clientId: 'c2', threadId: 't', at: noon + 2 }), queuedRow({ clientId: 'c1', threadId: 't', at: noon + 1 })];
    const messages = [msg('m1', 0), msg('m2', 3, { out: true, clientId: 'c2' })];
    expect(shape(linesOf(rows({ messages, queued })))).toBe('day (m1) (m2) ?c1');
  });

  it('shows reactions at their message only, unless it is not here', () => {
    const messages = [msg('m1', 0), msg('m2', 1, { type: 'reaction', out: true }), msg('m3', 2, { type: 'reaction', replyLost: true })];
    expect(shape(linesOf(rows({ messages })))).toBe('day (m1 m3)');
  });

  it('gives every line its own key', () => {
    const messages = Array.from({ length: 500 }, (_, i) => msg(`m${i + 1}`, i * 7 * min, { out: i % 3 === 0 }));
    const keys = linesOf(rows({ messages, newFrom: 'm200', interactions: [interactionRow({ id: 'i', threadId: 't', startedAt: noon, endedAt: noon + day })] })).map((line) => line.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it('finds the first message of the customer that was not read', () => {
  const messages = [msg('m1', 0), msg('m2', 1, { out: true }), msg('m3', 2, { type: 'system' }), msg('m4', 3), msg('m5', 4)];
  expect(firstUnread(messages, 1)).toBe('m4');
  expect(firstUnread(messages, 5)).toBeUndefined();
  expect(firstUnread(messages.map((each) => ({ ...each, rating: { part: 'answer' as const } })), 1)).toBeUndefined();
});

const problem = { code: 131026, title: '', text: '', source: 'meta', at: 0 };

describe('ticks', () => {
  it.each([
    ['queued', false, 'queued', { resend: false, cancel: true }],
    ['posting', false, 'queued', { resend: false, cancel: false }],
    ['queued', true, 'queued', { resend: false, cancel: true }],
    ['unknown', false, 'unknown', { resend: true, cancel: true }],
    ['accepted', false, 'sent', { resend: false, cancel: false }],
    ['sent', true, 'failed', { resend: true, cancel: false }],
    ['delivered', false, 'delivered', { resend: false, cancel: false }],
    ['played', false, 'read', { resend: false, cancel: false }],
    ['rejected', true, 'failed', { resend: true, cancel: false }],
    ['cancelled', false, 'failed', { resend: false, cancel: false }],
  ] as const)('%s with problem %s', (status, failed, tick, remedy) => {
    const message = { status, problem: failed ? problem : null };
    expect(tickOf(message)).toBe(tick);
    expect(remedies(message)).toEqual(remedy);
    expect(remedies({ ...message, rating: { part: 'question' } })).toEqual({ ...remedy, resend: false });
  });
});
