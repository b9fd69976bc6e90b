import { describe, expect, it } from 'vitest';
import { ago, clockTime, countdown, dayLabel, duration, exactTime, relativeTime, sameDay } from './time';

const now = new Date(2026, 2, 14, 12, 0, 0).getTime();
const min = 60_000;
const h = 60 * min;
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

describe('ago', () => {
  it.each([
    [30_000, 'now'],
    [4 * min, '4 min ago'],
    [3 * h, '3 h ago'],
    [24 * h, 'yesterday'],
    [48 * h, '2 d ago'],
    [30 * 24 * h, plain(relativeTime(now - 30 * 24 * h, now, 'en'))],
  ])('%d ms', (passed, want) => {
    expect(plain(ago(now - passed, now, 'en'))).toBe(want);
  });

  it('speaks other languages as they do', () => {
    expect(plain(ago(now - 3 * h, now, 'de'))).toBe('vor 3 Std.');
  });
});

describe('relativeTime', () => {
  it.each([
    [now, 'now'],
    [now + 5 * min, 'now'],
    [now - 59_999, 'now'],
    [now - min, '1 min'],
    [now - 59 * min, '59 min'],
    [now - h, '1 h'],
    [now - 23.9 * h, '23 h'],
    [now - 24 * h, 'yesterday'],
    [now - 47 * h, '2 d'],
    [now - 6 * 24 * h, '6 d'],
    [new Date(2026, 2, 3, 9).getTime(), 'Mar 3'],
    [new Date(2024, 2, 3, 9).getTime(), 'Mar 3, 2024'],
  ])('%d reads %s', (at, want) => {
    expect(plain(relativeTime(at, now, 'en'))).toBe(want);
  });

  it('speaks the locale', () => {
    expect(plain(relativeTime(now - 3 * h, now, 'de'))).toBe('3 Std.');
    expect(relativeTime(now - 24 * h, now, 'es')).toBe('ayer');
  });
});

describe('days', () => {
  it.each([
    [now - h, 'Today'],
    [now + h, 'Today'],
    [now - 20 * h, 'Yesterday'],
    [now - 3 * 24 * h, 'Wednesday'],
    [new Date(2026, 0, 5).getTime(), 'January 5'],
    [new Date(2025, 0, 5).getTime(), 'January 5, 2025'],
  ])('%d is labelled %s', (at, want) => {
    expect(dayLabel(at, now, 'en')).toBe(want);
  });

  it('tells days apart by the calendar, not by 24 hours', () => {
    expect(sameDay(new Date(2026, 2, 14, 0, 1).getTime(), new Date(2026, 2, 14, 23, 59).getTime())).toBe(true);
    expect(sameDay(new Date(2026, 2, 13, 23, 59).getTime(), new Date(2026, 2, 14, 0, 1).getTime())).toBe(false);
  });
});

describe('duration and countdown', () => {
  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [6 * min + 12_000, '6 min 12 s'],
    [5 * min, '5 min'],
    [23 * h + 58 * min, '23 h 58 min'],
    [3 * h + 30_000, '3 h'],
    [46 * h, '1 d 22 h'],
  ])('%d ms lasts %s', (ms, want) => {
    expect(plain(duration(ms, 'en'))).toBe(want);
  });

  it.each([
    [0, '0:00'],
    [-1, '0:00'],
    [1, '0:01'],
    [9 * min + 12_000, '9:12'],
    [h + 4 * min + 30_000, '1:04:30'],
  ])('%d ms counts %s', (ms, want) => {
    expect(countdown(ms)).toBe(want);
  });
});

describe('exact times', () => {
  it('names the day and the second', () => {
    expect(exactTime(now, 'en-GB')).toMatch(/Saturday.*14 March 2026.*12:00:00/);
    expect(clockTime(now, 'de')).toBe('12:00');
  });
});
