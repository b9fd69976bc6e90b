import { useTranslation } from '@/lib/texts';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { conditionKinds } from '@/lib/lists';
import { useLocale } from './locale';

/** A condition of a branch, as the relay sends it. */
interface Condition {
  readonly kind: string;
  readonly inboxId?: string;
  readonly key?: string;
  readonly value?: string;
}

/** A condition in words: "Support is closed", "region is emea", "the customer's language is German". */
export function useConditionWords(inboxName: (id: string) => string): (condition: Condition) => string {
  const { t } = useTranslation('terms');
  const locale = useLocale();
  return ({ kind, inboxId = '', key = '', value = '' }) => {
    switch (oneOf(conditionKinds, kind)) {
      case 'hours':
        return t(value === 'closed' ? 'condition.closed' : 'condition.open', { inbox: isolate(inboxName(inboxId)) });
      case 'source':
        return t('condition.source', { key: isolate(key), value: isolate(value) });
      case 'language':
        return t('condition.language', { language: languageName(value, locale) });
      case 'label':
        return t('condition.label', { label: isolate(value) });
      case 'phone':
        return value === '' ? t('condition.phoneHidden') : t('condition.phone', { start: isolate(value) });
      case undefined:
        return t('condition.other');
    }
  };
}

/** What a language is called: "German" for de. */
export function languageName(code: string, locale: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  return new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' }).of(code) ?? code;
}

/** The languages that are offered first, by their codes. */
export const languageCodes = [
  'ar', 'bg', 'bn', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'sw', 'th', 'tr', 'uk', 'ur', 'vi', 'zh',
] as const;

/** Those languages as options, with one that is chosen already. */
export function languageOptions(locale: string, chosen: string): { readonly value: string; readonly label: string }[] {
  return [...new Set([...languageCodes, ...(chosen === '' ? [] : [chosen])])].map((value) => ({ value, label: languageName(value, locale) })).sort((a, b) => a.label.localeCompare(b.label, locale));
}
