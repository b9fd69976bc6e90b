/** A form that is kept as it is typed: closed by Escape, left for another page or killed, it is there again until it is saved or discarded. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { flushDrafts } from './drafts';
import { clearForm, fillForm, formNow, useForm } from './forms';

/** What is typed, and what can be done with it. */
export interface KeptForm<T> {
  /** What stands in the fields: what was typed, or the form as it begins. */
  readonly value: T;
  /** Whether it was typed before this form was opened. */
  readonly found: boolean;
  /** Makes it other than it is at that moment. */
  readonly change: (make: (now: T) => T) => void;
  /** Forgets what was typed: it was saved, or is not wanted. */
  readonly forget: () => void;
}

/** All fields are kept in one: an empty one counts too. */
const kept = 'typed';

// JSON has neither NaN, which stands for an empty field of a number, nor undefined, which takes something away.
const marks = { nan: '\u0000NaN', none: '\u0000none' } as const;

function write(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each === undefined ? marks.none : typeof each === 'number' && Number.isNaN(each) ? marks.nan : each));
}

function read(text: string): unknown {
  try {
    return unmarked(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function unmarked(value: unknown): unknown {
  if (value === marks.nan) return Number.NaN;
  if (value === marks.none) return undefined;
  if (Array.isArray(value)) return value.map(unmarked);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unmarked(each)])) : value;
}

/** Fills a form in that is not open, as if it had been typed; undefined empties it. */
export function keepForm(name: string, value: object | undefined): void {
  fillForm(name, { [kept]: value === undefined ? '' : write(value) });
}

/** Whether something stands in a form. */
export function isBegun(name: string): boolean {
  return formNow(name)[kept] !== undefined;
}

/** The form of that name. What another version wrote in another shape is not taken; as long as nothing differs from how it begins, nothing is kept. */
export function useKeptForm<T extends object>(name: string, begins: T): KeptForm<T> {
  const text = useForm(name)[kept];
  const [found, setFound] = useState(text !== undefined);
  const value = useMemo(() => typedOr(begins, text), [text, begins]);
  const change = useCallback(
    (make: (now: T) => T): void => {
      const next = write(make(typedOr(begins, formNow(name)[kept])));
      fillForm(name, { [kept]: next === write(begins) ? '' : next });
    },
    [name, begins],
  );
  const forget = useCallback((): void => {
    clearForm(name);
    setFound(false);
  }, [name]);
  // On disk as soon as it is closed: whoever closes it may quit next.
  useEffect(() => () => void flushDrafts(), []);
  return { value, found, change, forget };
}

function typedOr<T extends object>(begins: T, text: string | undefined): T {
  const typed = text === undefined ? undefined : read(text);
  return isLike(typed, begins) ? typed : begins;
}

/** Whether it has every field that the other one has, of the same kind, and so on within; one that is said to be empty counts. */
function isLike<T>(value: unknown, like: T): value is T {
  if (typeof value !== typeof like || Array.isArray(value) !== Array.isArray(like)) return false;
  if (typeof like !== 'object' || like === null || Array.isArray(like)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const has: Readonly<Record<string, unknown>> = { ...value };
  return Object.entries(like).every(([key, each]) => key in has && (each === undefined || has[key] === undefined || isLike(has[key], each)));
}
