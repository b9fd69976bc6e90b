import type { ReactElement } from 'react';
import classes from './waveform.module.css';

interface WaveformProps {
  /** How loud each part is, 0 to 1. */
  readonly peaks: readonly number[];
  /** How much of it has been heard, 0 to 1. */
  readonly share?: number;
}

const least = 0.08;

/** Loudness as bars. Only a drawing: what it is about is said beside it. */
export function Waveform({ peaks, share = 1 }: WaveformProps): ReactElement {
  return (
    <span className={classes.wave} aria-hidden="true">
      {peaks.map((peak, at) => (
        // The bars have no identity but their place.
        <span key={at} className={classes.bar} data-heard={at < share * peaks.length || undefined} style={{ height: `${Math.round(Math.max(least, peak) * 100)}%` }} />
      ))}
    </span>
  );
}
