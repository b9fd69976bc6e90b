import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { OptIn } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { methodWords, purposeWords } from '@/i18n/opt-in-words';
import { relayNow } from '@/lib/clock';
import { dayLabel, exactTime } from '@/lib/time';
import { useUser } from '@/stores/selectors';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import classes from './contact-panel.module.css';

/** One opt-in; who may change it can withdraw it after a question. */
export function OptInRow({ contactId, optIn, mayChange }: { readonly contactId: string; readonly optIn: OptIn; readonly mayChange: boolean }): ReactElement {
  const { t } = useTranslation('optIns');
  const locale = useLocale();
  const by = useUser(optIn.by);
  const withdrawer = useUser(optIn.withdrawnBy);
  const day = (at: number): string => dayLabel(at, relayNow(), locale);
  const name = (user: { readonly name: string } | undefined): string => user?.name ?? t('someone');
  return (
    <li>
      <div className={classes.row} data-wraps>
        <span className={classes.rowName}>{purposeWords(t, optIn.purposes)}</span>
        <span className={`figures ${classes.reason}`} title={exactTime(optIn.at, locale)}>
          {t('on', { method: methodWords(t, optIn.method), day: day(optIn.at) })}
        </span>
      </div>
      {optIn.proof !== '' && (
        <p className={classes.small} dir="auto">
          {optIn.proof}
        </p>
      )}
      <p className={classes.small} title={exactTime(optIn.recordedAt, locale)}>
        <bdi>{optIn.imported ? t('byImport', { name: name(by) }) : t('by', { name: name(by) })}</bdi>
      </p>
      {optIn.withdrawnAt !== 0 && (
        <p className={classes.small} title={exactTime(optIn.withdrawnAt, locale)}>
          {t('withdrawn', { day: day(optIn.withdrawnAt), name: name(withdrawer) })}
        </p>
      )}
      {mayChange && <Withdraw contactId={contactId} optIn={optIn} />}
    </li>
  );
}

function Withdraw({ contactId, optIn }: { readonly contactId: string; readonly optIn: OptIn }): ReactElement {
  const { t } = useTranslation('optIns');
  const [asking, setAsking] = useState(false);
  const act = useAct();
  if (!asking) {
    return (
      <Button size="compact-xs" variant="subtle" aria-label={t('withdrawNamed', { purposes: purposeWords(t, optIn.purposes) })} onClick={() => setAsking(true)}>
        {t('withdraw')}
      </Button>
    );
  }
  return (
    <div role="group" aria-label={t('withdrawAsk')}>
      <p className={classes.small}>{t('withdrawAsk')}</p>
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.buttons}>
        <Button size="xs" color="red" loading={act.busy} onClick={() => void act.run(() => bridge().threads.withdrawOptIn({ contactId, optInId: optIn.id }))}>
          {t('withdraw')}
        </Button>
        <Button size="xs" variant="default" autoFocus onClick={() => setAsking(false)}>
          {t('keep')}
        </Button>
      </div>
    </div>
  );
}
