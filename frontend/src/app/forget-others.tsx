import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { useSession } from '@/stores/session';
import { useAnnounce } from '@/ui/announcer';

/**
 * Forgets what the window keeps of a person or an organization as soon as another is here: answers of the relay that were
 * asked for, and what was said last to a screen reader. The rows have a store that empties itself.
 */
export function ForgetOthers(): null {
  const userId = useSession((store) => store.state?.userId ?? '');
  const queries = useQueryClient();
  const announce = useAnnounce();
  const before = useRef(userId);
  useLayoutEffect(() => {
    if (before.current === userId) return;
    const left = before.current;
    before.current = userId;
    if (left === '') return;
    void queries.resetQueries();
    announce('', 'polite');
    announce('', 'assertive');
  }, [userId, queries, announce]);
  return null;
}
