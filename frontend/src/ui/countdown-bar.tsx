import type { ReactElement } from 'react';
import { relayNow, useNow } from '@/lib/clock';
import { countdown } from '@/lib/time';
import classes from './countdown-bar.module.css';

/** From when to when, in the relay's Unix milliseconds. */
export interface CountdownBarProps {
  readonly startsAt: number;
  readonly endsAt: number;
  /** What runs out: "Time to accept". */
  readonly label: string;
}

/** A bar that empties until `endsAt`. It follows the clock, so a hidden or throttled window shows the truth when it is back. */
export function CountdownBar({ startsAt, endsAt, label }: CountdownBarProps): ReactElement {
  // The shared timer only makes it draw; its value may be older than `startsAt`.
  useNow(1000);
  const now = relayNow();
  const left = Math.max(0, endsAt - now);
  const share = endsAt > startsAt ? Math.min(1, left / (endsAt - startsAt)) : 0;
  return (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={countdown(left)}
    >
      <div className={classes.bar} style={{ transform: `scaleX(${share})` }} data-low={share < 0.25 || undefined} />
    </div>
  );
}
