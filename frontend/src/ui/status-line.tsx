import type { ReactElement, ReactNode } from 'react';
import classes from './status-line.module.css';

/** How the line is: live, catching up, offline, or stopped until a person acts. */
export type StatusTone = 'live' | 'busy' | 'offline' | 'stopped';

/** The window's one line about the connection, already in words. */
export interface StatusLineProps {
  readonly tone: StatusTone;
  readonly text: string;
  readonly detail?: string;
  /** What a person can do about it; it stays whole where the words are cut. */
  readonly action?: ReactNode;
}

/** "Live · last event 2 s ago, no gap". Only the state is announced; the detail changes too often. */
export function StatusLine({ tone, text, detail, action }: StatusLineProps): ReactElement {
  return (
    <div className={classes.line} data-tone={tone}>
      <span className={classes.dot} aria-hidden="true" />
      {/* In a narrow list the end is cut; the whole stands on hover. */}
      <span className={classes.words} title={detail === undefined ? text : `${text} · ${detail}`}>
        <span role="status">{text}</span>
        {detail !== undefined && <span className={classes.detail}> · {detail}</span>}
      </span>
      {action}
    </div>
  );
}
