/** Text of unknown direction: names and messages come in any script and stand beside any other. */

/** Wraps a foreign piece for use inside a translated sentence, so that it cannot reorder its neighbours. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

/** What was pasted, as it was meant: without blanks around it, and without marks of direction and spaces of no width, which nobody sees. The relay does the same. */
export function pasted(text: string): string {
  return text.replace(/[\p{Bidi_Control}\u200b\u2060\ufeff]/gu, '').trim();
}
