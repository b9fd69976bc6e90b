import { Button } from '@mantine/core';
import { IconCheckbox } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Contact, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { dayLabel } from '@/lib/time';
import { useContact } from '@/stores/selectors';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import classes from './contact-panel.module.css';
import { OptInForm } from './opt-in-form';
import { OptInRow } from './opt-in-row';

/** What the customer agreed to, by what proof, what they took back, and whether they stopped marketing at WhatsApp. */
export function OptInCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const contact = useContact(thread.contactId);
  const supervisor = useSupervisor();
  const me = useMe();
  return contact === undefined ? null : <ConsentCard contact={contact} mayChange={supervisor || thread.owner === me} />;
}

/** The same of a customer, whatever conversation is open. */
export function ConsentCard({ contact, mayChange }: { readonly contact: Contact; readonly mayChange: boolean }): ReactElement | null {
  const { t } = useTranslation('optIns');
  const [recording, setRecording] = useState(false);
  const online = useOnline();
  if (contact.group) return null;
  const all = [...(contact.optIns ?? [])].reverse();
  const standing = all.filter((each) => each.withdrawnAt === 0);
  const withdrawn = all.filter((each) => each.withdrawnAt !== 0);
  return (
    <section className={classes.card} aria-label={t('title')}>
      <h3 className={classes.cardTitle}>
        <IconCheckbox size={16} stroke={1.6} aria-hidden />
        {t('title')}
      </h3>
      <Stops contact={contact} />
      {standing.length === 0 && <p className={classes.small}>{t('none')}</p>}
      <ul className={classes.rows}>
        {standing.map((each) => (
          <OptInRow key={each.id} contactId={contact.id} optIn={each} mayChange={mayChange && online} />
        ))}
      </ul>
      {withdrawn.length > 0 && (
        <details>
          <summary className={classes.small}>{t('earlier', { count: withdrawn.length })}</summary>
          <ul className={classes.rows}>
            {withdrawn.map((each) => (
              <OptInRow key={each.id} contactId={contact.id} optIn={each} mayChange={false} />
            ))}
          </ul>
        </details>
      )}
      {recording && <OptInForm contactId={contact.id} onDone={() => setRecording(false)} />}
      {!recording && mayChange && (
        <div className={classes.buttons}>
          <Button size="xs" variant="default" disabled={!online} onClick={() => setRecording(true)}>
            {t('record')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Stops({ contact }: { readonly contact: Contact }): ReactElement | null {
  const { t } = useTranslation('optIns');
  const locale = useLocale();
  const day = (at: number): string => dayLabel(at, relayNow(), locale);
  const last = contact.stops?.at(-1);
  if (last === undefined) return null;
  if (contact.stopped === true) return <Callout tone="amber">{last.refused ? t('stoppedRefused', { day: day(last.at) }) : t('stopped', { day: day(last.at) })}</Callout>;
  return last.resumedAt === 0 ? null : <p className={classes.small}>{t('resumed', { from: day(last.at), to: day(last.resumedAt) })}</p>;
}
