import { describe, expect, it } from 'vitest';
import { createTexts } from '@/i18n/i18n';
import { actLabel, partLabel } from '@/i18n/use-acts';
import { type ActId, actIds, actOf, type ActRule, ruleOf } from '@/lib/acts';

const sources = Object.entries(import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*', '!../test/**', '!../lib/acts.ts'], { query: '?raw', import: 'default', eager: true }));
const rules: readonly (readonly [ActId, ActRule])[] = actIds.map((id) => [id, ruleOf(id)]);

/** What a browser, a web view or a window system does itself, so that no page gets it, or should take it away. */
const taken = [
  ...['mod+w', 'mod+t', 'mod+n', 'mod+q', 'mod+r', 'mod+p', 'mod+s', 'mod+a', 'mod+c', 'mod+x', 'mod+v', 'mod+y', 'mod+h', 'mod+m', 'mod+tab'],
  ...['mod+shift+t', 'mod+shift+n', 'mod+shift+w', 'mod+shift+r', 'mod+shift+i', 'mod+shift+j', 'mod+shift+v', 'mod+shift+z'],
  ...['act+f4', 'act+space', 'act+tab', 'act+escape', 'act+enter', 'act+arrowleft', 'act+arrowright', 'act+home', 'f3', 'f5', 'f7', 'f10', 'f11', 'f12'],
];

describe('the registry of acts', () => {
  it('gives every act a key or a line of the palette, and words', () => {
    const { t } = createTexts();
    for (const [id, rule] of rules) {
      expect([id, rule.keys !== undefined || rule.plain !== undefined || rule.palette === true]).toEqual([id, true]);
      expect(actLabel(t as never, id)).not.toMatch(/^label\./);
      expect(partLabel(t as never, rule.part)).not.toMatch(/^part\./);
    }
  });

  it('gives no key twice where both are heard', () => {
    for (const [id, rule] of rules) {
      for (const [other, beside] of rules) {
        if (other <= id || beside.insteadOf === id || rule.insteadOf === other) continue;
        if (rule.keys !== undefined) expect([id, other, rule.keys]).not.toEqual([id, other, beside.keys]);
        const places = rule.on ?? ['page'];
        if (rule.plain !== undefined && (beside.on ?? ['page']).some((each) => places.includes(each))) expect([id, other, rule.plain]).not.toEqual([id, other, beside.plain]);
      }
    }
  });

  it('takes no key that a browser or a window system has', () => {
    const used = rules.flatMap(([, { keys, plain }]) => [keys, plain]).filter((each) => each !== undefined);
    expect(used.filter((each) => taken.includes(each))).toEqual([]);
    // From everywhere means from within a field, where a key without Ctrl or Alt writes.
    for (const [id, { keys }] of rules) if (keys !== undefined) expect([id, /^(?:mod|act)\+|^(?:shift\+)?f\d+$/.test(keys)]).toEqual([id, true]);
  });

  it('has each act done somewhere, and no act is done that it does not have', () => {
    const done = sources.flatMap(([, source]) => (/use(?:Acts|RegisterActions|Shortcuts)\(/.test(source) ? Array.from(source.matchAll(/\bid: ['"`]([\w.]+(?:\$\{[^}]*\})?)['"`]/g), (each) => (each[1] ?? '').replace(/\$\{.*$/, '*')) : []));
    const isOf = (id: string): boolean => done.some((each) => each === id || (each.endsWith('*') && id.startsWith(each.slice(0, -1))) || (id.endsWith('*') && each.startsWith(id.slice(0, -1))));
    expect(actIds.filter((id) => !isOf(id))).toEqual([]);
    const registered = sources.flatMap(([file, source]) => Array.from(source.matchAll(/use(?:Acts|RegisterActions|Shortcuts)\(([\s\S]*?);\n/g)).flatMap((call) => Array.from((call[1] ?? '').matchAll(/\bid: ['"`]([\w.]+)(\$\{)?/g), (each) => ({ file, id: each[1] ?? '' }))));
    expect(registered.length).toBeGreaterThan(20);
    expect(registered.filter(({ id }) => actOf(id.endsWith('.') ? `${id}x` : id) === undefined)).toEqual([]);
  });

  it('knows the kinds of which there are several', () => {
    expect([actOf('view.viw_1'), actOf('thread.close'), actOf('thread.unknown'), actOf('composer.add'), actOf('composer.add.card')]).toEqual(['view.*', 'thread.close', undefined, 'composer.add', 'composer.add.*']);
  });
});
