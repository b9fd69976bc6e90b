import { type PointerEvent, useEffect, useRef } from 'react';
import { loadAhead } from '@/stores/messages';

/** How long a pointer stays on a conversation that somebody is about to open; one that passes over is gone by then. */
const rests = 60;

/** Loads the newest messages of the conversation under the pointer, so that they are here when it is pressed. */
export function useAhead(): (event: PointerEvent<HTMLElement>) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const at = useRef('');
  useEffect(() => () => clearTimeout(timer.current), []);
  return (event) => {
    const id = event.target instanceof Element ? (event.target.closest<HTMLElement>('[data-thread]')?.dataset.thread ?? '') : '';
    if (id === at.current) return;
    at.current = id;
    clearTimeout(timer.current);
    if (id !== '') timer.current = setTimeout(() => loadAhead(id), rests);
  };
}
