/** Sets up the texts: language, plural rules, direction. Texts ship with the app; nothing is fetched. */
import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { resources } from './resources';

/** Creates the translator. Tests make their own; the app makes one in providers.tsx. */
export function createTexts(language = 'en'): I18n {
  const texts = createInstance();
  void texts.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    // React escapes what it draws; escaping twice would show &amp; to people.
    interpolation: { escapeValue: false },
    // What an older relay does not tell leaves a gap, as in Go (backend/words), and no {{name}} on screen.
    missingInterpolationHandler: () => '',
    // A word of a newer relay that this version has no text for is shown as it came, instead of the text's name.
    parseMissingKeyHandler: (key: string, given?: string) => given ?? key.slice(key.lastIndexOf('.') + 1),
    // The texts are already here, so the first frame has words.
    initAsync: false,
    returnNull: false,
  });
  return texts;
}
