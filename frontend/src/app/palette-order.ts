/** What the palette lists for a query, and in which order. */
import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import { wordsOf } from '@/lib/highlight';
import { folded } from '@/lib/terms';

const none = 9;

/** How well a text answers: 0 it begins so, 1 each word begins one of its words, 2 each word is in it, else none. */
function fit(text: string, words: readonly string[]): number {
  const plain = folded(text);
  const starts = plain.split(/[\s/·,.()"'-]+/);
  if (plain.startsWith(words.join(' '))) return 0;
  if (words.every((word) => starts.some((each) => each.startsWith(word)))) return 1;
  return words.every((word) => plain.includes(word)) ? 2 : none;
}

function fitOf({ label, description, keywords }: SpotlightActionData, words: readonly string[]): number {
  const beside = [description ?? '', ...(typeof keywords === 'string' ? [keywords] : (keywords ?? []))].join(' ');
  return Math.min(fit(label ?? '', words), words.every((word) => folded(`${label ?? ''} ${beside}`).includes(word)) ? 3 : none);
}

/**
 * The groups with what answers the query, the best first. Conversations were found by more than their name, so each
 * stays; they stand after the commands unless a name answers better than every command does.
 */
export function inPaletteOrder(query: string, commands: readonly SpotlightActionGroupData[], threads: SpotlightActionGroupData, mostThreads: number): SpotlightActionGroupData[] {
  const words = wordsOf(query);
  const known = named(commands);
  if (words.length === 0) return known;
  const ranked = (group: SpotlightActionGroupData, least: number): { group: SpotlightActionGroupData; best: number } => {
    const fits = group.actions.map((action) => ({ action, fit: Math.min(least, fitOf(action, words)) })).filter((each) => each.fit < none);
    fits.sort((a, b) => a.fit - b.fit);
    return { group: { ...group, actions: fits.map((each) => each.action) }, best: fits[0]?.fit ?? none };
  };
  const found = known.map((group) => ranked(group, none)).filter((each) => each.best < none);
  found.sort((a, b) => a.best - b.best);
  const people = ranked(threads, none - 1);
  people.group.actions.splice(mostThreads);
  if (people.best === none) return named(found.map((each) => each.group));
  const at = people.best < (found[0]?.best ?? none) ? 0 : found.length;
  return named(found.map((each) => each.group).toSpliced(at, 0, people.group));
}

/**
 * One group of each name, where the first of them stands. The list knows its groups by their names: of two that are called
 * the same, lines of an earlier query stayed, chosen, and Enter did what nobody had typed.
 */
function named(groups: readonly SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const out = new Map<string, SpotlightActionGroupData>();
  for (const each of groups) out.set(each.group, { ...each, actions: [...(out.get(each.group)?.actions ?? []), ...each.actions] });
  return [...out.values()];
}
