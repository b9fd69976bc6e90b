import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, type ReactNode, type Ref, useCallback, useImperativeHandle, useRef } from 'react';
import classes from './virtual-list.module.css';

/** What the owner of a list may ask of it. */
export interface VirtualListHandle {
  /** Scrolls just as far as needed for the item to be seen. */
  readonly scrollToIndex: (index: number) => void;
}

/** A list of any length: ten thousand rows cost as much as the ones on screen. */
export interface VirtualListProps<T> {
  readonly items: readonly T[];
  /** Not made anew with each render: with another one all rows are placed anew. */
  readonly itemKey: (item: T) => string;
  /** The usual height of a row in px; the true one is measured. */
  readonly estimate: number;
  readonly label: string;
  readonly renderItem: (item: T, index: number) => ReactNode;
  readonly handle?: Ref<VirtualListHandle>;
}

/** A scrolling list that draws only what is on screen; each row tells a screen reader its place among all. */
export function VirtualList<T>({ items, itemKey, estimate, label, renderItem, handle }: VirtualListProps<T>): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  // The same function while the items are the same: with another one the virtualizer places all of them anew.
  const keyAt = useCallback(
    (index: number) => {
      const item = items[index];
      return item === undefined ? index : itemKey(item);
    },
    [items, itemKey],
  );
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: keyAt,
    overscan: 8,
  });
  useImperativeHandle(handle, () => ({ scrollToIndex: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }) }), [virtualizer]);
  return (
    <div ref={scroller} className={classes.scroller}>
      <div className={classes.content} role="list" aria-label={label} style={{ height: virtualizer.getTotalSize() }}>
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
  );
}
