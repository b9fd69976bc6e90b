import type { ReactElement, ReactNode } from 'react';
import classes from './chip.module.css';

/** What a chip says by its colour, beside its words. */
export type ChipTone = 'plain' | 'accent' | 'ok' | 'amber' | 'red';

/** A short fact with an optional icon. */
export interface ChipProps {
  readonly tone?: ChipTone;
  readonly icon?: ReactNode;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A small label beside or beneath something: "Window closed", "closes in 3 h 12 min". Not a button. */
export function Chip({ tone = 'plain', icon, title, children }: ChipProps): ReactElement {
  return (
    <span className={classes.chip} data-tone={tone} title={title}>
      {icon}
      <span className={classes.text}>{children}</span>
    </span>
  );
}
