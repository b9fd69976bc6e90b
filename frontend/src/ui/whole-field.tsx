import { NumberInput, type NumberInputProps } from '@mantine/core';
import { type ReactElement, useState } from 'react';

interface WholeFieldProps extends Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange' | 'allowDecimal' | 'allowNegative' | 'clampBehavior'> {
  /** NaN = nothing is typed. */
  readonly value: number;
  /** Gets any number that is typed, 1.5 and -5 too: whoever has the field refuses what does not fit. */
  readonly onChange: (value: number) => void;
}

/** A field for a whole number. It swallows no point, comma or minus, which would make another number of what was typed. */
export function WholeField({ value, onChange, ...rest }: WholeFieldProps): ReactElement {
  const [typed, setTyped] = useState<string | number>('');
  // A number alone would lose the point of "1." while somebody types.
  const shown = Object.is(numberOf(typed), value) ? typed : value;
  return (
    <NumberInput
      {...rest}
      value={Number.isFinite(shown) || typeof shown === 'string' ? shown : ''}
      onChange={(now) => {
        setTyped(now);
        onChange(numberOf(now));
      }}
      allowedDecimalSeparators={['.', ',']}
      clampBehavior="none"
    />
  );
}

/** What is typed, as a number; what is none yet, such as a minus alone, fits nowhere. */
function numberOf(typed: string | number): number {
  if (typed === '') return Number.NaN;
  const number = Number(typed);
  return Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
}
