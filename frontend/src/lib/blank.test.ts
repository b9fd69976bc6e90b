import { expect, it } from 'vitest';
import { isBlank } from './blank';
import cases from './blank.cases.json';

it.each(cases)('takes $text for blank: $blank', ({ text, blank }) => {
  expect(isBlank(text)).toBe(blank);
});
