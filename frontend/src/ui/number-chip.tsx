import type { ReactElement } from 'react';
import type { LabelColour } from '@/lib/lists';
import { LabelDot } from './label-chip';
import classes from './number-chip.module.css';

/** One of our numbers, and what stands on hover. */
export interface NumberChipProps {
  readonly name: string;
  readonly colour: LabelColour;
  readonly title?: string;
}

/** Which of our numbers it is: a colour that is always the number's, and its name. */
export function NumberChip({ name, colour, title }: NumberChipProps): ReactElement {
  return (
    <span className={classes.chip} title={title ?? name}>
      <LabelDot colour={colour} />
      <bdi className={classes.text}>{name}</bdi>
    </span>
  );
}
