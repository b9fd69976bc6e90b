import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, type ReactNode, type Ref, useCallback, useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useMessageSteps } from '@/lib/use-message-steps';
import classes from './virtual-list.module.css';

/** What the owner of a thread may ask of it. */
export interface ThreadListHandle {
  readonly scrollToEnd: () => void;
  /** Brings an item into the middle: a search hit, a quoted message. */
  readonly scrollToKey: (key: string) => void;
}

/** A thread's items, oldest first. Give the component a `key` per thread, so that each opens anew. */
export interface ThreadListProps<T> {
  readonly items: readonly T[];
  readonly itemKey: (item: T) => string;
  readonly estimate: (item: T) => number;
  readonly label: string;
  readonly renderItem: (item: T, index: number) => ReactNode;
  /** The item at which the thread opens (the first unread); without it, the end. */
  readonly openAtKey?: string;
  /** Called when the top is near, to fetch older items. */
  readonly onNearStart?: () => void;
  /** Called when the reader reaches or leaves the end: shows the "newest" button, marks as read. */
  readonly onAtEnd?: (atEnd: boolean) => void;
  readonly handle?: Ref<ThreadListHandle>;
}

const nearStart = 400;
const endThreshold = 24;
const padding = 16;

/** How large the last thread was. The next one is as large, and draws what will be seen without asking for the layout first. */
let lastRect = { width: 0, height: 0 };

/** Opens at the first unread or the end, follows new items only while at the end, and holds still while older ones arrive. */
export function ThreadList<T>(props: ThreadListProps<T>): ReactElement {
  const { items, itemKey, estimate, label, renderItem, openAtKey, handle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const keyAt = useCallback(
    (index: number): string => {
      const item = items[index];
      return item === undefined ? `missing-${index}` : itemKey(item);
    },
    [items, itemKey],
  );
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const item = items[index];
      return item === undefined ? 48 : estimate(item);
    },
    getItemKey: keyAt,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: endThreshold,
    overscan: 10,
    paddingStart: padding,
    paddingEnd: padding,
    initialRect: lastRect,
    initialOffset: () => {
      const before = openAtKey === undefined ? -1 : items.findIndex((item) => itemKey(item) === openAtKey);
      const heights = (before < 0 ? items : items.slice(0, before)).reduce((sum, item) => sum + estimate(item), padding);
      return before < 0 ? Math.max(0, heights + padding - lastRect.height) : heights;
    },
  });

  const indexOf = (key: string): number => items.findIndex((item) => itemKey(item) === key);
  // Once, when the first items are there; from then on the virtualizer keeps the place.
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || items.length === 0) return;
    opened.current = true;
    const index = openAtKey === undefined ? -1 : items.findIndex((item) => itemKey(item) === openAtKey);
    if (index < 0) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(index, { align: 'start' });
  }, [items, itemKey, openAtKey, virtualizer]);

  const [atEnd, setAtEnd] = useState<boolean | undefined>(undefined);
  // Where the reader last was. Only going up leaves the end: content that grows or a pane that shrinks does not.
  const place = useRef({ top: 0, pinned: false });
  const watch = (): void => {
    const element = scroller.current;
    if (element === null || !opened.current) return;
    const { scrollHeight, clientHeight, scrollTop } = element;
    // From the element: React hears a scroll before the virtualizer does, whose offset is then the last one.
    const near = scrollHeight - clientHeight - scrollTop <= endThreshold;
    place.current = { top: scrollTop, pinned: near || (place.current.pinned && scrollTop >= place.current.top) };
    setAtEnd(place.current.pinned);
    if (scrollTop < nearStart) props.onNearStart?.();
  };
  // A composer that grows, a photo that gets its height, a message longer than guessed: who was at the end stays there.
  const hold = useEffectEvent(() => {
    if (place.current.pinned) virtualizer.scrollToEnd();
  });
  useEffect(() => {
    const observer = new ResizeObserver((entries) => {
      const box = entries.find((each) => each.target === scroller.current)?.contentRect;
      if (box !== undefined) lastRect = { width: box.width, height: box.height };
      hold();
    });
    for (const each of [scroller.current, scroller.current?.firstElementChild]) if (each) observer.observe(each);
    return () => observer.disconnect();
  }, []);
  const watchItems = useEffectEvent(watch);
  useEffect(() => watchItems(), [items]);
  const report = useEffectEvent((value: boolean) => props.onAtEnd?.(value));
  useEffect(() => {
    if (atEnd !== undefined) report(atEnd);
  }, [atEnd]);

  useImperativeHandle(handle, () => ({
    scrollToEnd: () => virtualizer.scrollToEnd(),
    scrollToKey: (key) => {
      const index = indexOf(key);
      if (index >= 0) virtualizer.scrollToIndex(index, { align: 'center' });
    },
  }));

  const steps = useMessageSteps(scroller, (message) => message.scrollIntoView({ block: 'nearest' }));
  return (
    <>
    <div ref={scroller} className={classes.scroller} role="region" aria-label={label} tabIndex={0} data-region onScroll={watch} onKeyDown={steps.onKeyDown}>
      <div className={classes.content} role="list" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            <div
              key={row.key}
              ref={virtualizer.measureElement}
              className={classes.row}
              role="listitem"
              aria-posinset={row.index + 1}
              aria-setsize={items.length}
              data-index={row.index}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {renderItem(item, row.index)}
            </div>
          );
        })}
      </div>
    </div>
    <div {...steps.guard} className={classes.guard} />
    </>
  );
}
