import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { type OpenPromise, useServiceWords } from '@/i18n/service-words';
import { relayNow, useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { priorities } from '@/lib/lists';
import { threadPath } from '@/lib/paths';
import { clockTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { personIn, closesAt } from '@/stores/selectors';
import { Chip } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import classes from './board.module.css';
import type { Item, List } from './model';
import { Since } from './since';

interface TableProps {
  readonly list: List;
  readonly items: readonly Item[];
  readonly online: boolean;
  readonly onAssign: (thread: Thread) => void;
}

/** The conversations of a list: whose they are, for how long, and what can be done. */
export function ConversationTable({ list, items, online, onAssign }: TableProps): ReactElement {
  const { t } = useTranslation('board');
  const locale = useLocale();
  const [, go] = useLocation();
  const inboxes = useDesk((desk) => desk.inboxes);
  const nameOf = useNameOf();
  const columns: readonly Column<Item>[] = [
    { key: 'customer', title: t('lists.customer'), width: 'minmax(170px, 1.6fr)', cell: ({ thread }) => <Customer thread={thread} name={nameOf(thread)} /> },
    { key: 'inbox', title: t('lists.inbox'), width: 'minmax(110px, 1fr)', cell: ({ thread }) => <span dir="auto">{inboxes.get(thread.inboxId)?.name ?? <Below>{t('queues.noInbox')}</Below>}</span> },
    { key: 'who', title: t('lists.who'), width: 'minmax(130px, 1.2fr)', cell: ({ thread }) => <Whose thread={thread} /> },
    { key: 'at', title: t(`lists.time.${list}`), width: list === 'atRisk' ? 'minmax(190px, 1.4fr)' : 'minmax(96px, 0.8fr)', cell: ({ at, promise }) => (promise !== undefined ? <Due promise={promise} /> : list === 'lost' ? <time className="figures" dateTime={new Date(at).toISOString()}>{clockTime(at, locale)}</time> : <Since at={at} />) },
    ...(list === 'closing' || list === 'lost' ? [] : [{ key: 'window', title: t('lists.window'), width: 'minmax(96px, 0.8fr)', cell: ({ thread }: Item) => <Window thread={thread} /> }]),
    {
      key: 'actions', title: t('lists.actions'), width: '150px', end: true,
      cell: ({ thread }) => (
        <>
          {thread.open && (
            <Button size="compact-sm" variant="default" disabled={!online} aria-label={t('lists.assignNamed', { name: nameOf(thread) })} onClick={() => onAssign(thread)}>
              {t('lists.assign')}
            </Button>
          )}
          <IconButton label={t('lists.open', { name: nameOf(thread) })} icon={<IconExternalLink size={16} stroke={1.6} />} onClick={() => go(threadPath(thread.id))} />
        </>
      ),
    },
  ];
  return <DataTable label={t(`lists.name.${list}`)} rows={items} rowKey={({ thread, at }) => `${thread.id} ${list === 'lost' ? at : ''}`} columns={columns} minWidth={760} maxHeight="min(420px, 55vh)" />;
}

function useNameOf(): (thread: Thread) => string {
  const name = useContactName();
  const contacts = useDesk((desk) => desk.contacts);
  return useMemo(() => (thread) => name(personIn(contacts, thread.contactId)), [name, contacts]);
}

function Customer({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement {
  const { t } = useTranslation('board');
  const number = useDesk((desk) => desk.numbers.get(thread.numberId)?.name ?? '');
  const priority = oneOf(priorities, thread.priority ?? '');
  return (
    <Named below={number}>
      <span className={classes.customer}>
        <strong className={classes.clipped} dir="auto">{name}</strong>
        {priority !== undefined && <Chip tone={priority === 'urgent' ? 'red' : 'amber'}>{t(`lists.priority.${priority}`)}</Chip>}
      </span>
    </Named>
  );
}

/** Who has it, or is being asked. */
function Whose({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('board');
  const users = useDesk((desk) => desk.users);
  const offers = useDesk((desk) => desk.offers);
  const asked = thread.state !== 'offered' ? undefined : [...offers.values()].find((each) => each.state === 'open' && each.interactionId === thread.interactionId);
  if (asked !== undefined) return <span dir="auto">{t('lists.asked', { name: users.get(asked.userId)?.name ?? '' })}</span>;
  if (thread.owner === '') return <Below>{t('lists.nobody')}</Below>;
  return <span dir="auto">{users.get(thread.owner)?.name ?? t('lists.gone')}</span>;
}

/** What is due soon or overdue, in the words of the lists and the conversation. */
function Due({ promise }: { readonly promise: OpenPromise }): ReactElement {
  const words = useServiceWords();
  useNow(10_000);
  const now = relayNow();
  return <Chip tone={now >= promise.dueAt ? 'red' : 'amber'}>{words(promise, now)}</Chip>;
}

/** How long free text may still be sent. */
function Window({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('board');
  const closes = closesAt(thread);
  if (closes === null || !Number.isFinite(closes)) return <Below>–</Below>;
  return <Left at={closes} over={t('lists.closed')} />;
}

function Left({ at, over }: { readonly at: number; readonly over: string }): ReactElement {
  // The countdown runs on beyond the closing: which of the two it is is judged as it is drawn.
  useNow(1000);
  return at > relayNow() ? <Since at={at} /> : <Below>{over}</Below>;
}
