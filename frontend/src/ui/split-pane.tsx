import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode, useRef, useState } from 'react';
import { readStored, writeStored } from '@/lib/storage';
import classes from './split-pane.module.css';

/** A pane of a remembered width beside a rest that fills. */
export interface SplitPaneProps {
  /** The key under which the width is remembered. */
  readonly id: string;
  /** The side on which the sized pane stands: before or after the rest, in reading direction. */
  readonly side: 'start' | 'end';
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** What the divider does: "Width of the list". */
  readonly label: string;
  /** Hides the sized pane and its divider; the width is kept. */
  readonly collapsed?: boolean;
  readonly pane: ReactNode;
  readonly rest: ReactNode;
}

const step = 16;

/** Two panes with a divider that can be dragged, moved by arrow keys, and reset by a double click. */
export function SplitPane({ id, side, size, min, max, label, collapsed = false, pane, rest }: SplitPaneProps): ReactElement {
  const clamp = (value: number): number => Math.round(Math.min(max, Math.max(min, value)));
  const [width, setWidth] = useState(() =>
    clamp(readStored(`split.${id}`, size, (value): value is number => typeof value === 'number' && Number.isFinite(value))),
  );
  const drag = useRef<{ x: number; width: number; sign: number } | null>(null);

  const keep = (value: number): void => {
    setWidth(clamp(value));
    writeStored(`split.${id}`, clamp(value));
  };
  // Which way along x the pane grows: rightwards at the start of a left-to-right window.
  const growth = (element: Element): number => (side === 'start' ? 1 : -1) * (getComputedStyle(element).direction === 'rtl' ? -1 : 1);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, width, sign: growth(event.currentTarget) };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const from = drag.current;
    if (from !== null) setWidth(clamp(from.width + (event.clientX - from.x) * from.sign));
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    const from = drag.current;
    drag.current = null;
    if (from !== null) keep(from.width + (event.clientX - from.x) * from.sign);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: width + step * growth(event.currentTarget),
      ArrowLeft: width - step * growth(event.currentTarget),
      Home: min,
      End: max,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    keep(next);
  };

  const style: CSSProperties = { width };
  const sized = (
    <div className={classes.pane} style={style}>
      {pane}
    </div>
  );
  const divider = (
    <div
      className={classes.divider}
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={width}
      tabIndex={0}
      onDoubleClick={() => keep(size)}
      onKeyDown={onKeyDown}
      onPointerCancel={() => (drag.current = null)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
    />
  );
  return (
    <div className={classes.split}>
      {side === 'start' && !collapsed && sized}
      {side === 'start' && !collapsed && divider}
      <div className={classes.rest}>{rest}</div>
      {side === 'end' && !collapsed && divider}
      {side === 'end' && !collapsed && sized}
    </div>
  );
}
