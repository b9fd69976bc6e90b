import { useState } from 'react';
import { useActs } from '@/i18n/use-acts';
import { useGo } from '@/lib/go';
import { paths, threadPath } from '@/lib/paths';
import { setWriteIn } from '@/stores/view';

/** The chosen row's id, and the list's key handler. */
export interface ListKeys {
  readonly chosen: string;
  readonly onKeyDown: (event: { readonly key: string; preventDefault: () => void }) => void;
}

/** J and K (or the arrows) choose a row, Enter opens it, Escape goes back. Answers which row is chosen. */
export function useListKeys(ids: readonly string[], openId: string, show: (index: number) => void): ListKeys {
  const go = useGo();
  const [chosen, setChosen] = useState('');
  const step = (by: number): void => {
    const from = ids.indexOf(chosen !== '' ? chosen : openId);
    const next = from < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, from + by));
    const id = ids[next];
    if (id === undefined) return;
    choose(id);
    show(next);
  };
  const choose = (id: string): void => {
    setChosen(id);
    // After the row is drawn; the focus tells a screen reader where the keyboard is.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-thread="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }));
  };
  const open = (event?: KeyboardEvent): void => {
    // A focused button or link does what Enter does to it.
    if (event?.target instanceof HTMLElement && event.target.closest('button, a, [role=option]') !== null) {
      event.target.click();
      return;
    }
    if (ids.includes(chosen)) go(threadPath(chosen));
  };
  const back = (): void => {
    if (openId === '' || (chosen !== '' && chosen !== openId)) {
      setChosen('');
      return;
    }
    // J and K go on from the thread that was left, not from an end of the list.
    choose(openId);
    go(paths.workspace);
  };
  const openBeside = (by: number): void => {
    const from = ids.indexOf(openId);
    const id = from < 0 ? ids.at(by > 0 ? 0 : -1) : ids[from + by];
    if (id === undefined) return;
    setChosen(id);
    show(ids.indexOf(id));
    setWriteIn(id);
    go(threadPath(id));
  };
  useActs([
    { id: 'list.next', run: () => step(1) },
    { id: 'list.previous', run: () => step(-1) },
    { id: 'list.open', run: open },
    { id: 'list.back', run: back },
    { id: 'list.openNext', may: ids.length > 0, run: () => openBeside(1) },
    { id: 'list.openPrevious', may: ids.length > 0, run: () => openBeside(-1) },
  ]);
  // Arrows belong to whatever has the focus; only in the list itself do they walk.
  const onKeyDown = (event: { readonly key: string; preventDefault: () => void }): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    step(event.key === 'ArrowDown' ? 1 : -1);
  };
  return { chosen, onKeyDown };
}
