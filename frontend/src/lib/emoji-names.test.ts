// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emojiTone, findEmoji, inTone, type NamedEmoji, noteEmoji, recentEmoji, setEmojiTone } from './emoji-names';

const all = JSON.parse(readFileSync(resolve('node_modules/emojibase-data/en/data.json'), 'utf8')) as readonly NamedEmoji[];
const found = (query: string, recent: readonly string[] = []): readonly string[] => findEmoji(all, query, recent, 8).map((each) => each.emoji);

beforeEach(() => localStorage.clear());

describe('emoji by name', () => {
  it('finds them by the beginning of a name or of a word in it', () => {
    const nearest = (query: string): string | undefined => findEmoji(all, query, [], 1)[0]?.label;
    expect([nearest('tent'), nearest('thumbs_up'), nearest('THUMBS D')]).toEqual(['tent', 'thumbs up', 'thumbs down']);
    expect(found('zzzz')).toEqual([]);
    expect(found('face').length).toBe(8);
  });

  it('leaves what is no name alone: a smiley, a time, letters of flags', () => {
    for (const text of ['D', ')', '30', '', '-)', 'regional ind']) expect(found(text), text).toEqual([]);
  });

  it('gives those first that were used last', () => {
    const [first, second = ''] = found('heart');
    expect(first).not.toBe(second);
    noteEmoji('x');
    noteEmoji(second);
    noteEmoji(second);
    expect(recentEmoji()).toEqual([second, 'x']);
    expect(found('heart', recentEmoji())[0]).toBe(second);
  });

  it('writes them in the tone that was chosen', () => {
    const thumb = findEmoji(all, 'thumbs up', [], 1)[0] as NamedEmoji;
    setEmojiTone('dark');
    expect(inTone(thumb, emojiTone())).toBe('👍🏿');
    expect(inTone({ emoji: '⛺', label: 'tent' }, emojiTone())).toBe('⛺');
  });
});
