/** What is typed after a mark that opens a list: "@an" is the question "an" at the place of the @. */

/** A question to a list of suggestions. */
export interface Asked {
  /** Where the mark stands. */
  readonly from: number;
  readonly query: string;
}

const longest = 40;

/**
 * The question in which the cursor stands, if any. The mark begins the text or follows a space, so that "and/or" and an
 * e-mail address ask for nothing. `spaces` lets the question have spaces of its own, as names have.
 */
export function askedAt(text: string, caret: number, mark: string, spaces = false): Asked | undefined {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf(mark);
  if (from < 0 || (from > 0 && !/\s/u.test(before.charAt(from - 1)))) return undefined;
  const query = before.slice(from + mark.length);
  if (query.length > longest || (spaces ? /^\s|\n/u : /\s/u).test(query)) return undefined;
  return { from, query };
}

/** The text with something in place of the question, and where the cursor goes: behind it and a space. */
export function answered(text: string, { from, query }: Asked, mark: string, answer: string): { readonly text: string; readonly caret: number } {
  const rest = text.slice(from + mark.length + query.length);
  const space = answer === '' || /\s$/u.test(answer) || /^\s/u.test(rest) ? '' : ' ';
  const caret = from + answer.length + (space !== '' || answer === '' || !/^\s/u.test(rest) ? space.length : 1);
  return { text: text.slice(0, from) + answer + space + rest, caret };
}
