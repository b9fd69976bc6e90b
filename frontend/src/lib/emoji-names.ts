/** Emoji by their names: ":tent". The names come from this origin, once. */
import { emojibaseUrl } from './emoji';
import { readStored, writeStored } from './storage';

/** An emoji as the table has it. */
export interface NamedEmoji {
  readonly emoji: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly skins?: readonly { readonly emoji: string; readonly tone: number | readonly number[] }[];
  /** Of those without a group nobody writes any: letters of flags, tones by themselves. */
  readonly group?: number;
}

/** Skin tones as the table counts them: 0 is the yellow of everybody. */
export const tones = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const;
export type Tone = (typeof tones)[number];

const mostRecent = 24;
let table: Promise<readonly NamedEmoji[]> | undefined;

/** Reads the names; none while they cannot be had. */
export function emojiNames(): Promise<readonly NamedEmoji[]> {
  table ??= fetch(`${emojibaseUrl}/en/data.json`)
    .then(async (answer) => (await answer.json()) as readonly NamedEmoji[])
    .catch(() => {
      table = undefined;
      return [];
    });
  return table;
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((each) => typeof each === 'string');
const isTone = (value: unknown): value is Tone => tones.includes(value as Tone);

/** What was written last, the newest first. */
export function recentEmoji(): readonly string[] {
  return readStored('emoji.recent', [], isList);
}

/** Notes that it was written. */
export function noteEmoji(emoji: string): void {
  writeStored('emoji.recent', [emoji, ...recentEmoji().filter((each) => each !== emoji)].slice(0, mostRecent));
}

/** The skin tone in which the person writes. */
export function emojiTone(): Tone {
  return readStored('emoji.tone', 'none', isTone);
}

/** Keeps the tone. */
export function setEmojiTone(tone: Tone): void {
  writeStored('emoji.tone', tone);
}

/** The emoji in a tone, where it has any. */
export function inTone({ emoji, skins }: NamedEmoji, tone: Tone): string {
  const wanted = tones.indexOf(tone);
  return skins?.find((each) => each.tone === wanted)?.emoji ?? emoji;
}

// Those used last come before their equals.
function rank({ emoji, label, tags = [] }: NamedEmoji, query: string, recent: readonly string[]): number {
  const words = label.toLowerCase();
  const how = words === query ? 0 : words.startsWith(query) ? 1 : words.split(/[\s:-]+/u).some((each) => each.startsWith(query)) ? 2 : tags.some((each) => each.startsWith(query)) ? 3 : Number.POSITIVE_INFINITY;
  return recent.includes(emoji) ? how - 1.5 : how;
}

/** The emoji whose names begin so, the nearest first. Underscores are the blanks of names. A single letter is no name: ":D" stays. */
export function findEmoji(all: readonly NamedEmoji[], asked: string, recent: readonly string[], most: number): readonly NamedEmoji[] {
  const query = asked.toLowerCase().replaceAll('_', ' ');
  if (!/^\p{L}[\p{L}\p{N} ]+$/u.test(query)) return [];
  return all
    .filter((each) => each.group !== undefined)
    .map((each) => ({ each, at: rank(each, query, recent) }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ each }) => each);
}
