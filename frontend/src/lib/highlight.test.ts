import { describe, expect, it } from 'vitest';
import { highlight, snippet, wordsOf } from './highlight';

const marked = (text: string, query: string): string => highlight(text, query, true).map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece)).join('');

describe('highlight anywhere', () => {
  it.each([
    ['The oak desk', 'oak', 'The [oak] desk'],
    ['Oak, oak', 'OAK', '[Oak], [oak]'],
    ['Crème brûlée', 'creme', '[Crème] brûlée'],
    ['one two', 'two one', '[one] [two]'],
    ['aaaa', 'aa a', '[aaaa]'],
    ['nothing', '', 'nothing'],
    ['nothing', '...', 'nothing'],
    ['İstanbul', 'stan', 'İ[stan]bul'],
    ['订单已到', '已到', '订单[已到]'],
    ['a+b (c)', '(c)', 'a+b ([c])'],
  ])('%s by %s', (text, query, want) => expect(marked(text, query)).toBe(want));

  it('loses nothing', () => {
    const text = 'x😀y ﬁne'.repeat(50);
    expect(highlight(text, 'y fi').map((each) => each.text).join('')).toBe(text);
  });
});

describe('snippet', () => {
  it('starts before the hit, at a word', () => {
    const text = `${'lorem ipsum '.repeat(30)}the desk arrives`;
    const line = snippet(text, 'desk');
    expect(line.startsWith('…')).toBe(true);
    expect(line).toContain('the desk arrives');
    expect(line.length).toBeLessThan(70);
  });

  it('leaves a short text alone', () => expect(snippet('a\n b', 'b')).toBe('a b'));
});

it('takes words apart at signs', () => expect(wordsOf(' 48-2213, desk? ')).toEqual(['48', '2213', 'desk']));
