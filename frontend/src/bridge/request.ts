/** Commands and calls, passed on to the relay. Their names and shapes are declared in Go (requests.ts). */
import * as go from '@wailsjs/go/bridge/Requests';
import { call } from './call';
import type { Requests } from './requests';

/** Asks the relay for something and gives its answer; errors are BridgeErrors. */
export async function request<N extends keyof Requests>(name: N, body: Requests[N]['body']): Promise<Requests[N]['answer']> {
  const answer = await call(() => go.Do(name, JSON.stringify(body)));
  return JSON.parse(answer) as Requests[N]['answer'];
}
