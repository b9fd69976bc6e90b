import { useEffect, useRef, useState } from 'react';

/** How long after its last move a pointer still counts as aiming. */
const aiming = 1500;

/** An order that waits for the pointer, and what the list tells about it. */
export interface HeldOrder {
  readonly ids: readonly string[];
  readonly onPointerMove: () => void;
  readonly onPointerLeave: () => void;
}

/**
 * Keeps rows where they are while a pointer moves among them: who aims at a conversation must not open the one that a
 * new message has just put in its place. What is new waits at the end until the pointer rests or leaves.
 */
export function useHeldOrder(ids: readonly string[], list: string): HeldOrder {
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const [kept, setKept] = useState({ list, ids });
  const shown = held && kept.list === list ? inHeldOrder(kept.ids, ids) : ids;
  if (kept.list !== list || !same(kept.ids, shown)) setKept({ list, ids: shown });
  const release = (): void => {
    clearTimeout(timer.current);
    setHeld(false);
  };
  return {
    ids: shown,
    onPointerMove: () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(release, aiming);
      setHeld(true);
    },
    onPointerLeave: release,
  };
}

/** The ids of `next` as they stood in `before`, with what is new at the end. */
export function inHeldOrder(before: readonly string[], next: readonly string[]): readonly string[] {
  const there = new Set(next);
  const known = new Set(before);
  return [...before.filter((id) => there.has(id)), ...next.filter((id) => !known.has(id))];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}
