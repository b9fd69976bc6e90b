import { useTranslation } from '@/lib/texts';

/** The locale for numbers and times. The system's variant of the app's language (en-GB) is kept, as it decides between 3/4 and 4/3. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  return localeFor(i18n.language, navigator.languages);
}

/** The first of the person's locales that speaks the app's language, else the language itself. */
export function localeFor(language: string, wanted: readonly string[]): string {
  const base = language.split('-')[0];
  return wanted.find((each) => each.split('-')[0] === base) ?? language;
}
