/** What earlier conversations were about: as somebody named them, else by the customer's first words in them. */
import { useEffect, useMemo, useState } from 'react';
import { bridge } from '@/bridge/bridge';
import type { Interaction, Message } from '@/bridge/types';
import { wordsOf } from '@/lib/highlight';
import { parseMessage, plainText } from '@/lib/message-format';
import { folded } from '@/lib/terms';
import { useDesk } from './desk';

/** A title, and whether somebody of ours gave it. `text` is "" where there are no words to derive it from. */
export interface Title {
  readonly text: string;
  readonly given: boolean;
}

/** How many characters a title has at most. */
export const longestTitle = 80;
const enough = 20;
const shown = 60;

/** The customer's first words in an interaction among its first messages; "" when there are none. */
export function firstWords(messages: readonly Message[], interactionId: string): string {
  const own = messages.filter((each) => each.interactionId === interactionId && !each.out && each.type !== 'system' && each.type !== 'note' && each.revoked !== true);
  for (const each of own) {
    const text = plainText(parseMessage(each.text)).replaceAll(/\s+/gu, ' ').trim();
    if (text !== '') return Array.from(text).length > shown ? `${Array.from(text).slice(0, shown - 1).join('').trimEnd()}…` : text;
  }
  return '';
}

/** What a conversation was about. The words come from the local copy: what is not held here has none, and no connection is needed. */
export function useTitle(interaction: Pick<Interaction, 'id' | 'threadId' | 'firstSeq' | 'title'>): Title {
  const { id, threadId, firstSeq } = interaction;
  const given = interaction.title ?? '';
  const [derived, setDerived] = useState('');
  useEffect(() => {
    if (given !== '') return undefined;
    let here = true;
    bridge()
      .sync.messagesFrom(threadId, firstSeq, enough)
      .then(
        (messages) => here && setDerived(firstWords(messages, id)),
        () => undefined, // a title is a help: the row says when it was and how it ended all the same
      );
    return () => void (here = false);
  }, [given, threadId, firstSeq, id]);
  return given !== '' ? { text: given, given: true } : { text: derived, given: false };
}

/** An earlier conversation that was found by its title, and with whom it was. */
export interface Titled {
  readonly interaction: Interaction;
  readonly contactId: string;
}

const mostFound = 6;

/** The conversations whose given title has all words of a query, the newest first. */
export function useTitled(query: string): readonly Titled[] {
  const interactions = useDesk((desk) => desk.interactions);
  const threads = useDesk((desk) => desk.threads);
  return useMemo(() => {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const has = ({ title = '' }: Interaction): boolean => title !== '' && words.every((word) => folded(title).includes(word));
    return [...interactions.values()]
      .filter(has)
      .sort((a, b) => b.startedAt - a.startedAt)
      .slice(0, mostFound)
      .map((interaction) => ({ interaction, contactId: threads.get(interaction.threadId)?.contactId ?? '' }));
  }, [interactions, threads, query]);
}
