import { useEffect, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import { isolate } from '@/lib/bidi';
import { useContactName } from '@/i18n/names';
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import { afterClose, nextAfter, useShownList } from '@/stores/after-close';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import { setWriteIn } from '@/stores/view';
import { useAnnounce } from '@/ui/announcer';

/** Goes on after a conversation was put away, as the person chose. `done` says what was done; it answers what to say of it. */
export function useGoOn(threadId: string): (done: string, shown: readonly string[]) => string {
  const { t } = useTranslation('around');
  const go = useGo();
  const nameOf = useContactName();
  const announce = useAnnounce();
  // Who has opened another conversation meanwhile is not taken from it.
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  return (done, shown) => {
    const how = afterClose();
    if (how === 'stay' || !here.current) return done;
    const next = nextAfter(how, threadId, shown);
    if (next === undefined) return t(how === 'next' ? 'after.nothing' : 'after.nobody', { done });
    setWriteIn(next.id);
    go(threadPath(next.id));
    const words = t('after.opened', { done, name: isolate(nameOf(personIn(useDesk.getState().contacts, next.contactId))) });
    announce(words);
    return words;
  };
}

/** The list as it is now, before a deed takes something from it. */
export function shownNow(): readonly string[] {
  return useShownList.getState().ids;
}
