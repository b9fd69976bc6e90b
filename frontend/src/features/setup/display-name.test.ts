import { describe, expect, it } from 'vitest';
import { displayNameDoubts, displayNameFault } from './display-name';

describe('display names', () => {
  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['A', 'tooShort'],
    ['é', 'tooShort'],
    ['ü'.repeat(76), 'tooLong'],
    ['https://shop.example', 'nameWeb'],
    ['HTTP://SHOP', 'nameWeb'],
    ['www.shop.example', 'nameWeb'],
    ['Shop www.shop.example', 'nameWeb'],
    ['***', 'nameSymbols'],
    ['🌊🌊', 'nameSymbols'],
    ['+44 20 7946 0958', 'namePhone'],
    ['1234567', 'namePhone'],
    ['٠١٢٣٤٥٦', 'namePhone'],
    ['ü'.repeat(75), undefined],
    ['🌊 Harbour', undefined],
    ['1822', undefined],
    ['شركة', undefined],
    ['Harbour & Pine 1234567', undefined],
    ['Awww. Toys', undefined],
  ])('refuses %j: %s', (name, want) => expect(displayNameFault(name)).toBe(want));

  it.each([
    ['Lucky Shrub', []],
    ['Harbour & Pine London', []],
    ["Lil' Cupcakes", []],
    ['شركة', []],
    ['IKEA', []],
    ['St. Mary', []],
    ['KT', ['short']],
    ['shop.example', ['web']],
    ['1822', ['digits']],
    ['HARBOUR AND PINE', ['capitals']],
    ['HARBOUR and Pine', []],
    ['Harbour 🌊', ['emoji']],
    ['Harbour™', ['signs']],
    ['Best prices!', ['signs']],
    ['Harbour  Pine', ['spaces']],
    ['SALES!!  🌊', ['capitals', 'emoji', 'signs', 'spaces']],
    ['https://SHOP!', []],
  ])('has doubts about %j: %j', (name, want) => expect(displayNameDoubts(name)).toEqual(want));
});
