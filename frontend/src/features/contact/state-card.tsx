import { Button } from '@mantine/core';
import { IconAlertTriangle, IconClockOff, IconProgress } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { dispositionRules, dispositions } from '@/lib/lists';
import { duration, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useContact } from '@/stores/selectors';
import { mayWriteBack, useWriteBack } from '@/stores/use-write-back';
import { Chip } from '@/ui/chip';
import classes from './contact-panel.module.css';

/** Where the conversation stands, by which rule, and how long the customer waits. */
export function StateCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  useNow(30_000);
  const interaction = useDesk((desk) => desk.interactions.get(thread.interactionId));
  const contact = useContact(thread.contactId);
  const back = useWriteBack();
  const disposition = oneOf(dispositions, interaction?.disposition ?? '');
  const rule = oneOf(dispositionRules, interaction?.dispositionRule ?? '');
  if (interaction === undefined || disposition === undefined) return null;
  const { serviceStartAt, answeredAt, endsAt = 0 } = interaction;
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
      {endsAt > relayNow() && (
        <p className={`figures ${classes.small}`} title={exactTime(endsAt, locale)}>
          {t(`disposition.ends.${disposition === 'initiated' ? 'archived' : 'expires'}`, { time: duration(endsAt - relayNow(), locale) })}
        </p>
      )}
      {(interaction.lostAt ?? 0) > 0 && (
        <p className={`figures ${classes.small}`}>
          <IconClockOff size={13} stroke={1.6} aria-hidden /> {t('disposition.lost', { time: exactTime(interaction.lostAt ?? 0, locale) })}
        </p>
      )}
      {mayWriteBack(thread, contact) && (
        <Button mt="xs" size="compact-sm" variant="default" onClick={() => back(thread.id)}>
          {t('back')}
        </Button>
      )}
      {interaction.escalated && (
        <p className={classes.small}>
          <IconAlertTriangle size={13} stroke={1.6} aria-hidden /> {t('disposition.escalated')}
        </p>
      )}
    </section>
  );
}
