import { type ReactElement, type ReactNode, useDeferredValue, useEffect, useRef } from 'react';
import classes from './later.module.css';

/** Draws its children when what is more urgent stands on the screen, and lets itself be interrupted while it does. */
export function Later({ children }: { readonly children: ReactNode }): ReactElement | null {
  const now = useDeferredValue(true, false);
  return now ? <>{children}</> : null;
}

/** What is drawn a moment later where others of its kind were drawn before. */
export interface LaterBelowProps {
  /** What they have in common: one name per place on the screen. */
  readonly place: string;
  readonly children: ReactNode;
}

/** The height in px that each place had last. */
const heights = new Map<string, number>();

/** As Later; until then it keeps as much room as the last of its kind took, so that what stands above does not move. */
export function LaterBelow({ place, children }: LaterBelowProps): ReactElement {
  const now = useDeferredValue(true, false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!now || element === null) return undefined;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) heights.set(place, entry.contentRect.height);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [now, place]);
  return (
    <div ref={box} className={classes.below} style={now ? undefined : { height: heights.get(place) }}>
      {now && children}
    </div>
  );
}
