import { toBridgeError } from './errors';

/** Runs a bound call; whatever it rejects with becomes a BridgeError. */
export async function call<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (reason) {
    throw toBridgeError(reason);
  }
}
