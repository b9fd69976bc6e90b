import { Button } from '@mantine/core';
import { IconArrowDown, IconLock } from '@tabler/icons-react';
import { memo, type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { assertNever } from '@/lib/assert-never';
import { formatCount } from '@/lib/numbers';
import { useEntryFirst } from '@/lib/use-entry-first';
import { useReplyField } from '@/lib/use-shortcuts';
import { useDesk } from '@/stores/desk';
import { loadOlder, openThread, useThreadMessages } from '@/stores/messages';
import { useOutbox } from '@/stores/outbox';
import { useContact, useInteractions, useThreadSpans } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { endJump, unmark, useView } from '@/stores/view';
import { MarkedQuery } from '@/ui/marked';
import { EmptyState, ErrorState, Skeletons } from '@/ui/states';
import { ThreadList, type ThreadListHandle } from '@/ui/thread-list';
import { Bubble } from './bubble';
import { IdentityBand } from './identity-band';
import { FindBar } from './find-bar';
import { ThreadHeader } from './header';
import { FiledLine } from './filed-line';
import { RatingLine } from './rating-part';
import { SnoozeLine } from './snooze-line';
import { DayLine, EndedLine, HandLine, NewLine, RoutedLine, SystemLine } from './lines';
import { estimateOf, firstUnread, type Line, linesOf } from './model';
import { BlockLine, saysBlocked } from './block-line';
import { NoteLine } from './note-line';
import { CameLine, TriedLine } from './story-lines';
import { QueuedBubble } from './queued-bubble';
import { QueuedNote } from './queued-note';
import { useAnnouncing } from './use-announcing';
import { useOpening } from './use-opening';
import { useReading } from './use-reading';
import { useThreadKeys } from './use-thread-keys';
import classes from './thread-view.module.css';

/** The thread that is open, and the composer that stands beneath it. */
export interface ThreadViewProps {
  readonly thread: Thread;
  readonly composer: ReactNode;
}

/** A conversation: header, messages, composer. Give it a `key` per thread. */
export function ThreadView({ thread, composer }: ThreadViewProps): ReactElement {
  const { t } = useTranslation('thread');
  const name = useContactName()(useContact(thread.contactId));
  const searching = useView((view) => view.searchIn === thread.id);
  useReplyField('composer-text');
  const onEntry = useEntryFirst();
  return (
    <section className={classes.view} aria-label={t('header.label', { name })}>
      <ThreadHeader thread={thread} name={name} />
      {searching && <FindBar threadId={thread.id} />}
      {thread.access === 'summary' ? (
        <EmptyState icon={<IconLock size={28} stroke={1.4} />} title={t('summaryTitle')} text={t('summaryText')} />
      ) : (
        <Messages thread={thread} name={name} />
      )}
      <IdentityBand thread={thread} />
      <div className={classes.composer} data-region onFocus={onEntry}>
        {composer}
      </div>
    </section>
  );
}

function Messages({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement {
  const { t } = useTranslation('thread');
  const list = useThreadMessages(thread.id);
  const opening = useOpening(thread.id);
  const searched = useView((view) => (view.searched.threadId === thread.id ? view.searched.query : ''));
  if (list.error !== null && list.items.length === 0) {
    return (
      <ErrorState what={t('failed')} why={list.error.message} todo={t('failedTodo')} code={list.error.shown} action={{ label: t('newest'), run: () => void openThread(thread.id) }} />
    );
  }
  if (!opening.ready) return <div className={classes.loading}><Skeletons rows={6} label={t('loading')} /></div>;
  return (
    <MarkedQuery value={searched}>
      <Lines thread={thread} name={name} openAt={opening.openAt} readSeq={opening.readSeq} />
    </MarkedQuery>
  );
}

const keyOf = (line: Line): string => line.key;

interface LinesProps {
  readonly thread: Thread;
  readonly name: string;
  readonly openAt: string | undefined;
  readonly readSeq: number;
}

function Lines({ thread, name, openAt, readSeq }: LinesProps): ReactElement {
  const { t } = useTranslation('thread');
  const { items, more, loading, offline } = useThreadMessages(thread.id);
  const online = useOnline();
  useEffect(() => {
    // What could not be asked for comes when there is a connection, as the note above the list says.
    if (online && offline) void loadOlder(thread.id);
  }, [online, offline, thread.id]);
  const interactions = useInteractions(thread.id);
  const decisions = useDesk((desk) => desk.decisions);
  const spans = useThreadSpans(thread.id);
  const outbox = useOutbox((store) => store.items);
  const queued = useMemo(() => outbox.filter((each) => each.threadId === thread.id), [outbox, thread.id]);
  const [atEnd, setAtEnd] = useState(openAt === undefined);
  const looked = useReading(thread, items, atEnd, readSeq);
  const newFrom = useMemo(() => {
    const id = firstUnread(items, looked);
    // Before the very first message there is nothing that was looked at.
    return items[0]?.id === id && !more ? undefined : id;
  }, [items, looked, more]);
  const lines = useMemo(
    () => linesOf({ messages: items, queued, interactions, decisions, spans, complete: !more, newFrom }),
    [items, queued, interactions, decisions, spans, more, newFrom],
  );
  const handle = useRef<ThreadListHandle>(null);
  const flashed = useJumps(thread.id, lines, handle);
  useThreadKeys(thread, items);
  useAnnouncing(items, name);
  const end = useView((view) => view.end);
  const ended = useRef(end);
  useEffect(() => {
    if (ended.current === end) return;
    ended.current = end;
    handle.current?.scrollToEnd();
  }, [end, lines]);
  const openAtKey = openAt === 'new' && !lines.some((each) => each.key === 'new') ? undefined : openAt;
  return (
    <div className={classes.lines}>
      {loading && (
        <p className={`${classes.note} ${classes.takesLong}`} role="status">
          {t('older')}
        </p>
      )}
      {offline && more && <p className={classes.note}>{t('olderOffline')}</p>}
      <ThreadList
        handle={handle}
        items={lines}
        itemKey={keyOf}
        estimate={estimateOf}
        label={t('messages')}
        openAtKey={openAtKey}
        onNearStart={() => void loadOlder(thread.id)}
        onAtEnd={setAtEnd}
        renderItem={(line) => <LineView line={line} name={name} flashed={flashed} />}
      />
      {!atEnd && <ToNewest items={items} looked={looked} onClick={() => handle.current?.scrollToEnd()} />}
    </div>
  );
}

function ToNewest({ items, looked, onClick }: { readonly items: readonly Message[]; readonly looked: number; readonly onClick: () => void }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  // What was read meanwhile is not new, although the line "new since you looked" still stands above it.
  const read = useDesk((desk) => desk.readMarks.get(items[0]?.threadId ?? '')?.upToSeq ?? 0);
  const count = items.filter((each) => !each.out && each.seq > Math.max(looked, read) && each.type !== 'system').length;
  return (
    <Button className={classes.newest} tabIndex={-1} variant="default" radius="xl" leftSection={<IconArrowDown size={16} stroke={1.6} aria-hidden />} onClick={onClick}>
      {count > 0 ? <span className="figures">{t('newCount', { count, shown: formatCount(count, locale) })}</span> : t('newest')}
    </Button>
  );
}

/** Goes to a wished message once it is among the lines, once, and answers which one to mark. */
function useJumps(threadId: string, lines: readonly Line[], handle: React.RefObject<ThreadListHandle | null>): string {
  const jump = useView((view) => (view.jump?.threadId === threadId ? view.jump : null));
  const there = jump !== null && lines.some((line) => line.key === jump.messageId);
  const marked = useView((view) => view.marked);
  useEffect(() => {
    if (jump === null || !there) return;
    handle.current?.scrollToKey(jump.messageId);
    // The rows above are measured only now; the second call finds the true place.
    requestAnimationFrame(() => handle.current?.scrollToKey(jump.messageId));
    endJump(jump.wish, jump.messageId);
  }, [jump, there, handle]);
  useEffect(() => {
    if (marked === '') return undefined;
    const timer = setTimeout(unmark, 2500);
    return () => clearTimeout(timer);
  }, [marked]);
  return marked;
}

// The list asks for its lines again with each height that it measures.
const LineView = memo(function LineView({ line, name, flashed }: { readonly line: Line; readonly name: string; readonly flashed: string }): ReactElement {
  switch (line.kind) {
    case 'day':
      return <DayLine at={line.at} />;
    case 'new':
      return <NewLine />;
    case 'routed':
      return <RoutedLine interaction={line.interaction} decision={line.decision} />;
    case 'came':
      return <CameLine interaction={line.interaction} />;
    case 'tried':
      return <TriedLine tries={line.tries} />;
    case 'snooze':
      return <SnoozeLine at={line.at} snooze={line.snooze} woke={line.woke} />;
    case 'filed':
      return <FiledLine filing={line.filing} />;
    case 'hand':
      return <HandLine hand={line.hand} />;
    case 'rating':
      return <RatingLine interaction={line.interaction} />;
    case 'ended':
      return <EndedLine interaction={line.interaction} />;
    case 'system':
      return <SystemLine message={line.message} />;
    case 'note':
      return saysBlocked(line.message) ? <BlockLine message={line.message} /> : <NoteLine message={line.message} flashed={flashed === line.message.id} />;
    case 'message':
      return <Bubble message={line.message} name={name} first={line.first} last={line.last} flashed={flashed === line.message.id} />;
    case 'queued':
      if (line.queued.note !== undefined) return <QueuedNote queued={line.queued} note={line.queued.note} />;
      return <QueuedBubble queued={line.queued} first={line.first} />;
    default:
      return assertNever(line);
  }
});

