import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  const events = ['focus', 'blur'] as const;
  for (const each of events) window.addEventListener(each, listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    for (const each of events) window.removeEventListener(each, listener);
    document.removeEventListener('visibilitychange', listener);
  };
}

/** Whether this window has the person's attention. */
export function useFocused(): boolean {
  return useSyncExternalStore(subscribe, () => document.hasFocus() && document.visibilityState === 'visible');
}

function subscribeVisible(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/** Whether this window can be seen, whoever has the keyboard. */
export function useVisible(): boolean {
  return useSyncExternalStore(subscribeVisible, () => document.visibilityState === 'visible');
}
