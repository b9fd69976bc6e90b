/** Which choice is open about which conversations: labels, a time to sleep until, whom they go to. The parts of the workspace do not import each other. */
import { create } from 'zustand';

/** What is chosen. */
export type Choosing = 'labels' | 'snooze' | 'assign' | 'follower';

interface WorkStore {
  readonly choosing: Choosing | null;
  readonly threadIds: readonly string[];
}

/** The store. */
export const useWork = create<WorkStore>(() => ({ choosing: null, threadIds: [] }));

/** Opens a choice about conversations; about none it opens nothing. */
export function choose(choosing: Choosing, threadIds: readonly string[]): void {
  if (threadIds.length > 0) useWork.setState({ choosing, threadIds });
}

/** Closes it. */
export function endChoice(): void {
  useWork.setState({ choosing: null, threadIds: [] });
}
