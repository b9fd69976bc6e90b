/** The row that an open form shows, which stays when somebody else deletes it. */
import { useState } from 'react';
import { useDesk } from './desk';

/** A row that a form shows. */
export interface HeldRow<T> {
  /** As it is, or as it was before it was deleted; undefined when no form is open, or it never was here. */
  readonly row: T | undefined;
  /** Whether it was deleted while the form was open. */
  readonly gone: boolean;
}

/** Follows the row with that id as long as the form is open, and keeps it as it was last when it goes. id is '' while no form is open. */
export function useHeldRow<T>(now: T | undefined, id: string): HeldRow<T> {
  const loaded = useDesk((desk) => desk.loaded);
  const [last, setLast] = useState<{ readonly id: string; readonly row: T }>();
  if (now !== undefined ? last?.row !== now || last.id !== id : last !== undefined && last.id !== id) setLast(now === undefined ? undefined : { id, row: now });
  if (id === '') return { row: undefined, gone: false };
  if (now !== undefined) return { row: now, gone: false };
  const held = last?.id === id ? last.row : undefined;
  return { row: held, gone: held !== undefined && loaded };
}
