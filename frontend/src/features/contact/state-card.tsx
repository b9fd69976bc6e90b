import { IconAlertTriangle, IconProgress } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { dispositionRules, dispositions } from '@/lib/lists';
import { duration } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Chip } from '@/ui/chip';
import classes from './contact-panel.module.css';

/** Where the conversation stands, by which rule, and how long the customer waits. */
export function StateCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  useNow(30_000);
  const interaction = useDesk((desk) => desk.interactions.get(thread.interactionId));
  const disposition = oneOf(dispositions, interaction?.disposition ?? '');
  const rule = oneOf(dispositionRules, interaction?.dispositionRule ?? '');
  if (interaction === undefined || disposition === undefined) return null;
  const { serviceStartAt, answeredAt } = interaction;
  return (
    <section className={classes.card} aria-label={t('disposition.title')}>
      <h3 className={classes.cardTitle}>
        <IconProgress size={16} stroke={1.6} aria-hidden />
        {t('disposition.title')}
        <Chip tone={disposition === 'waiting' ? 'amber' : disposition === 'active' ? 'ok' : 'plain'}>{t(`disposition.${disposition}`)}</Chip>
      </h3>
      {rule !== undefined && <p className={classes.small}>{t(`disposition.rule.${rule}`)}</p>}
      {serviceStartAt > 0 && answeredAt === 0 && thread.open && (
        <p className={`figures ${classes.small}`}>{t('disposition.service', { time: duration(relayNow() - serviceStartAt, locale) })}</p>
      )}
      {serviceStartAt > 0 && answeredAt > serviceStartAt && <p className={`figures ${classes.small}`}>{t('disposition.answered', { time: duration(answeredAt - serviceStartAt, locale) })}</p>}
      {interaction.escalated && (
        <p className={classes.small}>
          <IconAlertTriangle size={13} stroke={1.6} aria-hidden /> {t('disposition.escalated')}
        </p>
      )}
    </section>
  );
}
