import { describe, expect, it } from 'vitest';
import { userRow } from '@/bridge/fake-rows';
import { hasLicence, seatsOf } from './licences';

describe('licences', () => {
  it('count with base only', () => {
    expect(hasLicence({}, 'whatsApp')).toBe(true);
    expect(hasLicence({ without: ['contactCenter'] }, 'whatsApp')).toBe(true);
    expect(hasLicence({ without: ['contactCenter'] }, 'contactCenter')).toBe(false);
    expect(hasLicence({ without: ['base'] }, 'whatsApp')).toBe(false);
  });

  it('are used by whoever is switched on and has them', () => {
    const users = [userRow({ id: 'a' }), userRow({ id: 'b', without: ['contactCenter'] }), userRow({ id: 'c', active: false }), userRow({ id: 'd', without: ['base'] })];
    expect(seatsOf({ seats: [{ licence: 'contactCenter', bought: 1 }, { licence: 'whatsApp', bought: 3 }] }, users)).toEqual([
      { licence: 'base', used: 2, bought: undefined, free: true },
      { licence: 'contactCenter', used: 1, bought: 1, free: false },
      { licence: 'whatsApp', used: 2, bought: 3, free: true },
    ]);
  });

  it('are kept by an invitation until it is over', () => {
    const seats = (now: number): readonly number[] => seatsOf({}, [userRow({ id: 'a' })], [{ id: 'inv_1', until: 10 }, { id: 'inv_2', without: ['whatsApp'], until: 20 }], now).map((each) => each.used);
    expect(seats(9)).toEqual([3, 3, 2]);
    expect(seats(10)).toEqual([2, 2, 1]);
    expect(seats(20)).toEqual([1, 1, 1]);
  });

  it('are not limited where none were bought', () => {
    expect(seatsOf(undefined, [userRow({ id: 'a' })]).every((each) => each.free && each.bought === undefined)).toBe(true);
  });
});
