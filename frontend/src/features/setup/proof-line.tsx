import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import classes from './code.module.css';
import { secondsTime } from './times';

/** For who pasted the code into Meta's window: when Meta was asked, and a button to ask now. */
export function ProofLine({ setup, busy, onLook }: { readonly setup: Setup; readonly busy: boolean; readonly onLook: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  return (
    <div className={classes.proof}>
      <span className="figures">{setup.lookedAt > 0 ? t('code.looked', { time: secondsTime(setup.lookedAt, locale) }) : t('code.look')}</span>
      <Button size="xs" variant="default" loading={busy} onClick={onLook}>
        {t('code.pasted')}
      </Button>
    </div>
  );
}
