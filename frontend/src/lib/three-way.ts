/** What becomes of a form when somebody else changes what it shows: fields that were left alone follow, and of one that both changed a person chooses. */

/** A form as it began and as it is now. */
export interface Edit<T> {
  readonly base: T;
  readonly draft: T;
}

/** The same, after what others did meanwhile, with the fields that both changed to different things: they stay as they were typed. */
export interface Rebased<T> extends Edit<T> {
  readonly clashes: readonly (keyof T)[];
}

/** Whether two values are the same, whatever the order of their fields. An empty number is the same as another one. */
export function same(a: unknown, b: unknown): boolean {
  return ordered(a) === ordered(b);
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each)) ?? '';
}

/** One value of such a form: what was left alone follows, and what both changed to different things stays as it was typed. */
export function rebasedValue<T>(was: T, mine: T, theirs: T): Edit<T> & { readonly clashes: boolean } {
  const left = same(was, mine);
  const clashes = !left && !same(was, theirs) && !same(mine, theirs);
  return { base: clashes ? was : theirs, draft: left ? theirs : mine, clashes };
}

/** Has the fields follow what they are now; the edit itself when nothing changed. */
export function rebased<T extends object>(edit: Edit<T>, now: T, fields: readonly (keyof T)[]): Rebased<T> {
  const base = { ...edit.base };
  const draft = { ...edit.draft };
  const clashes: (keyof T)[] = [];
  let moved = false;
  for (const field of fields) {
    if (same(edit.base[field], now[field])) continue;
    if (!same(edit.draft[field], edit.base[field]) && !same(edit.draft[field], now[field])) {
      clashes.push(field);
      continue;
    }
    moved = true;
    base[field] = now[field];
    draft[field] = now[field];
  }
  return moved ? { base, draft, clashes } : { ...edit, clashes };
}

/** A set of ids with what the form put in and took out, on top of what it is now. */
export function mergedSet({ base, draft }: Edit<readonly string[]>, now: readonly string[]): string[] {
  return [...now.filter((each) => !base.includes(each) || draft.includes(each)), ...draft.filter((each) => !base.includes(each) && !now.includes(each))];
}
