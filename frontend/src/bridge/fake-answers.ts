/** Who answers what the relay is asked in the fake bridge: by the names that Go declares, in the shapes that Go declares. */
import { BridgeError } from './errors';
import type { FakeWorld } from './fake-world';
import type { Ask, RequestName } from './request';
import type { Requests } from './requests';
import type { None } from './shapes';

/** What the app does itself, in methods of its services (ownWays in app/bridge/requests.go). */
type OwnWay = 'alert.told' | 'clock.set' | 'me.changePassword' | 'message.send' | 'note.add' | 'presence.reach' | 'search' | 'setup.code' | 'setup.copied' | 'setup.recording' | 'sync.skipped' | 'template.sample' | 'thread.older' | 'thread.start';

type Answered = Exclude<RequestName, OwnWay>;
// A request that is only answered with yes is answered with whatever its function gives.
type Reply<A> = A extends None ? unknown : A;

/** An answer to each command and call of some names. */
export type Answers<N extends RequestName> = { readonly [K in N]: (body: Requests[K]['body']) => Reply<Requests[K]['answer']> };

/** An answer to everything that a window may ask. */
export type AllAnswers = Answers<Answered>;

/** Asks the fake: what was asked is written down, and fails if a test wants that, or without a connection. */
export function asking(world: FakeWorld, answers: AllAnswers): Ask {
  return async (name, body) => {
    world.note(name, [body]);
    if (!world.online) throw new BridgeError('unavailable', 'There is no connection to the relay.', 'offline');
    if (!(name in answers)) throw new BridgeError('internal', `The app has its own way for ${name}.`);
    const answer = (answers[name as Answered] as (asked: unknown) => unknown)(body) ?? {};
    return answer as Requests[typeof name]['answer'];
  };
}
