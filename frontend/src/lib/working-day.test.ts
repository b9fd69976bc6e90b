import { describe, expect, it } from 'vitest';
import { dayBegan, minutesOf, nextAt, timeField } from './working-day';

const at = (text: string): number => new Date(text).getTime();

describe('the working day', () => {
  it.each([
    ['later today', 18 * 60, '2026-11-30T09:00', '2026-11-30T18:00'],
    ['tomorrow, once it is over', 18 * 60, '2026-11-30T18:00', '2026-12-01T18:00'],
    ['a night shift', 6 * 60, '2026-11-30T22:30', '2026-12-01T06:00'],
    ['midnight', 24 * 60, '2026-11-30T22:30', '2026-12-01T00:00'],
    ['midnight, just after it', 24 * 60, '2026-12-01T00:00', '2026-12-02T00:00'],
    ['the night that has 23 or 25 hours', 8 * 60, '2026-03-28T20:00', '2026-03-29T08:00'],
    ['the end of a year', 60, '2026-12-31T23:00', '2027-01-01T01:00'],
  ])('ends next: %s', (_, minutes, now, want) => {
    expect(new Date(nextAt(minutes, at(now))).toString()).toBe(new Date(want).toString());
  });

  it('began at midnight', () => {
    expect(dayBegan(at('2026-11-30T23:59:59'))).toBe(at('2026-11-30T00:00'));
    expect(dayBegan(at('2026-11-30T00:00'))).toBe(at('2026-11-30T00:00'));
  });

  it.each([
    [0, ''],
    [1, '00:01'],
    [18 * 60 + 5, '18:05'],
    [24 * 60, '00:00'],
  ])('of %i minutes is a field', (minutes, field) => {
    expect(timeField(minutes)).toBe(field);
    if (field !== '') expect(minutesOf(field)).toBe(minutes);
  });

  it.each(['', '25:00', '9:00', '18:60', '1800', '18:00:00', 'noon'])('takes no %j', (field) => expect(minutesOf(field)).toBeUndefined());
});
