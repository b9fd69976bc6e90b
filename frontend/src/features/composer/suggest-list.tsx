import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import classes from './suggest-list.module.css';
import type { Suggest } from './use-suggest';

interface SuggestListProps<T> {
  readonly suggest: Suggest<T>;
  readonly label: string;
  readonly itemKey: (item: T) => string;
  readonly may?: (item: T) => boolean;
  readonly render: (item: T) => ReactNode;
  /** What stands beside the list, about the line that Enter chooses. */
  readonly aside?: (item: T) => ReactNode;
}

/** The list above the field. The focus stays in the field: its keys go through the lines. */
export function SuggestList<T>({ suggest, label, itemKey, may = () => true, render, aside }: SuggestListProps<T>): ReactElement | null {
  const list = useRef<HTMLDivElement>(null);
  const { open, items, active, listId, optionId } = suggest;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, items]);
  if (!open) return null;
  const at = items[active];
  return (
    <div className={classes.over}>
      <div ref={list} id={listId} className={classes.list} role="listbox" aria-label={label}>
        {items.map((item, index) => (
          <div
            key={itemKey(item)}
            id={optionId(index)}
            className={classes.option}
            role="option"
            aria-selected={index === active}
            aria-disabled={!may(item) || undefined}
            // The field keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => may(item) && suggest.point(index)}
            onClick={() => suggest.choose(item)}
          >
            {render(item)}
          </div>
        ))}
      </div>
      {aside !== undefined && at !== undefined && <div className={classes.aside}>{aside(at)}</div>}
    </div>
  );
}
