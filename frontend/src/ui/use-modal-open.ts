import { useSyncExternalStore } from 'react';
import { isModalOpen } from '@/lib/keys';

// Dialogs are drawn into the body or into the one element that the kit shares for them; nothing deeper is watched.
function subscribe(changed: () => void): () => void {
  const watched = new Set<Node>();
  const observer = new MutationObserver(() => {
    watch();
    changed();
  });
  const watch = (): void => {
    for (const each of [document.body, ...document.querySelectorAll('[data-mantine-shared-portal-node]')]) {
      if (watched.has(each)) continue;
      watched.add(each);
      observer.observe(each, { childList: true });
    }
  };
  watch();
  return () => observer.disconnect();
}

/** Whether a dialog that wants an answer lies over the screen. */
export function useModalOpen(): boolean {
  return useSyncExternalStore(subscribe, isModalOpen);
}
