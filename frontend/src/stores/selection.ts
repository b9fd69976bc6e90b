/** The rows of the list that are marked, to do something with all of them. */
import { create } from 'zustand';

interface SelectionStore {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string;
}

const nothing: SelectionStore = { ids: new Set(), anchor: '' };

/** The store. */
export const useSelection = create<SelectionStore>(() => nothing);

/** Marks a row, or takes its mark off. */
export function toggleSelected(id: string): void {
  const ids = new Set(useSelection.getState().ids);
  if (!ids.delete(id)) ids.add(id);
  useSelection.setState({ ids, anchor: id });
}

/** Marks the rows of the list from the last one that was marked, or the open one, to this one. */
export function selectTo(list: readonly string[], id: string, openId: string): void {
  const { ids, anchor } = useSelection.getState();
  const from = list.indexOf(anchor === '' ? openId : anchor);
  const to = list.indexOf(id);
  if (to < 0) return;
  const range = list.slice(Math.min(from < 0 ? to : from, to), Math.max(from < 0 ? to : from, to) + 1);
  useSelection.setState({ ids: new Set([...ids, ...range]), anchor: from < 0 ? id : anchor });
}

/** Marks all rows of the list. */
export function selectAll(list: readonly string[]): void {
  useSelection.setState({ ids: new Set(list), anchor: '' });
}

/** Takes the marks off rows that are in the list no more: nothing is done to what cannot be seen. */
export function keepSelected(list: readonly string[]): void {
  const { ids, anchor } = useSelection.getState();
  if (ids.size === 0) return;
  const rest = list.filter((each) => ids.has(each));
  if (rest.length < ids.size) useSelection.setState({ ids: new Set(rest), anchor });
}

/** Takes all marks off. */
export function clearSelection(): void {
  if (useSelection.getState().ids.size > 0) useSelection.setState(nothing);
}
