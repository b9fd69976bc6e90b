/** Colleagues who are mentioned in a note: "@" and their name as it stands in the text. */

/** Somebody who can be mentioned. */
export interface Named {
  readonly userId: string;
  readonly name: string;
}

/** A piece of a note's text; with whom it mentions, if it does. */
export interface NotePart {
  readonly text: string;
  readonly userId: string;
}

// A longer word is another name: "@Anabel" mentions no Ana.
const goesOn = /^[\p{L}\p{N}\p{M}]/u;

/** Takes a text apart at the names that are mentioned in it. Of names that begin alike the longest counts. */
export function partsOf(text: string, people: readonly Named[]): readonly NotePart[] {
  const byLength = people.filter((each) => each.name !== '').toSorted((a, b) => b.name.length - a.name.length);
  const parts: NotePart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const rest = text.slice(at + 1);
    const who = byLength.find(({ name }) => rest.startsWith(name) && !goesOn.test(rest.slice(name.length)));
    if (who === undefined) continue;
    if (at > from) parts.push({ text: text.slice(from, at), userId: '' });
    parts.push({ text: `@${who.name}`, userId: who.userId });
    from = at + 1 + who.name.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), userId: '' });
  return parts;
}

/** Who is mentioned in a text, each once. */
export function mentionedIn(text: string, people: readonly Named[]): readonly string[] {
  return [...new Set(partsOf(text, people).map((each) => each.userId))].filter((each) => each !== '');
}
