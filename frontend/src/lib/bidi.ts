/** Text of unknown direction: names and messages come in any script and stand beside any other. */

/** Wraps a foreign piece for use inside a translated sentence, so that it cannot reorder its neighbours. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
