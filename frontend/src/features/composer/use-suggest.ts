/** A list that opens while something is typed after a mark, and what the keys do in it. */
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { isComposing } from '@/lib/keys';
import { answered, type Asked, askedAt } from '@/lib/suggested';

interface Options<T> {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly setText: (next: string) => void;
  readonly mark: string;
  /** The question may have spaces in it, as names do. */
  readonly spaces?: boolean;
  readonly find: (query: string) => readonly T[];
  /** Whether it can be chosen; all can, unless this is given. */
  readonly may?: (item: T) => boolean;
  /** What is written in place of the question; undefined when choosing it writes nothing. */
  readonly answer: (item: T) => string | undefined;
}

/** The list as its field and its lines need it. */
export interface Suggest<T> {
  readonly open: boolean;
  readonly items: readonly T[];
  readonly active: number;
  readonly listId: string;
  readonly optionId: (index: number) => string;
  readonly choose: (item: T) => void;
  readonly point: (index: number) => void;
  /** For the field: answers whether the key was the list's. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  readonly onCaret: (caret: number) => void;
  /** It stays a text field to a screen reader, which may have several lines, as a combobox may not. */
  readonly fieldProps: { readonly 'aria-autocomplete': 'list'; readonly 'aria-haspopup': 'listbox'; readonly 'aria-controls'?: string; readonly 'aria-activedescendant'?: string };
}

/** Suggestions for a field. */
export function useSuggest<T>({ field, text, setText, mark, spaces = false, find, may = () => true, answer }: Options<T>): Suggest<T> {
  const listId = useId();
  const [caret, setCaret] = useState(0);
  const [line, setLine] = useState(0);
  // Escape leaves the text as it is; the list comes back for another question.
  const [left, setLeft] = useState(-1);
  const asked: Asked | undefined = askedAt(text, caret, mark, spaces);
  const items = asked === undefined || asked.from === left ? [] : find(asked.query);
  const open = items.length > 0;
  const choosable = items.map((item, index) => (may(item) ? index : -1)).filter((index) => index >= 0);
  const active = choosable.includes(line) ? line : (choosable[0] ?? -1);
  const optionId = (index: number): string => `${listId}-${index}`;
  const choose = (item: T): void => {
    const words = asked === undefined || !may(item) ? undefined : answer(item);
    if (asked === undefined || words === undefined) return;
    const next = answered(text, asked, mark, words);
    setText(next.text);
    setCaret(next.caret);
    setLine(0);
    field.current?.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret));
  };
  const step = (by: number): void => {
    const at = choosable.indexOf(active);
    setLine(choosable[(at + by + choosable.length) % choosable.length] ?? 0);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!open || isComposing(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const item = items[active];
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Escape') setLeft(asked?.from ?? -1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && item !== undefined) choose(item);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const onCaret = (next: number): void => {
    setCaret(next);
    if (next !== caret) setLine(0);
    if (left >= 0 && askedAt(field.current?.value ?? text, next, mark, spaces)?.from !== left) setLeft(-1);
  };
  return {
    open, items, active, listId, optionId, choose, point: setLine, onKeyDown, onCaret,
    fieldProps: { 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', ...(open && { 'aria-controls': listId }), ...(open && active >= 0 && { 'aria-activedescendant': optionId(active) }) },
  };
}
