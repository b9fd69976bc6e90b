import { toBridgeError } from '@/bridge/errors';

/** Asks, and when the relay is asked too much at once, again a moment later. */
export async function patiently(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await ask();
      return;
    } catch (reason) {
      if (toBridgeError(reason).code !== 'tooMany' || tries >= 60) throw reason;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
