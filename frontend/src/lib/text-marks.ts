/** WhatsApp's marks for bold, italic and the like around what is selected. */

/** A text with what is selected in it. */
export interface Marked {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Puts a mark around the selection, or takes it away. Blanks at its ends stay outside: WhatsApp shows a mark beside a blank as it is. */
export function toggleMark({ text, from, to }: Marked, mark: string): Marked {
  const chosen = text.slice(from, to);
  const start = from + (chosen.trim() === '' ? 0 : chosen.length - chosen.trimStart().length);
  const end = chosen.trim() === '' ? to : to - (chosen.length - chosen.trimEnd().length);
  const inner = text.slice(start, end);
  const size = mark.length;
  if (inner.length >= 2 * size && inner.startsWith(mark) && inner.endsWith(mark)) {
    return { text: text.slice(0, start) + inner.slice(size, -size) + text.slice(end), from: start, to: end - 2 * size };
  }
  if (start >= size && text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return { text: text.slice(0, start - size) + inner + text.slice(end + size), from: start - size, to: end - size };
  }
  return { text: text.slice(0, start) + mark + inner + mark + text.slice(end), from: start + size, to: end + size };
}
