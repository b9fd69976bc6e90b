/** The form of a canned reply while somebody else changes the same one, and what is asked of the relay then. */
import { useMemo } from 'react';
import type { CannedEdit, CannedReply, PutCannedReply } from '@/bridge/types';
import { type Edit, mergedSet, type Rebased, rebased, same } from '@/lib/three-way';
import { formName } from '@/stores/forms';
import { type Editing, useRowEdit } from '@/stores/use-edit';

/** What stands in the form. */
export type CannedDraft = Required<Omit<PutCannedReply, 'edited' | 'id'>>;

const fields = ['shortcut', 'title', 'text', 'shared', 'files'] as const;

/** The form of a reply with nothing changed, or of a new one. */
export function cannedDraft(row: CannedReply | undefined): CannedDraft {
  return { shared: row?.shared ?? false, shortcut: row?.shortcut ?? '', title: row?.title ?? '', text: row?.text ?? '', inboxes: row?.inboxes ?? [], files: row?.files ?? [] };
}

/** The form with what others changed meanwhile. Of inboxes each counts for itself. */
export function cannedRebased(edit: Edit<CannedDraft>, now: CannedDraft): Rebased<CannedDraft> {
  const { base, draft, clashes } = rebased(edit, now, fields);
  return { clashes, base: { ...base, inboxes: now.inboxes }, draft: { ...draft, inboxes: mergedSet({ base: edit.base.inboxes, draft: edit.draft.inboxes }, now.inboxes) } };
}

/** What to ask the relay for: everything of a new one, and of an edit what was changed, so that it undoes nothing that somebody else did. */
export function cannedChange(draft: CannedDraft, row: CannedReply | undefined): PutCannedReply {
  if (row === undefined) return { id: '', ...draft };
  const now = cannedDraft(row);
  const edited: CannedEdit = {
    ...(draft.shared === now.shared ? {} : { shared: now.shared }),
    ...(draft.shortcut === now.shortcut ? {} : { shortcut: now.shortcut }),
    ...(draft.title === now.title ? {} : { title: now.title }),
    ...(draft.text === now.text ? {} : { text: now.text }),
    ...(same(draft.inboxes, now.inboxes) ? {} : { inboxes: { list: now.inboxes } }),
    ...(same(draft.files, now.files) ? {} : { files: { list: now.files.map((each) => each.mediaId) } }),
  };
  return { id: row.id, ...draft, edited };
}

/** The form of that reply, kept as it is typed. */
export function useCannedEdit(row: CannedReply | undefined): Editing<CannedDraft> {
  const now = useMemo(() => cannedDraft(row), [row]);
  return useRowEdit(formName('canned', row?.id ?? 'new'), now, cannedRebased);
}
