import { type KeyboardEvent, type MouseEvent, useEffect } from 'react';
import { useActs } from '@/i18n/use-acts';
import { clearSelection, keepSelected, selectAll, selectTo, toggleSelected, useSelection } from '@/stores/selection';

interface Selecting {
  readonly onClickCapture: (event: MouseEvent) => void;
  /** Whether the key was for the selection. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

function rowOf(target: EventTarget | null): string {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-thread]')?.dataset.thread ?? '') : '';
}

/** Ctrl and Shift with a click, X, and Ctrl+A in the list mark rows; Escape takes the marks off. They leave with the list that is shown. */
export function useSelecting(ids: readonly string[], openId: string, list: string): Selecting {
  useEffect(() => clearSelection, [list]);
  useEffect(() => keepSelected(ids), [ids]);
  useActs([{ id: 'list.select', run: () => toggleAt(rowOf(document.activeElement) || openId) }]);
  const toggleAt = (id: string): void => {
    if (ids.includes(id)) toggleSelected(id);
  };
  return {
    onClickCapture: (event) => {
      const id = rowOf(event.target);
      const marks = event.ctrlKey || event.metaKey || event.shiftKey;
      if (id === '' || !marks) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) selectTo(ids, id, openId);
      else toggleSelected(id);
    },
    onKey: (event) => {
      const all = event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      const none = event.key === 'Escape' && useSelection.getState().ids.size > 0;
      if (all) selectAll(ids);
      else if (none) clearSelection();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
