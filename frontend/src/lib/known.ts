/**
 * The closed lists that Go declares are closed only for one version: a newer relay may send a word that is not among those
 * this page knows. The types don't say so, or no table over a list could be checked for being complete; these two do.
 */

/** The word if it is one of the list. */
export function oneOf<T extends string>(list: readonly T[], word: string): T | undefined {
  return list.find((each) => each === word);
}

/** What a table has for a word, undefined for a word that this version doesn't know. */
export function known<K extends string, V>(table: Readonly<Partial<Record<K, V>>>, word: K | ''): V | undefined {
  return word !== '' && Object.hasOwn(table, word) ? table[word] : undefined;
}
