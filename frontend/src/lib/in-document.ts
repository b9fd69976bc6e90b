/** Elements in the order of the document. What a list of selectors finds comes in theirs in jsdom. */
export function inDocument<T extends Element>(found: Iterable<T>): readonly T[] {
  return [...found].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}
