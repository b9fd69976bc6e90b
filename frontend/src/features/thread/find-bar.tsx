import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconHistory, IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useEffect, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { loadBackTo } from '@/stores/messages';
import { useMessageSearch } from '@/stores/search';
import { jumpTo, markSearched, setSearchIn, setWriteIn } from '@/stores/view';
import { isComposing } from '@/lib/keys';
import { IconButton } from '@/ui/icon-button';
import classes from './find-bar.module.css';
import { stepFromField } from './find-steps';

/** Search in one thread: Enter goes to the next older hit, Shift+Enter back. */
export function FindBar({ threadId }: { readonly threadId: string }): ReactElement {
  const { t } = useTranslation('thread');
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useMessageSearch(query, threadId);
  const hits = useMemo(() => [...found.messages, ...found.older.messages], [found.messages, found.older.messages]);
  const hit = hits[Math.min(at, hits.length - 1)];
  useEffect(() => {
    if (hit === undefined) return;
    // A hit beyond the loaded pages is fetched first, or there would be nothing to go to.
    void loadBackTo(hit.threadId, hit).then(() => jumpTo(hit));
  }, [hit]);
  useEffect(() => {
    markSearched(threadId, query);
    return () => markSearched('', '');
  }, [threadId, query]);
  const close = (): void => {
    setSearchIn('');
    setWriteIn(threadId);
  };
  const step = (by: number): void => setAt((before) => (hits.length === 0 ? 0 : (before + by + hits.length) % hits.length));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const count = query.trim() === '' ? '' : hits.length === 0 ? t('find.none') : t('find.count', { index: Math.min(at, hits.length - 1) + 1, count: hits.length });
  const look = { size: 16, stroke: 1.6 } as const;
  return (
    <div className={classes.bar} role="search" aria-label={t('find.label')} onKeyDown={stepFromField}>
      <TextInput
        className={classes.field}
        type="search"
        autoFocus
        aria-label={t('find.label')}
        placeholder={t('find.label')}
        value={query}
        maxLength={200}
        leftSection={<IconSearch {...look} aria-hidden />}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <span className={`figures ${classes.count}`} role="status">
        {count}
      </span>
      <IconButton tabIndex={-1} label={t('find.next')} keys="enter" icon={<IconChevronUp {...look} />} disabled={hits.length === 0} onClick={() => step(1)} />
      <IconButton tabIndex={-1} label={t('find.previous')} keys="shift+enter" icon={<IconChevronDown {...look} />} disabled={hits.length === 0} onClick={() => step(-1)} />
      <IconButton tabIndex={-1} label={t('find.older')} icon={<IconHistory {...look} />} disabled={query.trim() === '' || found.older.state === 'busy'} onClick={found.searchOlder} />
      <IconButton tabIndex={-1} label={t('find.close')} keys="escape" icon={<IconX {...look} />} onClick={close} />
    </div>
  );
}
