import { CloseButton, TextInput } from '@mantine/core';
import { IconEdit, IconInbox, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type ReactElement, type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { Router, useRoute } from 'wouter';
import type { Message, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useActs } from '@/i18n/use-acts';
import { relayNow, useNow } from '@/lib/clock';
import { useGo, whereverOneIs } from '@/lib/go';
import { formatNumber } from '@/lib/numbers';
import { paths, threadPath } from '@/lib/paths';
import { writeIn } from '@/lib/keyboard';
import { isComposing } from '@/lib/keys';
import { shortcuts } from '@/lib/shortcuts';
import { useActingKeys } from '@/lib/use-shortcuts';
import { useDesk } from '@/stores/desk';
import { useContactSearch, useMessageSearch } from '@/stores/search';
import { type ThreadFilter, type ThreadSort, filtersFor, inOrder, useThreadLists } from '@/stores/selectors';
import { countOf, showEverything, useListFilter, useNarrowed } from '@/stores/list-filter';
import { useSession } from '@/stores/session';
import { jumpTo, markSearched, openNewThread, setOfferPlace, sortOf, useView } from '@/stores/view';
import { IconButton } from '@/ui/icon-button';
import { Kbd } from '@/ui/kbd';
import { EmptyState, Skeletons } from '@/ui/states';
import { VirtualList, type VirtualListHandle } from '@/ui/virtual-list';
import { ThreadRow } from './thread-row';
import classes from './conversation-list.module.css';
import { type HeldOrder, useHeldOrder } from './held-order';
import { useListKeys } from './list-keys';
import { BulkBar } from './bulk-bar';
import { ListSwitch } from './list-switch';
import { useRowMenu } from './row-menu';
import { useSelecting } from './use-selecting';
import { NarrowedBy, SearchFilterButton } from './search-filter';
import { filterOf, isNarrowed, notNarrowed } from './search-filter-model';
import narrow from './search-filter.module.css';
import { type Hit, hitsOf, SearchResults } from './search-results';
import { aimAt, stopMisses } from './settling';
import { useTakeNext } from './take-next';
import { useListForClosing } from './use-after-close';
import { useAhead } from './use-ahead';
import { WorkStrip } from './work-strip';

/** What stands beneath the list. */
export interface ConversationListProps {
  readonly statusLine: ReactNode;
}

/** The pane of conversations: search, lists, offers, rows. Opening a conversation draws none of it anew but the rows. */
export const ConversationList = memo(function ConversationList({ statusLine }: ConversationListProps): ReactElement {
  const { t } = useTranslation('workspace');
  const [query, setQuery] = useState('');
  return (
    <nav className={classes.pane} data-region aria-label={t('list')}>
      <Heading />
      <Search query={query} onQuery={setQuery}>
        <Threads />
      </Search>
      <WorkStrip />
      {statusLine}
    </nav>
  );
});

function Heading(): ReactElement {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  const filter = useFilter();
  const all = useThreadLists()[filter];
  const shown = useNarrowed(all, useNow());
  useTakeNext();
  useActs([{ id: 'thread.new', run: () => openNewThread() }]);
  return (
    <div className={classes.heading}>
      <h1 className={classes.title}>{t(`filter.${filter}`)}</h1>
      <span className={`figures ${classes.count}`}>{shown.length === all.length ? formatNumber(all.length, locale) : t('shownOf', { shown: formatNumber(shown.length, locale), all: formatNumber(all.length, locale) })}</span>
      <span className={classes.space} />
      <IconButton label={t('new')} keys="act+n" icon={<IconEdit size={18} stroke={1.6} />} onClick={() => openNewThread()} />
    </div>
  );
}

/** The chosen list; a role that does not have it gets its first. */
function useFilter(): ThreadFilter {
  const role = useSession((store) => store.state?.role ?? '');
  const filter = useView((view) => view.filter);
  return filtersFor(role).includes(filter) ? filter : 'mine';
}

interface SearchProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** The list while nothing is searched. */
  readonly children: ReactNode;
}

function Search({ query, onQuery, children }: SearchProps): ReactElement {
  const { t } = useTranslation('workspace');
  const go = useGo();
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState(0);
  const [narrowed, setNarrowed] = useState(notNarrowed);
  const labels = useDesk((desk) => desk.labels);
  const found = useMessageSearch(query, '', filterOf(narrowed, labels, relayNow()));
  const contacts = useContactSearch(isNarrowed(narrowed) ? '' : query);
  const searching = query.trim() !== '' || isNarrowed(narrowed);
  const hits = !searching ? [] : hitsOf(contacts, [...found.messages, ...found.older.messages]);
  useActs([{ id: 'search', run: () => field.current?.focus() }]);

  // The longer key combination does not fit into the field; the shortcut sheet lists it.
  const searchKeys = useActingKeys('search');
  const close = (): void => {
    onQuery('');
    setNarrowed(notNarrowed);
    markSearched('', '');
    setChosen(0);
  };
  const open = (hit: Hit): void => {
    if (hit.kind === 'message') openAt(hit.message);
    else go(threadPath(hit.threadId));
  };
  const openAt = (message: Message): void => {
    markSearched(message.threadId, query);
    jumpTo(message);
    go(threadPath(message.threadId));
  };
  const leave = (): void => {
    const reply = shortcuts.reply();
    if (reply === null) field.current?.blur();
    else writeIn(reply);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const hit = hits[chosen];
    if (step !== 0 && hits.length > 0) {
      const next = (chosen + step + hits.length) % hits.length;
      setChosen(next);
      document.getElementById(`hit-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && hit !== undefined) open(hit);
    else if (event.key === 'Escape' && searching) close();
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className={classes.search} role="search" aria-label={t('search.label')}>
        <div className={narrow.field}>
          <TextInput
            ref={field}
            type="search"
            variant="filled"
            aria-label={t('search.label')}
            placeholder={t('search.placeholder')}
            value={query}
            maxLength={200}
            role="combobox"
            aria-expanded={searching}
            aria-controls="search-results"
            aria-activedescendant={searching && hits.length > 0 ? `hit-${chosen}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
            rightSection={query === '' ? searchKeys === '/' && <Kbd keys="/" /> : <CloseButton size="sm" aria-label={t('search.clear')} onClick={close} />}
            onChange={(event) => {
              onQuery(event.currentTarget.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
          <SearchFilterButton value={narrowed} onChange={setNarrowed} />
        </div>
        <NarrowedBy value={narrowed} onChange={setNarrowed} />
      </div>
      <div className={classes.scroll}>
        <div ref={setOfferPlace} className={classes.offers} />
        {searching ? <SearchResults query={query} hits={hits} found={found} chosen={chosen} onOpen={open} /> : children}
      </div>
    </>
  );
}

/** The list's conversations in its order. Ten thousand are not sorted again because one of them is opened. */
function useOrdered(threads: readonly Thread[], sort: ThreadSort, now: number): readonly string[] {
  return useMemo(() => inOrder(threads, sort, now).map((each) => each.id), [threads, sort, now]);
}

function Threads(): ReactElement {
  const { t } = useTranslation(['workspace', 'work']);
  const loaded = useDesk((desk) => desk.loaded);
  const filter = useFilter();
  const sort = useView((view) => sortOf(view.sorts, filter));
  const lists = useThreadLists();
  const now = useNow();
  const narrowed = useListFilter((store) => countOf(store.filter) > 0);
  const order = useHeldOrder(
    useOrdered(useNarrowed(lists[filter], now), sort, now),
    `${filter} ${sort}`,
  );
  const { ids } = order;
  useListForClosing(ids);
  return (
    <>
      <ListSwitch list={filter} />
      <BulkBar />
      {!loaded && ids.length === 0 ? (
        <Skeletons rows={8} label={t('list')} avatar />
      ) : ids.length === 0 && narrowed ? (
        <EmptyState icon={<IconInbox size={30} stroke={1.3} />} title={t('work:filter.nothing')} text={t('work:filter.nothingText')} action={{ label: t('work:filter.clear'), run: showEverything }} />
      ) : ids.length === 0 ? (
        <EmptyState
          icon={<IconInbox size={30} stroke={1.3} />}
          title={t(`empty.${filter}`)}
          text={t(`empty.${filter}Text`)}
          action={filter === 'mine' ? { label: t('new'), run: () => openNewThread() } : undefined}
        />
      ) : null}
      <Rows filter={filter} {...order} />
    </>
  );
}

const itself = (id: string): string => id;

/** The conversations themselves: what is drawn anew when another one is opened. */
function Rows({ filter, ids, onPointerMove, onPointerLeave }: HeldOrder & { readonly filter: ThreadFilter }): ReactElement {
  const { t } = useTranslation('workspace');
  const [, params] = useRoute(paths.thread);
  const threadId = params?.threadId ?? '';
  const list = useRef<VirtualListHandle>(null);
  const selecting = useSelecting(ids, threadId, filter);
  const menu = useRowMenu();
  const ahead = useAhead();
  const { chosen, onKeyDown } = useListKeys(ids, threadId, (index) => list.current?.scrollToIndex(index));
  return (
    <>
      {menu.element}
      {ids.length > 0 && (
        <div className={classes.rows} data-keys="list" onKeyDown={(event) => {
            if (!selecting.onKey(event)) onKeyDown(event);
          }} onContextMenu={menu.onContextMenu} onPointerMove={onPointerMove} onPointerOver={ahead} onPointerMoveCapture={aimAt} onPointerLeave={onPointerLeave} onClickCapture={(event) => {
            stopMisses(event);
            if (!event.isPropagationStopped()) selecting.onClickCapture(event);
          }}>
          <Router hook={whereverOneIs}>
            <VirtualList
              handle={list}
              items={ids}
              itemKey={itself}
              estimate={58}
              label={t(`filter.${filter}`)}
              renderItem={(id) => <ThreadRow id={id} current={id === threadId} chosen={id === chosen} />}
            />
          </Router>
        </div>
      )}
    </>
  );
}
