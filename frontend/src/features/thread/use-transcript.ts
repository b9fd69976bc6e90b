import { useTranslation } from '@/lib/texts';
import type { Message, Thread, Transcript } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { authorKinds } from '@/lib/lists';
import { formatPhone } from '@/lib/phone';
import { clockTime, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { loadBackTo, messagesOf, openThread } from '@/stores/messages';
import { type Chosen, daysOf, type Wording } from './transcript-model';

/** A transcript, and whether messages of before are missing in it: they are not held here and could not be asked for. */
export interface Made {
  readonly transcript: Transcript;
  readonly cut: boolean;
}

/** The function that makes one: it fetches what is not held here first. */
export function useTranscript(thread: Thread, name: string): (chosen: Chosen) => Promise<Made> {
  const { t } = useTranslation(['around', 'thread', 'terms']);
  const locale = useLocale();
  // Nobody stands behind what a rule or another system wrote.
  const by = ({ authorKind }: Message): string => {
    const kind = oneOf(authorKinds, authorKind);
    return kind === undefined || kind === 'person' ? t('thread:line.somebody') : t(`thread:bubble.by.${kind}`);
  };
  const words: Wording = {
    kind: (each) => t(`terms:kind.${kindOf(each)}`),
    who: (each) => whoOf(each, name, by(each)),
    status: (each) => (each.status === '' ? '' : t(`thread:status.${each.problem === null ? each.status : 'failed'}`)),
    day: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(at),
    time: (at) => clockTime(at, locale),
    edited: t('paper.edited'),
    reactions: (emoji) => t('paper.reactions', { emoji }),
    chosen: (title) => t('paper.chosen', { title }),
  };
  return async (chosen) => {
    await openThread(thread.id);
    const { interactions, numbers, contacts } = useDesk.getState();
    const one = interactions.get(chosen.interactionId);
    const whole = await loadBackTo(thread.id, one === undefined ? { at: 0, seq: 0 } : { at: one.startedAt, seq: one.firstSeq });
    const phone = contacts.get(thread.contactId)?.phone ?? '';
    const number = numbers.get(thread.numberId);
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const days = daysOf(messagesOf(thread.id).items, chosen, words);
    const facts: [string, string][] = [
      [t('paper.customer'), phone === '' ? name : `${name}, ${formatPhone(phone)}`],
      [t('paper.number'), number === undefined ? '' : `${number.name}, ${formatPhone(number.phone)}`],
      [t('paper.zone'), zone],
      [t('paper.made'), exactTime(Date.now(), locale)],
      ...(whole ? [] : [[t('paper.missing'), t('paper.missingText')] satisfies [string, string]]),
    ];
    const title = one?.title === undefined || one.title === '' ? t('paper.heading', { name }) : one.title;
    return { transcript: { title, facts: facts.filter(([, value]) => value !== ''), days }, cut: !whole };
  };
}

function kindOf(message: Message): Message['type'] | 'revoked' | 'erased' | 'voice' {
  if (message.revoked) return 'revoked';
  if (message.erased) return 'erased';
  return message.media?.voice === true ? 'voice' : message.type;
}

function whoOf(message: Message, name: string, somebody: string): string {
  if (!message.out && message.type !== 'note') return message.writer === '' ? name : message.writer;
  return useDesk.getState().users.get(message.author)?.name ?? somebody;
}
