import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { priorities } from '@/lib/lists';
import { setSearchIn } from '@/stores/view';
import { useCopyLink } from './use-copy-link';
import type { Deeds } from './use-deeds';

/** What this person may do with the conversation now, and what stands beside the deeds. */
export interface May {
  readonly mine: boolean;
  readonly takeable: boolean;
  readonly reopenable: boolean;
  readonly canWriteBack: boolean;
  readonly prioritized: boolean;
  readonly transfer: () => void;
  readonly back: () => void;
}

/** The deeds on a whole conversation, by key and palette. */
export function useThreadActs(thread: Thread, deeds: Deeds, may: May): void {
  const { t } = useTranslation('thread');
  const copyLink = useCopyLink(thread.id);
  useActs([
    { id: 'thread.take', may: may.takeable, run: deeds.take },
    { id: 'thread.transfer', may: may.mine, run: may.transfer },
    { id: 'thread.requeue', may: may.mine, run: deeds.requeue },
    { id: 'thread.close', may: may.mine, run: deeds.close },
    { id: 'thread.archive', may: may.mine, run: deeds.archive },
    { id: 'thread.back', may: may.canWriteBack, run: may.back },
    { id: 'thread.reopen', may: may.reopenable, run: deeds.reopen },
    { id: 'thread.unread', run: deeds.markUnread },
    { id: 'thread.find', run: () => setSearchIn(thread.id) },
    { id: 'thread.link', run: copyLink },
    ...(['', ...priorities] as const).map((each) => {
      const name = each === '' ? 'usual' : each;
      return { id: `thread.priority.${name}`, may: may.prioritized && each !== (thread.priority ?? ''), label: `${t('header.priority')}: ${t(`header.priorityOf.${name}`)}`, run: () => deeds.setPriority(each) };
    }),
  ]);
}
