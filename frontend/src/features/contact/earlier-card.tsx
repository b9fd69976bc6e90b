import { UnstyledButton } from '@mantine/core';
import { IconHistory, IconTemplate } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { threadPath } from '@/lib/paths';
import { relativeTime } from '@/lib/time';
import { useNow } from '@/lib/clock';
import { useGo } from '@/lib/go';
import { useDesk } from '@/stores/desk';
import { personIn, useAddress, useContact, useInteractions } from '@/stores/selectors';
import { mayWriteBack, useWriteBack } from '@/stores/use-write-back';
import { IconButton } from '@/ui/icon-button';
import { Phone } from '@/ui/phone';
import classes from './contact-panel.module.css';
import { PastRow } from './past-row';

const most = 12;

/** What was before: earlier interactions of this thread, and the customer's threads with other numbers of ours. */
export function EarlierCard({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('contact');
  const current = useDesk((desk) => desk.interactions.get(thread.interactionId));
  const past = useInteractions(thread.id).filter((each) => each.id !== thread.interactionId).reverse();
  const threads = useDesk((desk) => desk.threads);
  const contacts = useDesk((desk) => desk.contacts);
  const person = (contactId: string): string => personIn(contacts, contactId)?.id ?? contactId;
  const others = [...threads.values()].filter((each) => each.id !== thread.id && person(each.contactId) === person(thread.contactId));
  return (
    <section className={classes.card} aria-label={t('earlier.title')}>
      <h3 className={classes.cardTitle}>
        <IconHistory size={16} stroke={1.6} aria-hidden />
        {t('earlier.title')}
      </h3>
      {current !== undefined && <PastRow key={current.id} interaction={current} current />}
      {past.length + others.length === 0 && <p className={classes.small}>{t('earlier.none')}</p>}
      <ul className={classes.rows}>
        {past.slice(0, most).map((each) => (
          <li key={each.id}>
            <PastRow interaction={each} />
          </li>
        ))}
        {others.map((each) => (
          <li key={each.id}>
            <OtherRow thread={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OtherRow({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const now = useNow();
  const go = useGo();
  const contact = useContact(thread.contactId);
  // Contacts that were merged have several: each conversation stays with the one it came from.
  const phone = useAddress(thread.contactId)?.phone ?? '';
  const back = useWriteBack();
  const number = useDesk((desk) => desk.numbers.get(thread.numberId)?.name ?? '');
  return (
    <span className={classes.other}>
      <UnstyledButton className={`${classes.row} ${classes.link}`} onClick={() => go(threadPath(thread.id))}>
        <bdi className={classes.rowName}>{number}</bdi>
        <span className={`figures ${classes.reason}`}>
          {phone !== '' && <><Phone value={phone} /> · </>}
          {thread.open ? t('earlier.open') : t('earlier.other')} · {relativeTime(thread.lastAt, now, locale)}
        </span>
      </UnstyledButton>
      {mayWriteBack(thread, contact) && <IconButton label={t('earlier.back', { number })} icon={<IconTemplate size={16} stroke={1.6} />} onClick={() => back(thread.id)} />}
    </span>
  );
}
