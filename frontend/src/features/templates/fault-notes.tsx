import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { TemplateFault } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import classes from './templates.module.css';

/** The function that says what is wrong with a template. */
export function useFaultWords(): (fault: TemplateFault) => string {
  const { t } = useTranslation('templates');
  const locale = useLocale();
  return ({ rule, field, most, have, name, until }) => {
    const told = { most, have, name, place: '{{1}}', time: until === 0 ? '' : exactTime(until, locale) };
    if (rule === 'missing' || rule === 'tooMany' || rule === 'example') return t(`fault.${rule}`, { ...told, context: field });
    return t(`fault.${rule}`, told);
  };
}

/** What would be refused of one field, beneath it. */
export function FaultNotes({ faults }: { readonly faults: readonly TemplateFault[] }): ReactElement | null {
  const say = useFaultWords();
  if (faults.length === 0) return null;
  return (
    <ul className={classes.faults}>
      {faults.map((each, index) => (
        <li key={index}>{say(each)}</li>
      ))}
    </ul>
  );
}
