/** Which words of two texts differ. */

/** A piece of a text; `changed` when the other text does not have it there. */
export interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
}

/** Two texts in pieces. */
export interface WordDiff {
  readonly before: readonly DiffPiece[];
  readonly after: readonly DiffPiece[];
}

/** Longer texts are compared by their common beginning and end alone: a table of all pairs of words would be too large. */
const mostWords = 1_000;

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}\p{M}_{}]+|[^\s\p{L}\p{N}\p{M}_{}]/gu) ?? [];

/** Compares two texts word by word. */
export function wordDiff(before: string, after: string): WordDiff {
  const a = wordsOf(before);
  const b = wordsOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const kept = common(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const tail = (list: readonly string[]): number => list.length - end;
  const isKept = (list: readonly string[], at: number, middle: ReadonlySet<number>): boolean => at < start || at >= tail(list) || middle.has(at - start);
  return { before: pieces(a, (at) => isKept(a, at, kept.a)), after: pieces(b, (at) => isKept(b, at, kept.b)) };
}

/** The places of the longest sequence of words that both have. */
function common(a: readonly string[], b: readonly string[]): { readonly a: ReadonlySet<number>; readonly b: ReadonlySet<number> } {
  const kept = { a: new Set<number>(), b: new Set<number>() };
  if (a.length > mostWords || b.length > mostWords) return kept;
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept.a.add(i++);
      kept.b.add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return kept;
}

function pieces(words: readonly string[], isKept: (at: number) => boolean): DiffPiece[] {
  const out: { text: string; changed: boolean }[] = [];
  words.forEach((text, at) => {
    const changed = !isKept(at);
    const last = out.at(-1);
    if (last?.changed === changed) last.text += text;
    else out.push({ text, changed });
  });
  return out;
}
