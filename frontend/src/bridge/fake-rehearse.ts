/** The fake's rehearsals: what a test put there, as if the relay had worked it out. */
import type { Answers } from './fake-answers';
import { BridgeError } from './errors';
import type { FakeWorld } from './fake-world';
import type { Rehearsal } from './types';

/** What is told of the last rehearsal, and what the next one is to come to. */
export interface FakeRehearsals {
  said: Rehearsal;
  next: Partial<Rehearsal>;
}

/** Nobody has rehearsed yet. */
export const newRehearsals = (): FakeRehearsals => ({ said: { state: 'none', inboxId: '', percent: 0, from: 0, to: 0, chats: 0, moved: [], all: 0, assumed: 0 }, next: {} });

/** What the relay answers of rehearsals. */
export function rehearseAnswers(world: FakeWorld, rehearsals: FakeRehearsals): Answers<'rehearse.start' | 'rehearse.state' | 'rehearse.cancel'> {
  return {
    'rehearse.start': ({ inboxId, mode, members, days, from }) => {
      world.need('inboxes', inboxId);
      if (mode === 'manual') throw new BridgeError('invalid', '', 'rehearseManual');
      for (const id of members) world.need('users', id);
      const since = from ?? world.now - days * 86_400_000;
      rehearsals.said = { state: 'running', inboxId, percent: 0, from: since, to: world.now, chats: 0, moved: [], all: 0, assumed: 0, ...rehearsals.next };
      return rehearsals.said;
    },
    'rehearse.state': () => rehearsals.said,
    'rehearse.cancel': () => {
      if (rehearsals.said.state === 'running') rehearsals.said = { ...rehearsals.said, state: 'cancelled' };
      return rehearsals.said;
    },
  };
}
