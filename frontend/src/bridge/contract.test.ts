import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BridgeError } from './errors';
import { createFake, type FakeBridge } from './fake';
import { newOffice, officeAnswers } from './fake-office';
import * as rows from './fake-rows';
import { newBench, setupAnswers } from './fake-setup';
import { signUpAnswers } from './fake-sign-up';
import { contactAnswers } from './fake-contacts';
import { recordRow, recordsAnswers } from './fake-records';
import { cannedAnswers } from './fake-canned';
import { noteAnswers } from './fake-notes';
import { savedFilterAnswers } from './fake-saved-filters';
import { workAnswers } from './fake-work';
import { usesAnswers } from './fake-uses';
import { talkAnswers } from './fake-talk';
import { FakeWorld } from './fake-world';
import type { RequestName } from './request';

/** A request and what a real relay made of it: written by `go test ./backend/relay -run TestContract -update-contract`. */
interface Case {
  readonly case: string;
  readonly by: 'owner' | 'agent';
  readonly name: RequestName;
  readonly body: object;
  readonly refused?: string;
  readonly shape: unknown;
  readonly says?: Readonly<Record<string, unknown>>;
}

const cases = JSON.parse(readFileSync('src/bridge/contract.json', 'utf8')) as Case[];

/** The world in which the relay was asked: what <thread> and the like stand for has these ids. */
async function worldOf(by: Case['by']): Promise<FakeBridge> {
  const fake = createFake();
  const { world } = fake;
  world.state = { ...world.state, userId: 'user', role: by };
  world.put('users', rows.userRow({ id: 'user' }));
  world.put('inboxes', rows.inboxRow({ id: 'inbox', name: 'Ana', numberId: 'number' }));
  world.put('numbers', rows.numberRow({ id: 'number', inboxId: 'inbox', wabaId: '' }));
  world.put('contacts', rows.contactRow({ id: 'contact', known: [{ type: 'phone', name: '+34600000001', since: 1, how: 'wrote', via: 'number' }] }));
  world.put('threads', rows.threadRow({ id: 'thread', contactId: 'contact', interactionId: 'interaction', owner: 'user' }));
  world.put('interactions', rows.interactionRow({ id: 'interaction', threadId: 'thread', owner: 'user' }));
  world.put('messages', rows.messageRow({ id: 'message', threadId: 'thread', text: 'my secret is tulip' }));
  world.put('wabas', { id: '102290129340398', appId: 'app_1', name: 'Practice shop', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
  world.put('offers', rows.offerRow({ id: 'offer', threadId: 'thread', userId: 'user', state: 'accepted' }));
  world.put('decisions', rows.decisionRow({ id: 'decision', threadId: 'thread', version: 2 }));
  world.put('unhandled', { id: 'unhandled', provider: 'meta', field: 'hologram', reason: '', at: 1, count: 1, replayed: false } as never);
  await fake.setup.begin('+14155550123'); // one of the carrier's
  const begun = await fake.signUp.begin({ appId: 'app_1', setupId: '', way: 'cloud' });
  fake.bench.signUps.clear();
  fake.bench.signUps.set('signup', { ...begun, id: 'signup', url: '' });
  fake.recorded.push(recordRow({ interactionId: 'interaction', agents: [{ userId: 'user', from: 1, to: 2, began: 'took', ended: 'closed' }], dataSource: [{ key: 'a', value: 'b' }] }));
  await fake.admin.invite({ name: 'Zoe', email: '', role: 'agent' });
  return fake;
}

/** The names of fields with the kinds of their values; of a list that of its first. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shapeOf(each)]));
}

/** Both shapes without what only one of them can tell: an empty list says nothing of what would be in it. */
function common(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === 0 || b.length === 0 ? [] : [common(a[0], b[0])];
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a;
  return Object.fromEntries(Object.entries(a).map(([name, each]) => [name, common(each, (b as Record<string, unknown>)[name])]));
}

describe('the fake bridge answers as the relay does', () => {
  it.each(cases)('$name: $case', async ({ by, name, body, refused, shape, says }) => {
    const fake = await worldOf(by);
    const ask = fake.ask(name, JSON.parse(JSON.stringify(body).replaceAll(/<([a-z]+)>/g, '$1')) as never);
    if (refused !== undefined) {
      const error = await ask.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(BridgeError);
      expect(`${(error as BridgeError).code}/${(error as BridgeError).subcode}`).toBe(refused);
      return;
    }
    const answer: unknown = JSON.parse(JSON.stringify(await ask));
    const got = shapeOf(answer);
    expect(common(got, shape)).toEqual(common(shape, got));
    expect(answer).toMatchObject(says ?? {});
  });

  it('covers every command and call that the fake answers', () => {
    const world = new FakeWorld();
    const answered = Object.keys({ ...talkAnswers(world), ...officeAnswers(world, newOffice()), ...setupAnswers(world, newBench()), ...signUpAnswers(world, newBench()), ...usesAnswers([]), ...recordsAnswers([]), ...savedFilterAnswers(world), ...contactAnswers(world), ...workAnswers(world), ...noteAnswers(world), ...cannedAnswers(world) });
    const held = new Set<string>(cases.map((each) => each.name));
    expect(answered.filter((name) => !held.has(name))).toEqual([]);
  });

  it('covers refusals and answers', () => {
    expect(cases.filter((each) => each.refused !== undefined).length).toBeGreaterThan(8);
    expect(cases.filter((each) => each.refused === undefined).length).toBeGreaterThan(12);
  });
});
