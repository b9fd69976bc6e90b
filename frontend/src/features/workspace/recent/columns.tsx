import { Button, Checkbox, VisuallyHidden } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { formatPhone } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { useAddress, useContact, useUser } from '@/stores/selectors';
import { toggleSelected, useSelection } from '@/stores/selection';
import { Avatar } from '@/ui/avatar';
import { Chip, type ChipTone } from '@/ui/chip';
import type { Column } from '@/ui/data-table';
import { Below, Clipped, Named } from '@/ui/named';
import { Phone } from '@/ui/phone';
import { Stars } from '@/ui/stars';
import { RelativeTime } from '@/ui/relative-time';
import { LastLine } from '../last-line';
import { type Person, type Status, statusOf } from './model';
import classes from './recent.module.css';
import { RowActs } from './row-acts';

const tones: Readonly<Partial<Record<Status, ChipTone>>> = { waiting: 'amber', offered: 'amber', inFlow: 'amber', open: 'ok', snoozed: 'accent' };

/** The columns of the table. */
export function useColumns(person: Person, onView: (thread: Thread) => void): Column<Thread>[] {
  const { t } = useTranslation('recent');
  const locale = useLocale();
  return [
    { key: 'customer', title: t('column.customer'), width: 'minmax(200px, 1.5fr)', cell: (thread) => <Customer thread={thread} /> },
    { key: 'number', title: t('column.number'), width: 'minmax(140px, 1fr)', cell: (thread) => <Where thread={thread} /> },
    { key: 'status', title: t('column.status'), width: '104px', cell: (thread) => <Chip tone={tones[statusOf(thread)]}>{t(`status.${statusOf(thread)}`)}</Chip> },
    { key: 'last', title: t('column.last'), width: 'minmax(140px, 2fr)', cell: (thread) => <span className={classes.last}><LastLine thread={thread} /></span> },
    { key: 'who', title: t('column.who'), width: 'minmax(90px, 0.8fr)', cell: (thread) => <Who thread={thread} /> },
    { key: 'when', title: t('column.when'), width: '88px', cell: (thread) => (thread.lastAt > 0 ? <RelativeTime at={thread.lastAt} locale={locale} /> : <Below>–</Below>) },
    { key: 'rating', title: t('column.rating'), width: '84px', cell: (thread) => <Rating thread={thread} /> },
    { key: 'sentiment', title: t('column.sentiment'), width: '78px', cell: () => <Sentiment /> },
    {
      key: 'acts', title: t('column.acts'), width: '136px', end: true,
      cell: (thread) => (
        <>
          <View thread={thread} onView={onView} />
          <RowActs thread={thread} person={person} />
        </>
      ),
    },
  ];
}

function Customer({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('recent');
  const contact = useContact(thread.contactId);
  // Whoever has several addresses has a row for each, which the number tells apart.
  const phone = useAddress(thread.contactId)?.phone ?? '';
  const name = useContactName()(contact);
  const marked = useSelection((selection) => selection.ids.has(thread.id));
  return (
    <span className={classes.customer}>
      <Checkbox aria-label={t('select', { name })} checked={marked} onChange={() => toggleSelected(thread.id)} />
      <Avatar id={contact?.id ?? thread.contactId} name={name} size={30} />
      <Named below={phone === '' || formatPhone(phone) === name ? '' : <Phone value={phone} />}>
        <strong className={classes.name} title={name}>
          <bdi>{name}</bdi>
        </strong>
      </Named>
    </span>
  );
}

function Where({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('recent');
  const number = useDesk((desk) => desk.numbers.get(thread.numberId)?.name ?? t('gone'));
  const inbox = useDesk((desk) => (thread.inboxId === '' ? t('noInbox') : (desk.inboxes.get(thread.inboxId)?.name ?? t('gone'))));
  return (
    <Named below={inbox}>
      <Clipped>{number}</Clipped>
    </Named>
  );
}

function Who({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('recent');
  const owner = useUser(thread.owner);
  if (thread.owner === '') return <Below>{t('nobody')}</Below>;
  return <Clipped>{owner?.name ?? t('gone')}</Clipped>;
}

function Rating({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation(['recent', 'rating']);
  const { score = 0 } = thread;
  if (score > 0) return <Stars score={score} />;
  return (
    <span title={t('rating:none')}>
      <Below>
        <span aria-hidden="true">–</span>
        <VisuallyHidden>{t('rating:none')}</VisuallyHidden>
      </Below>
    </span>
  );
}

// Nothing judges it yet: the dash says so, to whoever sees it and to whoever hears it.
function Sentiment(): ReactElement {
  const { t } = useTranslation('recent');
  return (
    <span title={t('noSentiment')}>
      <Below>
        <span aria-hidden="true">–</span>
        <VisuallyHidden>{t('noSentiment')}</VisuallyHidden>
      </Below>
    </span>
  );
}

function View({ thread, onView }: { readonly thread: Thread; readonly onView: (thread: Thread) => void }): ReactElement {
  const { t } = useTranslation('recent');
  const name = useContactName()(useContact(thread.contactId));
  return (
    <Button size="compact-sm" variant="default" aria-label={t('viewNamed', { name })} onClick={() => onView(thread)}>
      {t('view')}
    </Button>
  );
}
