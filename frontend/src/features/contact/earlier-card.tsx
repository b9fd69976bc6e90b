import { UnstyledButton } from '@mantine/core';
import { IconHistory, IconTemplate } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Interaction, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { endReasons } from '@/lib/lists';
import { threadPath } from '@/lib/paths';
import { exactTime, relativeTime } from '@/lib/time';
import { useNow } from '@/lib/clock';
import { useDesk } from '@/stores/desk';
import { loadBackTo, messagesOf } from '@/stores/messages';
import { useContact, useInteractions } from '@/stores/selectors';
import { mayWriteBack, useWriteBack } from '@/stores/use-write-back';
import { jumpTo } from '@/stores/view';
import { IconButton } from '@/ui/icon-button';
import classes from './contact-panel.module.css';

const most = 12;

/** What was before: earlier interactions of this thread, and the customer's threads with other numbers of ours. */
export function EarlierCard({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('contact');
  const past = useInteractions(thread.id).filter((each) => each.id !== thread.interactionId).reverse();
  const threads = useDesk((desk) => desk.threads);
  const others = [...threads.values()].filter((each) => each.contactId === thread.contactId && each.id !== thread.id);
  return (
    <section className={classes.card} aria-label={t('earlier.title')}>
      <h3 className={classes.cardTitle}>
        <IconHistory size={16} stroke={1.6} aria-hidden />
        {t('earlier.title')}
      </h3>
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

function PastRow({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const now = useNow();
  const ending = oneOf(endReasons, interaction.endReason);
  const number = useDesk((desk) => desk.inboxes.get(interaction.inboxId)?.name ?? '');
  const at = interaction.endedAt > 0 ? interaction.endedAt : interaction.startedAt;
  const go = async (): Promise<void> => {
    await loadBackTo(interaction.threadId, { at: interaction.startedAt, seq: interaction.firstSeq });
    const first = messagesOf(interaction.threadId).items.find((each) => each.interactionId === interaction.id);
    if (first !== undefined) jumpTo(first);
  };
  const time = exactTime(at, locale);
  return (
    <UnstyledButton className={`${classes.row} ${classes.link}`} title={t('earlier.jump', { time })} onClick={() => void go()}>
      <bdi className={classes.rowName}>{number}</bdi>
      <span className={`figures ${classes.reason}`}>
        {ending === undefined ? t('earlier.other') : t(`earlier.${ending}`)} · {relativeTime(at, now, locale)}
      </span>
    </UnstyledButton>
  );
}

function OtherRow({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const now = useNow();
  const [, go] = useLocation();
  const contact = useContact(thread.contactId);
  const back = useWriteBack();
  const number = useDesk((desk) => desk.numbers.get(thread.numberId)?.name ?? '');
  return (
    <span className={classes.other}>
      <UnstyledButton className={`${classes.row} ${classes.link}`} onClick={() => go(threadPath(thread.id))}>
        <bdi className={classes.rowName}>{number}</bdi>
        <span className={`figures ${classes.reason}`}>
          {thread.open ? t('earlier.open') : t('earlier.other')} · {relativeTime(thread.lastAt, now, locale)}
        </span>
      </UnstyledButton>
      {mayWriteBack(thread, contact) && <IconButton label={t('earlier.back', { number })} icon={<IconTemplate size={16} stroke={1.6} />} onClick={() => back(thread.id)} />}
    </span>
  );
}
