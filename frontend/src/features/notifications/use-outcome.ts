/** What has become of the conversation that a notice is about: a line that was true when it came must not ask for what is done. */
import { useTranslation } from '@/lib/texts';
import type { Notice } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { useMe } from '@/stores/session';

/** How its title is put, and where the conversation is; '' when that is not known here or the notice says it. */
export interface Outcome {
  readonly title: 'queuedOver' | 'escalationOver' | 'offerMissed' | undefined;
  readonly went: string;
}

const waited = { queued: 'queuedOver', escalation: 'escalationOver', unrouted: undefined } as const;
// They ask for an answer, whoever has it: only its end is news.
const owed: readonly string[] = ['closing', 'due', 'missed'];

/** The outcome of a notice's conversation, kept true. */
export function useOutcome({ type, subject }: Pick<Notice, 'type' | 'subject'>): Outcome {
  const { t } = useTranslation('notifications');
  const me = useMe();
  const offer = useDesk((desk) => (type === 'offer' ? desk.offers.get(subject) : undefined));
  const it = useDesk((desk) => desk.interactions.get(offer?.interactionId ?? subject));
  const inbox = useDesk((desk) => desk.inboxes.get(it?.inboxId ?? '')?.name);
  const owner = useDesk((desk) => desk.users.get(it?.owner ?? '')?.name);
  const who = (mine: string): string => (it?.owner === me ? mine : owner === undefined ? '' : t('went.to', { name: isolate(owner) }));
  if (type === 'offer' && offer?.state === 'missed') return { title: 'offerMissed', went: it?.state === 'ended' ? t('went.ended') : it?.state === 'open' ? who(t('went.mine')) : '' };
  if (it === undefined) return { title: undefined, went: '' };
  if (it.state === 'ended' && owed.includes(type)) return { title: undefined, went: t('went.ended') };
  if (type in waited && (it.state === 'open' || it.state === 'ended')) return { title: waited[type as keyof typeof waited], went: it.state === 'ended' ? t('went.ended') : who(t('went.mine')) };
  if (type !== 'returned') return { title: undefined, went: '' };
  return { title: undefined, went: returned() };

  function returned(): string {
    switch (it?.state) {
      case 'ended':
        return t('went.ended');
      case 'open':
        return who(t('went.back'));
      case 'offered':
        return inbox === undefined ? '' : t('went.offered', { inbox: isolate(inbox) });
      case 'waiting':
        return inbox === undefined ? t('went.nowhere') : t('went.waiting', { inbox: isolate(inbox) });
      default:
        return '';
    }
  }
}
