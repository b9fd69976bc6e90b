import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNameOf } from '@/i18n/said';
import { relayNow, useNow } from '@/lib/clock';
import { duration } from '@/lib/time';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import classes from './setup.module.css';

const answerTime = 60_000;

/** To the holder: somebody asks for the set-up. Hand it over, or keep it. */
export function Asked({ setup, onAnswered }: { readonly setup: Setup; readonly onAnswered: (setup: Setup) => void }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const act = useAct();
  useNow(1000);
  const name = useNameOf()(setup.askedBy);
  const left = setup.askedAt + answerTime - relayNow();
  const answer = async (handOver: boolean): Promise<void> => {
    const done = await act.run(() => bridge().setup.answer(setup.id, handOver));
    if (done !== undefined) onAnswered(done.value);
  };
  return (
    <div className={classes.asked} role="alert">
      <Callout
        tone="amber"
        actions={
          <div className={classes.actions}>
            <Button size="xs" variant="default" disabled={act.busy} onClick={() => void answer(true)}>
              {t('lease.handOver')}
            </Button>
            <Button size="xs" disabled={act.busy} onClick={() => void answer(false)}>
              {t('lease.keep')}
            </Button>
          </div>
        }
      >
        {left > 0 ? t('lease.asksYou', { name }) : t('lease.asksYouLate', { name })}{' '}
        {left > 0 && (
          <span className="figures" aria-hidden="true">
            {t('lease.asksTime', { time: duration(Math.ceil(left / 1000) * 1000, locale) })}
          </span>
        )}
      </Callout>
      <Refusal error={act.error} fallback={t('failed')} />
    </div>
  );
}
