import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MantineProvider } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { expect, it } from 'vitest';
import { WholeField } from './whole-field';

const got: number[] = [];

function Form(): ReactElement {
  const [value, setValue] = useState(30);
  return (
    <WholeField
      label="Minutes"
      value={value}
      onChange={(now) => {
        got.push(now);
        setValue(now);
      }}
    />
  );
}

it.each([
  ['1.5', '1.5', 1.5],
  ['7,5', '7.5', 7.5],
  ['-5', '-5', -5],
  ['-', '-', Number.NEGATIVE_INFINITY],
  ['15', '15', 15],
])('keeps %s as it was typed', async (typed, shown, value) => {
  render(<MantineProvider><Form /></MantineProvider>);
  const field = screen.getByRole('textbox', { name: 'Minutes' });
  await userEvent.clear(field);
  expect(field).toHaveValue('');
  expect(got.at(-1)).toBeNaN();
  await userEvent.type(field, typed);
  expect(field).toHaveValue(shown);
  expect(got.at(-1)).toBe(value);
});
