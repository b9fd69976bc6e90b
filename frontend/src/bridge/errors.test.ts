import { describe, expect, it } from 'vitest';
import { BridgeError, toBridgeError } from './errors';

describe('toBridgeError', () => {
  it.each([
    [{ code: 'conflict', message: 'Somebody else answered.', subcode: 'taken' }, 'conflict', 'Somebody else answered.', 'conflict/taken'],
    [{ code: 'notFound', message: 'Gone.' }, 'notFound', 'Gone.', 'notFound'],
    [new Error('{"code":"conflict","message":"Somebody else answered.","subcode":"taken"}'), 'conflict', 'Somebody else answered.', 'conflict/taken'],
    ['{"code":"forbidden","message":"No."}', 'forbidden', 'No.', 'forbidden'],
    ['plain words', 'internal', 'plain words', 'internal'],
    ['"quoted"', 'internal', '"quoted"', 'internal'],
    [{ code: 'toString', message: 'x' }, 'internal', 'x', 'internal'],
    [{ code: 7, message: {} }, 'internal', '', 'internal'],
    [new TypeError('undefined is not an object'), 'internal', 'undefined is not an object', 'internal'],
    [undefined, 'internal', '', 'internal'],
    [null, 'internal', '', 'internal'],
  ])('%o', (reason, code, message, shown) => {
    const got = toBridgeError(reason);
    expect([got.code, got.message, got.shown]).toEqual([code, message, shown]);
  });

  it('keeps an error that is already one', () => {
    const error = new BridgeError('tooMany', 'Wait.');
    expect(toBridgeError(error)).toBe(error);
  });
});
