/** The person's own switches that the relay acts on. */
import { bridge } from '@/bridge/bridge';
import type { Preferences } from '@/bridge/types';
import { useDesk } from './desk';
import { meNow, useMe } from './session';

/** Whether the page has the person's own row: right after signing in it is still to come. */
export function useKnowsMe(): boolean {
  const me = useMe();
  return useDesk((desk) => desk.users.has(me));
}

/** Sets a switch other than the blue ticks, which stay as they are: another computer may have set them just now. */
export async function savePreference(change: Omit<Preferences, 'readReceipts' | 'keepReceipts'>): Promise<void> {
  const user = useDesk.getState().users.get(meNow());
  if (user === undefined) return; // nothing offers it then: see useKnowsMe
  await bridge().admin.savePreferences({ ...change, readReceipts: user.readReceipts, keepReceipts: true });
}
