/** What the inboxes page shows and accepts, as functions of rows. */
import type { Inbox, Mode, PutInbox, Thread } from '@/bridge/types';
import { mayHandle } from '@/stores/selectors';
import { nameFault } from '@/lib/channel-rules';

/** The limits of the time to accept, in seconds. */
export const timeToAccept = { least: 1, most: 900, usual: 30 } as const;

/** The modes that can be chosen now. */
export const modes = ['roundRobin', 'manual'] as const satisfies readonly Mode[];

/** A new inbox, or an inbox as it is. */
export function draftOf(inbox: Inbox | undefined): PutInbox {
  if (inbox === undefined) return { id: '', name: '', type: 'whatsapp', mode: 'roundRobin', numberId: '', reassignSeconds: timeToAccept.usual, members: [] };
  const { id, name, type, mode, numberId, reassignSeconds, members } = inbox;
  return { id, name, type, mode, numberId, reassignSeconds, members };
}

/** What to ask the relay for: of the number only what was changed here, so that a window left open undoes nobody's mapping. */
export function putOf(draft: PutInbox, inbox: Inbox | undefined): PutInbox {
  const had = inbox?.numberId ?? '';
  const put = { ...draft, name: draft.name.trim() };
  if (draft.numberId === had) return { ...put, numberId: '' };
  return draft.numberId === '' ? { ...put, noNumber: true } : put;
}

/** The faults by field. */
export function inboxFaults(draft: PutInbox, others: readonly string[]): { readonly name?: ReturnType<typeof nameFault>; readonly time?: 'time' } {
  const name = nameFault(draft.name, others);
  const { least, most } = timeToAccept;
  const time = Number.isInteger(draft.reassignSeconds) && draft.reassignSeconds >= least && draft.reassignSeconds <= most;
  return { ...(name === undefined ? {} : { name }), ...(time ? {} : { time: 'time' as const }) };
}

/** Whether a person may be chosen as agent. */
export const eligible = mayHandle;

/** How many threads an inbox holds open. */
export function openThreads(threads: Iterable<Thread>, inboxId: string): number {
  let count = 0;
  for (const each of threads) if (each.open && each.inboxId === inboxId) count++;
  return count;
}
