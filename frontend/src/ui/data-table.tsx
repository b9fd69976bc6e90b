import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import classes from './data-table.module.css';

/** One column: its heading, its share of the width (a grid track), and what stands in it. */
export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly width: string;
  readonly cell: (row: T) => ReactNode;
  /** At the line's end, for the row's buttons. */
  readonly end?: boolean;
}

/** A table of any length. */
export interface DataTableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly columns: readonly Column<T>[];
  /** Below this width the table scrolls sideways, in px. */
  readonly minWidth?: number;
  /** The height at which it scrolls, as CSS. */
  readonly maxHeight?: string;
  /** How many rows there are in all, if more can be brought than are here. */
  readonly all?: number;
  /** Called as the last rows come into view: for bringing more. */
  readonly onEnd?: () => void;
}

/** A table that draws only the rows on screen, so that ten thousand cost as much as twenty. */
export function DataTable<T>({ label, rows, rowKey, columns, minWidth = 640, maxHeight = '70vh', all, onEnd }: DataTableProps<T>): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 53,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
    overscan: 12,
    // Before the first layout, so that the first frame has rows.
    initialRect: { width: 800, height: 600 },
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const ended = useRef(onEnd);
  useEffect(() => {
    ended.current = onEnd;
  });
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 10) ended.current?.();
  }, [last, rows.length]);
  const variables = { '--table-columns': columns.map((each) => each.width).join(' '), '--table-min': `${minWidth}px` } as CSSProperties;
  return (
    <div className={classes.table} style={variables}>
      <div ref={scroller} className={classes.scroller} style={{ maxHeight }} tabIndex={0} role="group" aria-label={label}>
        <div role="table" aria-label={label} aria-rowcount={Math.max(all ?? 0, rows.length) + 1}>
          <div role="rowgroup">
            <div role="row" className={classes.head} aria-rowindex={1}>
              {columns.map((each) => (
                <span key={each.key} role="columnheader" data-end={each.end || undefined}>
                  {each.title}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={classes.content} style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-index={item.index}
                  className={classes.row}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {columns.map((each) => (
                    <div key={each.key} role="cell" className={classes.cell} data-end={each.end || undefined}>
                      {each.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
