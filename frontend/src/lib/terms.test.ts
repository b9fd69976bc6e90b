import { describe, expect, it } from 'vitest';
import cases from './terms.cases.json';
import { highlight } from './highlight';
import { folded } from './terms';

describe('what search finds is what is marked', () => {
  it.each(cases)('$what', ({ text, query, marks }) => {
    const pieces = highlight(text, query);
    expect(pieces.map((each) => each.text).join('')).toBe(text);
    if (marks !== null) expect(pieces.filter((each) => each.hit).map((each) => each.text)).toEqual(marks);
    else expect(pieces.some((each) => each.hit) && query.split(' ').length === 1).toBe(false);
  });
});

it('folds a long text at once', () => {
  const text = 'Ünïcödé text with 12,345 numbers and 文字 '.repeat(5000);
  const before = performance.now();
  expect(folded(text).length).toBeGreaterThan(100_000);
  expect(performance.now() - before).toBeLessThan(5_000);
});
