/** Gives leases back. One whose relay cannot be reached is given back as soon as it is there again: its number would wait for minutes. */
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import { isReached, useSession } from '@/stores/session';

/** Set-ups that were left on this screen and are held for us at the relay. */
const owed = new Set<string>();
let listening: (() => void) | undefined;

/** What the relay has decided, unlike what did not reach it. */
export const refusals: readonly string[] = ['conflict', 'forbidden', 'notFound'];

/** Leaves a set-up; resolves when the relay has heard of it, or can't be reached now. */
export async function leaveSetup(id: string): Promise<void> {
  owed.add(id);
  await tell(id);
}

/** Somebody opened it again: it is not to be left any more. */
export function staySetup(id: string): void {
  owed.delete(id);
}

async function tell(id: string): Promise<void> {
  try {
    await bridge().setup.leave(id);
    owed.delete(id);
  } catch (reason) {
    if (refusals.includes(toBridgeError(reason).code)) owed.delete(id);
  }
  listen();
}

/** Waits for the relay while something is owed. */
function listen(): void {
  if (owed.size === 0) {
    listening?.();
    listening = undefined;
    return;
  }
  listening ??= useSession.subscribe(({ state }, before) => {
    if (!isReached(state) || isReached(before.state)) return;
    for (const id of owed) void tell(id);
  });
}
