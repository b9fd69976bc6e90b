/** The organization's labels, and which of them a conversation or a customer has: see docs/labels-and-snoozing.md. */
import { useMemo } from 'react';
import type { Contact, Label, Thread } from '@/bridge/types';
import type { LabelColour } from '@/lib/lists';
import { useDesk } from './desk';

/** The longest name of a label, in characters. */
export const longestLabel = 40;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const byName = (a: Label, b: Label): number => a.name.localeCompare(b.name);

/** The labels that can be chosen, by name. */
export function liveLabels(all: Iterable<Label>): readonly Label[] {
  return [...all].filter((each) => each.deleted !== true).sort(byName);
}

/** The same, kept true. */
export function useLabels(): readonly Label[] {
  const table = useDesk((desk) => desk.labels);
  return useMemo(() => liveLabels(table.values()), [table]);
}

/** The labels of ids, by name: one that was merged is the one that it was merged into, one that was deleted is none. */
export function labelsOfIds(live: readonly Label[], ids: readonly string[]): readonly Label[] {
  return live.filter((each) => ids.some((id) => each.id === id || each.holds?.includes(id) === true));
}

/** The labels of a conversation. */
export function useThreadLabels(thread: Pick<Thread, 'labels'>): readonly Label[] {
  const live = useLabels();
  return useMemo(() => (thread.labels === undefined || thread.labels.length === 0 ? [] : labelsOfIds(live, thread.labels)), [live, thread.labels]);
}

/** A word that is noted of a customer, as it is shown. */
export interface NamedLabel {
  readonly name: string;
  readonly colour?: LabelColour;
}

/** What is noted of a customer, by what the labels are called now. A word that no label is called stays a word. */
export function labelsOfWords(all: readonly Label[], words: readonly string[]): readonly NamedLabel[] {
  const shown: NamedLabel[] = [];
  for (const word of words) {
    const called = all.filter((each) => same(each.name, word) || each.were?.some((was) => same(was, word)) === true);
    const live = called.filter((each) => each.deleted !== true);
    const label = live.find((each) => same(each.name, word)) ?? live[0];
    if (label === undefined && called.length > 0) continue;
    const next = label ?? { name: word };
    if (!shown.some((each) => same(each.name, next.name))) shown.push(next);
  }
  return shown;
}

/** What is noted of a customer. */
export function useContactLabels(contact: Pick<Contact, 'labels'> | undefined): readonly NamedLabel[] {
  const table = useDesk((desk) => desk.labels);
  const words = contact?.labels;
  return useMemo(() => (words === undefined ? [] : labelsOfWords([...table.values()], words)), [table, words]);
}
