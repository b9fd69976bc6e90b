import { useTranslation } from '@/lib/texts';
import { methodWords, purposeWords } from './opt-in-words';

/** The words for the fields of an opt-in (ui/opt-in-fields), which stand in more than one feature. */
export function useOptInLabels(): {
  readonly method: string;
  readonly purposes: string;
  readonly day: string;
  readonly dayHint: string;
  readonly proof: string;
  readonly proofHint: string;
  readonly nameOf: (method: string) => string;
  readonly purposeOf: (purpose: string) => string;
  readonly fault: (field: 'method' | 'purposes' | 'day' | 'proof') => string;
} {
  const { t } = useTranslation('optIns');
  return {
    method: t('field.method'),
    purposes: t('field.purposes'),
    day: t('field.day'),
    dayHint: t('field.dayHint'),
    proof: t('field.proof'),
    proofHint: t('field.proofHint'),
    nameOf: (method) => methodWords(t, method),
    purposeOf: (purpose) => purposeWords(t, [purpose]),
    fault: (field) => t(`fault.${field}`),
  };
}
