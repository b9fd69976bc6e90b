import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { Keys } from './keys';
import { type Shortcut, shortcuts } from './shortcuts';

/** Registers shortcuts while the component is mounted. `run` may close over fresh state; the list's ids may not change order. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const run = useEffectEvent((id: string, event: KeyboardEvent) => list.find((each) => each.id === id)?.run(event));
  // Everything that the map or the sheet shows; a new `run` alone must not re-register.
  const shown = JSON.stringify(list.map(({ run: _, ...rest }) => rest));
  useEffect(() => {
    const entries = JSON.parse(shown) as readonly Omit<Shortcut, 'run'>[];
    return shortcuts.register(entries.map((each) => ({ ...each, run: (event) => void run(each.id, event) })));
  }, [shown]);
}

/** Makes a scope heard while the component is mounted and `active` holds; an exclusive one silences all below. */
export function useShortcutScope(name: string, options: { readonly active?: boolean; readonly exclusive?: boolean } = {}): void {
  const { active = true, exclusive = false } = options;
  useEffect(() => (active ? shortcuts.activate(name, exclusive) : undefined), [name, active, exclusive]);
}

/** The shortcuts that are heard now: what the "?" sheet lists. */
export function useShortcutList(): readonly Shortcut[] {
  return useSyncExternalStore(shortcuts.subscribe, shortcuts.list);
}

/** The keys with which a shortcut can be had now, where the focus is; undefined when there are none. */
export function useActingKeys(id: string): Keys | undefined {
  return useSyncExternalStore(shortcuts.subscribe, () => shortcuts.acting(id, document.activeElement));
}

/** Says while the component is mounted that a conversation is open: what is typed belongs to the field with this id. */
export function useReplyField(id: string): void {
  useEffect(() => shortcuts.openReply(() => document.querySelector<HTMLElement>(`#${CSS.escape(id)}:not(:disabled)`)), [id]);
}
