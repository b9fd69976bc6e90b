/** Canned replies: what their placeholders are, and what becomes of them. */
import { wordsOf } from './highlight';

/** What may stand in {{ and }} (desk.CannedPlaceholders). */
export const placeholders = ['contact.name', 'contact.firstName', 'agent.name', 'agent.firstName', 'inbox.name', 'number.name'] as const;

/** The most files of one canned reply (desk.MostCannedFiles). */
export const mostCannedFiles = 5;

/** The value of each; '' = there is none. */
export type Values = Readonly<Record<(typeof placeholders)[number], string>>;

const pattern = /\{\{([^{}|]*)(?:\|([^{}]*))?\}\}/gu;

/** The first placeholder that there is none of, as it stands in the text. */
export function unknownPlaceholder(text: string): string | undefined {
  for (const [whole, name = ''] of text.matchAll(pattern)) {
    if (!placeholders.some((each) => each === name.trim())) return whole;
  }
  return undefined;
}

/** The text for one customer. Where there is neither a value nor words instead of it, the placeholder stays and can be seen. */
export function filled(text: string, values: Values): string {
  return text.replace(pattern, (whole, name: string, instead: string | undefined) => {
    const key = placeholders.find((each) => each === name.trim());
    const value = key === undefined ? '' : values[key];
    return value !== '' ? value : (instead?.trim() ?? whole);
  });
}

/** Whether a placeholder was left without a value. */
export function isUnfilled(text: string): boolean {
  return [...text.matchAll(pattern)].some(([, name = '']) => placeholders.some((each) => each === name.trim()));
}

/** The first word of a name. */
export function firstOf(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? '';
}

interface Written {
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** How well a reply answers what was typed, the least is best; undefined when it does not. */
function rank({ shortcut, title, text }: Written, query: string): number | undefined {
  const asked = plain(query);
  if (plain(shortcut) === asked) return 0;
  if (plain(shortcut).startsWith(asked)) return 1;
  const words = wordsOf(asked);
  const within = (where: string): boolean => words.length > 0 && words.every((word) => plain(where).includes(word));
  if (within(`${shortcut} ${title}`)) return 2;
  return within(text) ? 3 : undefined;
}

/** What answers a query by shortcut, title or text: the best first, of those that do so alike what is used most. */
export function findCanned<T extends Written>(all: readonly T[], query: string, uses: (each: T) => number = () => 0): readonly T[] {
  return all
    .map((each) => ({ each, rank: rank(each, query) }))
    .filter((found): found is { each: T; rank: number } => found.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || uses(b.each) - uses(a.each) || a.each.shortcut.localeCompare(b.each.shortcut))
    .map(({ each }) => each);
}
