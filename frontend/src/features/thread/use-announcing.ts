import { useEffect, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { parseMessage, plainText } from '@/lib/message-format';
import { tickOf } from '@/lib/tick';
import { useAnnounce } from '@/ui/announcer';

/** As much of a message as is said by itself; the rest is read in the list. */
const mostSaid = 200;

interface Known {
  /** The newest message that was here already. */
  readonly seq: number;
  readonly failed: ReadonlySet<string>;
}

const isFailed = (message: Message): boolean => message.out && tickOf(message) === 'failed';

function knownOf(items: readonly Message[]): Known {
  return { seq: items.reduce((most, each) => Math.max(most, each.seq), 0), failed: new Set(items.filter(isFailed).map((each) => each.id)) };
}

/**
 * Tells a screen reader what comes into the open conversation: one message with its words, several at once by their
 * number; and a message of ours that did not arrive. What was there when it was opened, and older ones, are not told.
 */
export function useAnnouncing(items: readonly Message[], name: string): void {
  const { t } = useTranslation(['thread', 'terms']);
  const announce = useAnnounce();
  const before = useRef<Known | undefined>(undefined);
  useEffect(() => {
    if (items.length === 0) return;
    const { current } = before;
    before.current = knownOf(items);
    if (current === undefined) return;
    const words = (message: Message): string => {
      const said = plainText(parseMessage(message.text)).slice(0, mostSaid);
      return said === '' ? t(`terms:kind.${message.type}`) : said;
    };
    const came = items.filter((each) => !each.out && each.seq > current.seq && each.type !== 'system' && each.type !== 'reaction');
    const lost = items.filter((each) => isFailed(each) && !current.failed.has(each.id));
    const [one] = came;
    const said = [
      one !== undefined && (came.length === 1 ? t('said.message', { name: isolate(name), text: words(one) }) : t('said.messages', { name: isolate(name), count: came.length })),
      ...lost.map((each) => t('said.failed', { text: words(each) })),
    ].filter((each) => each !== false && each !== undefined);
    if (said.length > 0) announce(said.join(' '));
  }, [items, name, announce, t]);
}
