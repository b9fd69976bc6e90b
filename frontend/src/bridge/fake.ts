/**
 * A complete bridge in memory, for unit tests and previews: the same interface, rows that change as the relay would
 * change them, calls that can be made to fail. Not a judge of what the relay refuses: that is tested with the real one.
 */
import { type Bridge, installBridge } from './bridge';
import { fakeAdmin, fakeSession, fakeSystem, type FakeOffice, newOffice } from './fake-office';
import { catchCode, type FakeBench, fakeSandbox, fakeSetup, newBench } from './fake-setup';
import { addMessage, deliver, fakeThreads, fakeCompose, fakeSync } from './fake-talk';
import { FakeWorld } from './fake-world';
import type { Message } from './types';

/** The bridge, and what a test does to the world behind it. */
export interface FakeBridge extends Bridge {
  readonly world: FakeWorld;
  readonly office: FakeOffice;
  readonly bench: FakeBench;
  /** Adds a message of a thread, a customer's unless it says otherwise. */
  receive(part: Partial<Message> & { threadId: string }): Message;
  /** Lets what is queued go, as after a reconnection. */
  deliver(): void;
  /** Brings the code of a set-up. */
  catchCode(setupId: string, code: string): void;
}

/** Makes a fake with an empty world. */
export function createFake(): FakeBridge {
  const world = new FakeWorld();
  const office = newOffice();
  const bench = newBench();
  return {
    world, office, bench,
    session: fakeSession(world),
    sync: fakeSync(world),
    compose: fakeCompose(world),
    threads: fakeThreads(world),
    admin: fakeAdmin(world, office),
    setup: fakeSetup(world, bench, office.copied),
    sandbox: fakeSandbox(world, bench),
    system: fakeSystem(world, office),
    events: world.events,
    receive: (part) => addMessage(world, part),
    deliver: () => deliver(world),
    catchCode: (setupId, code) => catchCode(world, bench, setupId, code),
  };
}

/** Makes a fake and puts it in place of the real bridge. */
export function installFake(): FakeBridge & { readonly uninstall: () => void } {
  const fake = createFake();
  return Object.assign(fake, { uninstall: installBridge(fake) });
}
