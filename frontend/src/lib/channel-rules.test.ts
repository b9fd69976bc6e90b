import { describe, expect, it } from 'vitest';
import { nameFault, readPairs, writePairs } from './channel-rules';

describe('nameFault', () => {
  it.each([
    ['', 'missing'],
    ['x'.repeat(61), 'tooLong'],
    ['whatsapp_support', 'taken'],
    ['a;b', 'characters'],
    ['WhatsApp_Support_DACH', undefined],
    ['دعم', undefined],
  ])('%s: %s', (name, want) => expect(nameFault(name, ['WhatsApp_Support'])).toBe(want));
});

describe('data source', () => {
  it('reads pairs and writes them again', () => {
    const read = readPairs(' region=emea; language = de ;\n note=a=b;');
    expect(read).toEqual({ pairs: [{ key: 'region', value: 'emea' }, { key: 'language', value: 'de' }, { key: 'note', value: 'a=b' }] });
    expect(writePairs([{ key: 'region', value: 'emea' }, { key: 'l', value: 'de' }])).toBe('region=emea; l=de');
  });

  it.each([
    ['region', 1, 'noEquals'],
    ['a=1; =2', 2, 'noKey'],
    ['a=', 1, 'noValue'],
    ['1a=2', 1, 'keyShape'],
    ['a=1; a=2', 2, 'twice'],
    [`a=${'x'.repeat(201)}`, 1, 'long'],
    [Array.from({ length: 21 }, (_, index) => `k${index}=v`).join(';'), 21, 'many'],
  ])('%s fails at %i: %s', (text, at, why) => expect(readPairs(text)).toEqual({ at, why }));
});
