import { describe, expect, it } from 'vitest';
import { toggleMark } from './text-marks';

/** [ and ] stand where the selection begins and ends. */
function toggled(text: string, mark: string): string {
  const from = text.indexOf('[');
  const to = text.indexOf(']') - 1;
  const out = toggleMark({ text: text.replace(/[[\]]/g, ''), from, to }, mark);
  return `${out.text.slice(0, out.from)}[${out.text.slice(out.from, out.to)}]${out.text.slice(out.to)}`;
}

describe('marks', () => {
  it.each([
    ['is [on sale] today', '*', 'is *[on sale]* today'],
    ['is [on sale ]today', '*', 'is *[on sale]* today'],
    ['is *[on sale]* today', '*', 'is [on sale] today'],
    ['is [*on sale*] today', '*', 'is [on sale] today'],
    ['say []', '_', 'say _[]_'],
    ['say _[]_', '_', 'say []'],
    ['a [code] b', '```', 'a ```[code]``` b'],
    ['*[both]*', '_', '*_[both]_*'],
  ])('%s with %s is %s', (text, mark, want) => {
    expect(toggled(text, mark)).toBe(want);
  });
});
