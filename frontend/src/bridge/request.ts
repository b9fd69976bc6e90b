/** Commands and calls, passed on to the relay. Their names and shapes are declared in Go (requests.ts). */
import { call } from './call';
import { services } from './go';
import type { Requests } from './requests';

const go = services.Requests;

/** A name of a command or call. */
export type RequestName = keyof Requests;

/** Asks the relay for something and gives its answer; errors are BridgeErrors. */
export type Ask = <N extends RequestName>(name: N, body: Requests[N]['body']) => Promise<Requests[N]['answer']>;

/** Asks through Go. */
export const request: Ask = async (name, body) => {
  const answer = await call(() => go.Do(name, JSON.stringify(body)));
  return JSON.parse(answer) as Requests[typeof name]['answer'];
};
