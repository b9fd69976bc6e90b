import { expect, it } from 'vitest';
import type { Label } from '@/bridge/types';
import { filterOf, isNarrowed, notNarrowed } from './search-filter-model';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-11-30T15:30:00');

it.each([
  ['today', { when: 'today' }, at('2026-11-30T00:00'), 0],
  ['the last seven days', { when: 'week' }, at('2026-11-24T00:00'), 0],
  ['from one day to another, both counted', { when: 'own', first: '2026-11-02', last: '2026-11-03' }, at('2026-11-02T00:00'), at('2026-11-04T00:00')],
  ['up to a day', { when: 'own', last: '2026-11-03' }, 0, at('2026-11-04T00:00')],
  ['half of a date', { when: 'own', first: '2026-1' }, 0, 0],
] as const)('%s', (_, part, since, until) => expect(filterOf({ ...notNarrowed, ...part }, new Map(), now)).toMatchObject({ since, until }));

it('finds a label under all ids that became it', () => {
  const label: Label = { id: 'lab_1', name: 'VIP', colour: 'teal', holds: ['lab_0'] };
  expect(filterOf({ ...notNarrowed, labelId: 'lab_1' }, new Map([['lab_1', label]]), now).labels).toEqual(['lab_1', 'lab_0']);
});

it('is narrowed by a time of one\'s own only with a day', () => {
  expect(isNarrowed({ ...notNarrowed, when: 'own' })).toBe(false);
  expect(isNarrowed({ ...notNarrowed, when: 'own', first: '2026-11-02' })).toBe(true);
  expect(isNarrowed(notNarrowed)).toBe(false);
});
