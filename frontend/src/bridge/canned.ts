/** Canned replies: texts that are written once and sent often. */
import { type Ask, request } from './request';
import type { PutCannedReply } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface CannedApi {
  /** Keeps (id "") or changes one; its id. */
  put(reply: PutCannedReply): Promise<string>;
  /** Deletes one. Putting the same again undoes it. */
  remove(id: string): Promise<void>;
}

/** The service over somebody who answers what the relay is asked. */
export const cannedOver = (ask: Ask): CannedApi => ({
  put: async (reply) => (await ask('cannedReply.put', reply)).id,
  remove: async (id) => void (await ask('cannedReply.delete', { id })),
});

/** The service in Go. */
export const canned = cannedOver(request);
