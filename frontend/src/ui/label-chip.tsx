import type { ReactElement } from 'react';
import type { LabelColour } from '@/lib/lists';
import classes from './label-chip.module.css';

/** A label as it is drawn: its word, and its colour beside it. Without a colour it is a word that is no label. */
export interface LabelChipProps {
  readonly name: string;
  readonly colour?: LabelColour;
}

/** A label on a conversation or a customer. The colour says nothing that the word does not. */
export function LabelChip({ name, colour = 'grey' }: LabelChipProps): ReactElement {
  return (
    <span className={classes.chip} data-label={name} style={{ background: `var(--label-${colour}-bg)`, color: `var(--label-${colour})` }} title={name}>
      <bdi className={classes.text}>{name}</bdi>
    </span>
  );
}

/** The colour alone, beside a word that stands elsewhere. */
export function LabelDot({ colour = 'grey' }: { readonly colour?: LabelColour }): ReactElement {
  return <span className={classes.dot} style={{ background: `var(--label-${colour})` }} aria-hidden="true" />;
}
