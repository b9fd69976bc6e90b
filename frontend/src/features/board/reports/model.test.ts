// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { readCsv, writeCsv } from '@/lib/csv';
import { daysOf, filterOf, percent, type Period, recordsOf, shadeOf, usualChoice, weekdays } from './model';

const now = new Date(2026, 10, 30, 0, 30).getTime();

describe('the period', () => {
  it.each([
    ['today', '2026-11-30', '2026-11-30'],
    ['yesterday', '2026-11-29', '2026-11-29'],
    ['week', '2026-11-24', '2026-11-30'],
    ['month', '2026-11-01', '2026-11-30'],
    ['quarter', '2026-09-02', '2026-11-30'],
  ] as const)('%s is whole days', (period: Period, firstDay, lastDay) => {
    expect(daysOf({ ...usualChoice, period }, now)).toEqual({ firstDay, lastDay });
    const filter = filterOf({ ...usualChoice, period }, now, 'Europe/Berlin');
    expect(filter).toMatchObject({ from: new Date(`${firstDay}T00:00:00`).getTime(), zone: 'Europe/Berlin' });
    expect(new Date((filter?.to ?? 0) - 1).getDate()).toBe(Number(lastDay.slice(-2)));
  });
  it('of a person waits for both days, and has what else was chosen', () => {
    const own = { ...usualChoice, period: 'own', firstDay: '2026-03-28' } as const;
    expect(filterOf(own, now, 'UTC')).toBeUndefined();
    expect(recordsOf(own, now, {})).toBeUndefined();
    expect(filterOf({ ...own, firstDay: '0202-03-28', lastDay: '2026-03-29' }, now, 'UTC')).toBeUndefined(); // the year is half typed
    const choice = { ...own, lastDay: '2026-03-29', inboxes: ['inb_1'], channel: 'sms' } as const;
    expect(filterOf(choice, now, 'UTC')).toMatchObject({ from: new Date(2026, 2, 28).getTime(), to: new Date(2026, 2, 30).getTime(), inboxes: ['inb_1'], channel: 'sms' });
    expect(filterOf(choice, now, 'UTC')).not.toHaveProperty('agents');
    expect(recordsOf(choice, now, { noAgent: true })).toMatchObject({ firstDay: '2026-03-28', lastDay: '2026-03-29', rest: { inboxes: ['inb_1'], noAgent: true } });
  });
});

it('shares and shades', () => {
  expect([percent(1, 3), percent(0, 0), percent(2, 2)]).toEqual([33, 0, 100]);
  expect([0, 1, 25, 26, 50, 75, 76, 100].map((value) => shadeOf(value, 100))).toEqual([0, 1, 1, 2, 2, 3, 4, 4]);
  expect(shadeOf(0, 0)).toBe(0);
  expect(weekdays(Array.from({ length: 168 }, (_, hour) => (hour === 0 || hour === 23 || hour === 167 ? 2 : 0)))).toEqual([4, 0, 0, 0, 0, 0, 2]);
});

describe('a table that is saved', () => {
  it.each(['=1+1', '+49', '-1', '@x', '  =1', '\u200e=1', "'=1", '"=1', '＝1', '\tx'])('has %j as text', (text) => expect(readCsv(writeCsv([[text]], ','))[0]?.[0]?.startsWith("'")).toBe(true));
  it.each(['Ana', '3', 'a=1', '–', 'say "hi"', 'one, two', 'a;b'])('leaves %j as it is', (text) => expect(readCsv(writeCsv([[text, 'x']], ','))).toEqual([[text, 'x']]));
  it('has a mark, quotes and line ends that spreadsheets know', () => expect(writeCsv([['a', 'b"c'], ['1', '']], ';')).toBe('\uFEFF"a";"b""c"\r\n"1";""\r\n'));
});
