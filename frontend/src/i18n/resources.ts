/**
 * All visible texts, one namespace per feature. A feature adds `en/<feature>.json` and its line here;
 * keys are typed from the English files and i18n.test.ts finds keys that are used but not written.
 */
import common from './en/common.json';

/** The texts by language and namespace; English is the source that types the keys. */
export const resources = {
  en: { common },
} as const;
