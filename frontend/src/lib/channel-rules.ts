/** Rules of what may be typed about a number. The relay checks everything again; this only says so sooner. */
import { pasted } from './bidi';

/** One key=value pair. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** What is wrong with a name. */
export type NameFault = 'missing' | 'tooLong' | 'characters' | 'taken';

const nameShape = /^[\p{L}\p{N}_ .&-]+$/u;

/** Characters as people count them. */
export function length(text: string): number {
  return Array.from(text).length;
}

/** A name here: unique without regard to case, short, safe in reports. */
export function nameFault(name: string, others: readonly string[]): NameFault | undefined {
  const text = pasted(name);
  if (text === '') return 'missing';
  if (length(text) > 60) return 'tooLong';
  if (!nameShape.test(text)) return 'characters';
  return others.some((each) => each.toLocaleLowerCase() === text.toLocaleLowerCase()) ? 'taken' : undefined;
}

/** What is wrong with a line of key=value pairs; `at` is the pair, counted from one. */
export interface PairFault {
  readonly at: number;
  readonly why: 'noEquals' | 'noKey' | 'noValue' | 'keyShape' | 'twice' | 'long' | 'many';
}

/** Reads `region=emea; language=de`. The first fault ends the reading. */
export function readPairs(text: string): { readonly pairs: readonly Pair[] } | PairFault {
  const pairs: Pair[] = [];
  const parts = text.split(/[;\n]/).map(pasted).filter((each) => each !== '');
  for (const [index, part] of parts.entries()) {
    const why = pairFault(part, pairs);
    if (why !== undefined) return { at: index + 1, why };
    const cut = part.indexOf('=');
    pairs.push({ key: part.slice(0, cut).trim(), value: part.slice(cut + 1).trim() });
  }
  return { pairs };
}

function pairFault(part: string, before: readonly Pair[]): PairFault['why'] | undefined {
  const cut = part.indexOf('=');
  if (cut < 0) return 'noEquals';
  const key = part.slice(0, cut).trim();
  const value = part.slice(cut + 1).trim();
  if (key === '') return 'noKey';
  if (value === '') return 'noValue';
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(key)) return 'keyShape';
  if (before.some((each) => each.key === key)) return 'twice';
  if (length(key) > 60 || length(value) > 200) return 'long';
  return before.length >= 20 ? 'many' : undefined;
}

/** The pairs as they are typed. */
export function writePairs(pairs: readonly Pair[]): string {
  return pairs.map((each) => `${each.key}=${each.value}`).join('; ');
}
