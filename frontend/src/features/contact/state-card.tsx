import { Button } from '@mantine/core';
import { IconAlertTriangle, IconClockOff, IconProgress } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Interaction, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { openPromises, serviceParts, useServiceWords } from '@/i18n/service-words';
import { relayNow, useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { dispositionRules, dispositions } from '@/lib/lists';
import { duration, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useContact } from '@/stores/selectors';
import { mayWriteBack, useWriteBack } from '@/stores/use-write-back';
import { Chip } from '@/ui/chip';
import classes from './contact-panel.module.css';

const day = 24 * 3_600_000;

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
      <Promises interaction={interaction} />
      <End initiated={disposition === 'initiated'} at={endsAt} />
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

// What the inbox promised: what is still owed with its time, and what became of the rest.
function Promises({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const { t } = useTranslation('terms');
  const words = useServiceWords();
  const now = relayNow();
  const open = openPromises(interaction, now);
  const settled = serviceParts.flatMap((part) => {
    const result = open.some((each) => each.part === part) ? '' : (interaction.levels?.[part]?.result ?? '');
    return result === '' ? [] : [{ part, result }];
  });
  return (
    <>
      {settled.map(({ part, result }) => (
        <p key={part} className={classes.small}>
          {t(`service.${result}`, { what: t(`service.${part}`) })}
        </p>
      ))}
      {open.map((promise) => (
        <p key={promise.part} className={`figures ${classes.small}`}>
          {words(promise, now)}
        </p>
      ))}
    </>
  );
}

interface EndProps {
  /** Our template began it, and the customer has not answered. */
  readonly initiated: boolean;
  /** When it ends by itself, in Unix milliseconds of the relay; 0 = it does not. */
  readonly at: number;
}

/** When it ends by itself. Half of the 48 hours after a template are over at 24: then another one begins them anew. */
function End({ initiated, at }: EndProps): ReactElement | null {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const left = at - relayNow();
  if (left <= 0) return null;
  const way = !initiated ? 'expires' : left > day ? 'archived' : 'again';
  return (
    <p className={`figures ${classes.small}`} title={exactTime(at, locale)}>
      {t(`disposition.ends.${way}`, { time: duration(left, locale) })}
    </p>
  );
}
