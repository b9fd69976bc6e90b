import { Tooltip } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { WindowTone } from '@/lib/window';
import classes from './window-ring.module.css';

/** What a ring draws: see lib/window.ts for `fraction` and `tone`. */
export interface WindowRingProps {
  readonly fraction: number;
  readonly tone: WindowTone;
  /** The time left in words, for hover and for a screen reader: "Window closes in 3 h 12 min". */
  readonly label: string;
  readonly size?: number;
  readonly children: ReactNode;
}

const stroke = 2;

/** The 24-hour window as a 2 px arc round an avatar; dashed grey when it is shut, none at all where the channel has no window. */
export function WindowRing({ fraction, tone, label, size = 36, children }: WindowRingProps): ReactElement {
  const radius = (size - stroke) / 2;
  const around = 2 * Math.PI * radius;
  const left = Math.min(1, Math.max(0, fraction));
  const centre = size / 2;
  return (
    <Tooltip label={label}>
      <span className={classes.ring} style={{ width: size, height: size }} data-tone={tone} role="img" aria-label={label}>
        <svg width={size} height={size} aria-hidden="true">
          {tone !== 'none' && <circle className={classes.track} cx={centre} cy={centre} r={radius} strokeWidth={stroke} />}
          {tone !== 'closed' && tone !== 'none' && (
            <circle
              className={classes.arc}
              cx={centre}
              cy={centre}
              r={radius}
              strokeWidth={stroke}
              strokeDasharray={`${around * left} ${around}`}
            />
          )}
        </svg>
        <span className={classes.inside} aria-hidden="true">
          {children}
        </span>
      </span>
    </Tooltip>
  );
}
