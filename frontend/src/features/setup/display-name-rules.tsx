import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Callout } from '@/ui/callout';
import { displayNameDoubts, nameRules } from './display-name';
import classes from './setup.module.css';

/** What stands beside the field of a display name: what Meta may refuse in it, and Meta's rules to unfold. */
export function DisplayNameRules({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation('setup');
  const doubts = displayNameDoubts(name);
  return (
    <div>
      <div aria-live="polite">
        {doubts.length > 0 && (
          <Callout tone="amber">
            {t('nameRules.doubt')} {doubts.map((each) => t(`nameRules.doubts.${each}`)).join(' ')}
          </Callout>
        )}
      </div>
      <details className={classes.rules}>
        <summary>{t('nameRules.title')}</summary>
        <ul>
          {nameRules.map((each) => (
            <li key={each}>{t(`nameRules.rules.${each}`)}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
