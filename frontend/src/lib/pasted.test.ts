import { describe, expect, it } from 'vitest';
import { pastesWords } from './pasted';

function clipboard(parts: Readonly<Record<string, string>>, files: readonly string[]): Parameters<typeof pastesWords>[0] {
  const list = files.map((type) => new File(['x'], 'x', { type }));
  return { types: [...Object.keys(parts), ...(files.length > 0 ? ['Files'] : [])], files: list as unknown as FileList, getData: (type) => parts[type] ?? '' };
}

const table = '<table><tr><td>Tent</td><td>2</td><td>99.90</td></tr></table>';

describe('what is pasted', () => {
  it.each([
    ['cells of a sheet, with their picture', { 'text/plain': 'Tent\t2\t99.90', 'text/html': table }, ['image/png'], true],
    ['a picture of a page', { 'text/html': '<img src="a.png">' }, ['image/png'], false],
    ['a screenshot', {}, ['image/png'], false],
    ['files of a file manager', { 'text/plain': '/home/a.pdf', 'text/uri-list': 'file:///home/a.pdf' }, ['application/pdf'], false],
    ['a document with a name beside it', { 'text/plain': 'a.pdf', 'text/html': 'a.pdf' }, ['application/pdf'], false],
  ])('%s', (_, parts: Record<string, string>, files, words) => {
    expect(pastesWords(clipboard(parts, files))).toBe(words);
  });
});
