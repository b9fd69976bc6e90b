import { useTranslation } from '@/lib/texts';
import { isolate } from '@/lib/bidi';
import type { Hand } from '@/lib/hands';
import { useDesk } from './desk';
import { useMe } from './session';

/** The function that says how a conversation changed hands, and when: "Taken by you, 12:04". */
export function useHandWords(): (hand: Hand, time: string) => string {
  const { t } = useTranslation(['routing', 'terms']);
  const users = useDesk((desk) => desk.users);
  const inboxes = useDesk((desk) => desk.inboxes);
  const me = useMe();
  const nameOf = (id: string): string => (id === me ? t('terms:name.you').toLocaleLowerCase() : isolate(users.get(id)?.name ?? t('hand.someone')));
  return ({ how, who, from, by, into }, time) => {
    const inbox = isolate(inboxes.get(into)?.name ?? t('hand.otherInbox'));
    return t('hand.line', { words: t(`hand.${how}`, { who: nameOf(who), from: nameOf(from), by: nameOf(by), inbox }), time });
  };
}
