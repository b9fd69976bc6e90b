import { type RefObject, useEffect, useState } from 'react';
import { emojiNames, emojiTone, findEmoji, inTone, type NamedEmoji, noteEmoji, recentEmoji } from '@/lib/emoji-names';
import { type Suggest, useSuggest } from './use-suggest';

const mostShown = 8;

/** The list that opens while an emoji's name is written after a colon. */
export function useEmojiSuggest(field: RefObject<HTMLTextAreaElement | null>, text: string, setText: (next: string) => void): Suggest<NamedEmoji> {
  const [all, setAll] = useState<readonly NamedEmoji[]>([]);
  const isAsked = text.includes(':');
  useEffect(() => {
    let wanted = true;
    // Half a megabyte of names: only for who writes a colon.
    if (isAsked) void emojiNames().then((names) => wanted && setAll(names));
    return () => {
      wanted = false;
    };
  }, [isAsked]);
  return useSuggest<NamedEmoji>({
    field,
    text,
    setText,
    mark: ':',
    find: (query) => findEmoji(all, query, recentEmoji(), mostShown),
    answer: (each) => {
      noteEmoji(each.emoji);
      return inTone(each, emojiTone());
    },
  });
}
