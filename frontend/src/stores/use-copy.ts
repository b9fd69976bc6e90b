import { useState } from 'react';
import { bridge } from '@/bridge/bridge';

/** Copies through the system's clipboard; `failed` until the next success. */
export function useCopy(): { readonly run: (text: string) => Promise<boolean>; readonly failed: boolean } {
  const [failed, setFailed] = useState(false);
  const run = async (text: string): Promise<boolean> => {
    try {
      await bridge().system.copy(text);
      setFailed(false);
      return true;
    } catch {
      setFailed(true);
      return false;
    }
  };
  return { run, failed };
}
