/** Text of unknown direction: names and messages come in any script and stand beside any other. */

const strongRight = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const strong = /\p{L}/u;

/** The direction by the first strong letter, as `dir="auto"` decides; undefined when there is none. */
export function directionOf(text: string): 'ltr' | 'rtl' | undefined {
  const first = strong.exec(text);
  if (first === null) return undefined;
  return strongRight.test(first[0]) ? 'rtl' : 'ltr';
}

/** Wraps a foreign piece for use inside a translated sentence, so that it cannot reorder its neighbours. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

/** Attributes for an element that shows text which people wrote. */
export const autoDirection = { dir: 'auto' } as const;
