import { describe, expect, it } from 'vitest';
import { formatPhone, hasDigits, phoneInWords, phoneTyped } from './phone';

describe('formatPhone', () => {
  it.each([
    ['+493023125014', '+49 30 23125014'],
    ['+34600123412', '+34 600 12 34 12'],
    ['+12025550123', '+1 202 555 0123'],
    ['+442079460958', '+44 20 7946 0958'],
    ['+390612345678', '+39 06 1234 5678'],
    ['+919876543210', '+91 98765 43210'],
  ])('groups %s', (raw, shown) => {
    expect(formatPhone(raw)).toBe(shown);
    // What is shown is no E.164, and is left alone: twice is once.
    expect(formatPhone(shown)).toBe(shown);
  });

  it.each(['', 'Hidden number', '34600123412', '+0', '+12', '+99912345678', '+1234567890123456', 'Lena Hoffmann', '72404', '+34 600', '+5215512345678x'])('shows %j as it is', (text) => {
    expect(formatPhone(text)).toBe(text);
  });

  it.each(['+5215512345678', '+551191234567', '+49015123456789', '+4402079460958'])('adds and drops no digit of %s', (raw) => {
    expect(formatPhone(raw).replace(/[^\d+]/g, '')).toBe(raw);
  });

  it('stands in one piece in a sentence of any direction', () => {
    expect(phoneInWords('+493023125014')).toBe('\u2066+49 30 23125014\u2069');
  });
});

describe('phoneTyped', () => {
  it.each([
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['+49 (0) 171 2345678', '+491712345678'],
    ['+49 171/2345678', '+491712345678'],
    ['+49–171–2345678', '+491712345678'],
    ['\u202a+49 171 2345678\u202c', '+491712345678'],
    ['0049 171 2345678', '+491712345678'],
    ['＋４９ 171 2345678', '+491712345678'],
    ['0171 2345678', ''],
    ['+999123456789', ''],
    ['Lena', ''],
    ['', ''],
  ])('reads %j as %j', (text, phone) => {
    expect(phoneTyped(text)).toBe(phone);
  });
});

describe('hasDigits', () => {
  it.each(['0171 2345678', '01712345678', '1712345678', '5678', '+49 171', '0049 (0)171 2345678', '171-234'])('finds a number by %j', (query) => {
    expect(hasDigits('+491712345678', query)).toBe(true);
  });
  it.each(['', '0', '00', '49', '9999', 'Lena 171', '+1 171'])('finds none by %j', (query) => {
    expect(hasDigits('+491712345678', query)).toBe(false);
  });
});
