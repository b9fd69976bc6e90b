/** A language in the words of the window's, with its code: several have one name. */
export function languageName(code: string, locale: string): string {
  try {
    const name = new Intl.DisplayNames([locale], { type: 'language' }).of(code.replace('_', '-'));
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    return code; // a code that is none of the browser's
  }
}
