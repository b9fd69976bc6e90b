/**
 * The command palette's registry: features add what can be done where they are mounted, the palette in
 * app/ lists it. Not for shortcuts; an action may name the keys that do the same.
 */
import { type ReactNode, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { Keys } from './keys';

/** One line of the palette. Texts are translated. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly icon?: ReactNode;
  readonly keys?: Keys;
  readonly run: () => void;
}

let registered: readonly Action[] = [];
const listeners = new Set<() => void>();

function replace(next: readonly Action[]): void {
  registered = next;
  for (const each of listeners) each();
}

/** Adds actions and returns the function that takes them away. */
export function registerActions(actions: readonly Action[]): () => void {
  replace([...registered, ...actions]);
  return () => replace(registered.filter((each) => !actions.includes(each)));
}

/** Everything that the palette can do now. Who is not `listening` is not drawn anew when it changes. */
export function useActions(listening = true): readonly Action[] {
  return useSyncExternalStore(listening ? listen : listenNever, () => registered);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const listenNever = (): (() => void) => () => undefined;

/** Registers actions while the component is mounted; `run` may close over fresh state. */
export function useRegisterActions(actions: readonly Action[]): void {
  const current = useEffectEvent(() => actions);
  // An icon is an element and has no text form; it changes with the id only.
  const shown = JSON.stringify(actions.map(({ icon: _icon, run: _run, ...rest }) => rest));
  useEffect(
    () => registerActions(current().map((each) => ({ ...each, run: () => current().find((now) => now.id === each.id)?.run() }))),
    [shown],
  );
}
