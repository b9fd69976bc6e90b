/** How much this person has begun and not sent: it is kept for them when they sign out. */
import { useMemo } from 'react';
import { useAttachedStore } from './attached';
import { useDrafts } from './drafts';

/** Unsent texts and half-filled templates, and the files beside them. */
export interface Unsent {
  readonly drafts: number;
  readonly files: number;
}

/** A template that is being filled in lies under several names: which one it is, and its values. */
function placeOf(name: string): string {
  return name.startsWith('form/') ? name.slice(0, name.lastIndexOf('/')) : name;
}

/** What there is now. */
export function useUnsent(): Unsent {
  const texts = useDrafts((store) => store.texts);
  const lists = useAttachedStore((store) => store.lists);
  return useMemo(
    () => ({ drafts: new Set([...texts.keys()].map(placeOf)).size, files: [...lists.values()].reduce((sum, list) => sum + list.length, 0) }),
    [texts, lists],
  );
}
