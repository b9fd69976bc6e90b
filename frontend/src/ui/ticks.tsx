import { UnstyledButton } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconHelpCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { assertNever } from '@/lib/assert-never';
import type { TickState } from '@/lib/tick';
import classes from './ticks.module.css';

/** A state with its word; `onReason` opens why, where there is something to say. */
export interface TicksProps {
  readonly state: TickState;
  readonly label: string;
  readonly onReason?: () => void;
}

function icon(state: TickState): ReactElement {
  const look = { size: 15, stroke: 2, 'aria-hidden': true } as const;
  switch (state) {
    case 'queued':
      return <IconClock {...look} />;
    case 'sent':
      return <IconCheck {...look} />;
    case 'delivered':
    case 'read':
      return <IconChecks {...look} />;
    case 'failed':
      return <IconAlertCircle {...look} />;
    case 'unknown':
      return <IconHelpCircle {...look} />;
    default:
      return assertNever(state);
  }
}

/** Clock, one tick, two, two in accent, red "!" whose reason is one click away. */
export function Ticks({ state, label, onReason }: TicksProps): ReactElement {
  if (onReason !== undefined) {
    return (
      <UnstyledButton className={classes.ticks} data-state={state} aria-label={label} title={label} onClick={onReason}>
        {icon(state)}
      </UnstyledButton>
    );
  }
  return (
    <span className={classes.ticks} data-state={state} role="img" aria-label={label} title={label}>
      {icon(state)}
    </span>
  );
}
