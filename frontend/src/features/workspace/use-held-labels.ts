import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Label } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { labelsOfIds } from '@/stores/labels';
import { patiently } from './patiently';

/** How many of some conversations have a label. */
export type Held = 'all' | 'some' | 'none';

/** What came of changing a label on conversations: those that were refused keep none of the others from it. */
export interface Toggled {
  readonly labelId: string;
  readonly on: boolean;
  readonly done: number;
  readonly refused: readonly { readonly threadId: string; readonly why: string }[];
}

interface HeldLabels {
  readonly heldBy: (label: Label) => Held;
  /** Puts it on all of them, or off where all have it. */
  readonly toggle: (labelId: string) => Promise<Toggled>;
  /** Asks once more for those that were refused. */
  readonly again: (before: Toggled) => Promise<Toggled>;
}

/** The labels of one conversation or several. */
export function useHeldLabels(threadIds: readonly string[]): HeldLabels {
  const threads = useDesk((desk) => desk.threads);
  const has = (threadId: string, label: Label): boolean => labelsOfIds([label], threads.get(threadId)?.labels ?? []).length > 0;
  const heldBy = (label: Label): Held => {
    const count = threadIds.filter((each) => has(each, label)).length;
    return count === 0 ? 'none' : count === threadIds.length ? 'all' : 'some';
  };
  return {
    heldBy,
    toggle: (labelId) => {
      const label = useDesk.getState().labels.get(labelId);
      const on = label === undefined || heldBy(label) !== 'all';
      return put(threadIds.filter((each) => label === undefined || has(each, label) !== on), labelId, on);
    },
    again: ({ refused, labelId, on }) => put(refused.map(({ threadId }) => threadId), labelId, on),
  };
}

// A single one that is refused is an error as any other; of several the others go on.
async function put(threadIds: readonly string[], labelId: string, on: boolean): Promise<Toggled> {
  const refused: { threadId: string; why: string }[] = [];
  for (const threadId of threadIds) {
    try {
      await patiently(() => bridge().work.labelThread(threadId, on ? [labelId] : [], on ? [] : [labelId]));
    } catch (reason) {
      if (threadIds.length === 1) throw reason;
      refused.push({ threadId, why: toBridgeError(reason).message });
    }
  }
  return { labelId, on, done: threadIds.length - refused.length, refused };
}
