import { Button, UnstyledButton } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Contact, Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { highlight, snippet } from '@/lib/highlight';
import { parseMessage, plainText } from '@/lib/message-format';
import { formatPhone } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import type { Found } from '@/stores/search';
import { useOnline } from '@/stores/session';
import { Avatar } from '@/ui/avatar';
import { Highlighted } from '@/ui/highlighted';
import { Phone } from '@/ui/phone';
import { RelativeTime } from '@/ui/relative-time';
import { EmptyState, ErrorState, Skeletons } from '@/ui/states';
import classes from './search-results.module.css';

/** One line of the results, in the order in which the keyboard walks through them. */
export type Hit = { readonly kind: 'contact'; readonly contact: Contact; readonly threadId: string } | { readonly kind: 'message'; readonly message: Message };

/** The hits as they are listed: customers, then messages by conversation. */
export function hitsOf(contacts: readonly { contact: Contact; threadId: string }[], messages: readonly Message[]): readonly Hit[] {
  const groups = new Map<string, Message[]>();
  for (const each of messages) {
    const group = groups.get(each.threadId);
    if (group === undefined) groups.set(each.threadId, [each]);
    else group.push(each);
  }
  return [
    ...contacts.map((each): Hit => ({ kind: 'contact', ...each })),
    ...[...groups.values()].flat().map((message): Hit => ({ kind: 'message', message })),
  ];
}

interface SearchResultsProps {
  readonly query: string;
  readonly hits: readonly Hit[];
  readonly found: Found;
  readonly chosen: number;
  readonly onOpen: (hit: Hit) => void;
}

/** What a search found, grouped by customer, the words marked. */
export function SearchResults({ query, hits, found, chosen, onOpen }: SearchResultsProps): ReactElement {
  const { t } = useTranslation('workspace');
  if (found.busy && hits.length === 0) return <Skeletons rows={5} label={t('search.label')} />;
  if (found.error !== null) return <ErrorState what={t('search.failed')} why={found.error.message} todo={t('loadFailedTodo')} code={found.error.shown} />;
  return (
    <div className={classes.results}>
      <div role="listbox" aria-label={t('search.results')} id="search-results">
      {hits.map((hit, index) => (
        <Fragment key={hit.kind === 'contact' ? `c${hit.contact.id}` : hit.message.id}>
          {heading(hits, index, t('search.contacts'))}
          <HitRow hit={hit} query={query} index={index} chosen={index === chosen} onOpen={() => onOpen(hit)} />
        </Fragment>
      ))}
      </div>
      {hits.length === 0 && <EmptyState icon={<IconSearchOff size={28} stroke={1.4} />} title={query.trim() === '' ? t('search.nothingNarrowed') : t('search.nothing', { query })} text={t('search.nothingText')} />}
      <Older found={found} />
    </div>
  );
}

/** A heading where a group begins: the customers, then each conversation by its customer. */
function heading(hits: readonly Hit[], index: number, contacts: string): ReactElement | null {
  const hit = hits[index];
  const before = hits[index - 1];
  if (hit?.kind === 'contact') return index === 0 ? <div className={classes.heading} role="presentation">{contacts}</div> : null;
  if (hit === undefined || (before?.kind === 'message' && before.message.threadId === hit.message.threadId)) return null;
  return <ThreadHeading threadId={hit.message.threadId} />;
}

function ThreadHeading({ threadId }: { readonly threadId: string }): ReactElement {
  const contactId = useDesk((desk) => desk.threads.get(threadId)?.contactId ?? '');
  const name = useContactName()(useDesk((desk) => personIn(desk.contacts, contactId)));
  return (
    <div className={classes.heading} role="presentation">
      <bdi>{name}</bdi>
    </div>
  );
}

/** The part of a message in which something was found, from a little before it. */
function foundIn(message: Message, query: string): string {
  const { media, location, contacts, interactive, template } = message;
  const parts = [
    plainText(parseMessage(message.text)),
    media?.fileName ?? '',
    location?.name ?? '',
    location?.address ?? '',
    ...contacts.flatMap((each) => [each.name, each.company, ...each.phones, ...each.emails]),
    interactive?.title ?? '',
    ...(interactive?.lines ?? []).map((each) => `${each.key} ${each.value}`),
    template?.header ?? '',
    template?.footer ?? '',
  ].filter((each) => each !== '');
  const part = parts.find((each) => highlight(each, query).some(({ hit }) => hit)) ?? parts[0] ?? '';
  return snippet(part, query, 14);
}

interface HitRowProps {
  readonly hit: Hit;
  readonly query: string;
  readonly index: number;
  readonly chosen: boolean;
  readonly onOpen: () => void;
}

function HitRow({ hit, query, index, chosen, onOpen }: HitRowProps): ReactElement {
  const { t } = useTranslation(['workspace', 'terms']);
  const locale = useLocale();
  const name = useContactName();
  return (
    <UnstyledButton id={`hit-${index}`} className={classes.hit} role="option" aria-selected={chosen} data-chosen={chosen || undefined} tabIndex={-1} onClick={onOpen}>
      {hit.kind === 'contact' ? (
        <>
          <Avatar id={hit.contact.id} name={name(hit.contact)} size={24} />
          <span className={classes.line}>
            <Highlighted text={name(hit.contact)} query={query} anywhere />
            {hit.contact.phone !== '' && formatPhone(hit.contact.phone) !== name(hit.contact) && (
              <span className={classes.aside}>
                {' '}
                <Phone value={hit.contact.phone} />
              </span>
            )}
          </span>
        </>
      ) : (
        <>
          <span className={classes.line} dir="auto">
            {hit.message.out && <span className={classes.aside}>{t('terms:name.you')}: </span>}
            <Highlighted text={foundIn(hit.message, query)} query={query} />
          </span>
          <span className={classes.aside}>
            <RelativeTime at={hit.message.at} locale={locale} />
          </span>
        </>
      )}
    </UnstyledButton>
  );
}

function Older({ found }: { readonly found: Found }): ReactElement {
  const { t } = useTranslation('workspace');
  const online = useOnline();
  const { older } = found;
  if (!online && older.state !== 'done') return <p className={classes.note}>{t('search.offline')}</p>;
  if (older.error !== null) return <p className={classes.note}>{older.error.message}</p>;
  if (older.state === 'done') return <>{(older.messages.length === 0 || older.more) && <p className={classes.note}>{older.more ? t('search.olderMore') : t('search.olderNone')}</p>}</>;
  return (
    <Button className={classes.older} variant="subtle" loading={older.state === 'busy'} onClick={found.searchOlder}>
      {older.state === 'busy' ? t('search.olderBusy') : t('search.older')}
    </Button>
  );
}
