/** This computer's switches, as System.settings keeps them. */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import type { Settings } from '@/bridge/types';

/** The store; null until they were read. */
export const useSettings = create<{ readonly settings: Settings | null }>(() => ({ settings: null }));

/** Reads them. A failed read leaves what was there. */
export async function refreshSettings(): Promise<void> {
  try {
    useSettings.setState({ settings: await bridge().system.settings() });
  } catch {
    // The defaults are used until the next try.
  }
}

/** Stores them; on refusal the former ones stay. */
export async function saveSettings(settings: Settings): Promise<void> {
  await bridge().system.saveSettings(settings);
  useSettings.setState({ settings });
}

/** Whether Enter sends; else Ctrl/Cmd+Enter does. */
export function useEnterSends(): boolean {
  return useSettings((store) => store.settings?.enterSends ?? true);
}

/** For how many seconds a reply can be undone; 0 is not. */
export function useUndoSeconds(): number {
  return useSettings((store) => store.settings?.undoSeconds ?? 0);
}
