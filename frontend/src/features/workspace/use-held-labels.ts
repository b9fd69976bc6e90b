import { bridge } from '@/bridge/bridge';
import type { Label } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { labelsOfIds } from '@/stores/labels';

/** How many of some conversations have a label. */
export type Held = 'all' | 'some' | 'none';

interface HeldLabels {
  readonly heldBy: (label: Label) => Held;
  /** Puts it on all of them, or off where all have it; answers which. */
  readonly toggle: (labelId: string) => Promise<boolean>;
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
    toggle: async (labelId) => {
      const label = useDesk.getState().labels.get(labelId);
      const on = label === undefined || heldBy(label) !== 'all';
      const those = threadIds.filter((each) => label === undefined || has(each, label) !== on);
      for (const each of those) await bridge().work.labelThread(each, on ? [labelId] : [], on ? [] : [labelId]);
      return on;
    },
  };
}
