import { useDesk } from '@/stores/desk';

/** How many notifications are unread. */
export function useUnreadNotices(): number {
  return useDesk((desk) => {
    let count = 0;
    for (const each of desk.notices.values()) if (!each.read) count++;
    return count;
  });
}
