/** The form of a customer while somebody else changes the same one, and what is asked of the relay then. */
import { useMemo } from 'react';
import type { Contact, ContactEdit, SaveContact } from '@/bridge/types';
import { type Edit, mergedSet, type Rebased, rebased } from '@/lib/three-way';
import { useDesk } from '@/stores/desk';
import { formName } from '@/stores/forms';
import { labelsOfWords } from '@/stores/labels';
import { type Editing, useRowEdit } from '@/stores/use-edit';

/** What of a customer is ours to edit. */
export interface ContactDraft {
  readonly name: string;
  readonly accountId: string;
  readonly language: string;
  readonly labels: readonly string[];
}

const fields = ['name', 'accountId', 'language'] as const;

/** The form of a customer, with nothing changed. Labels have the names that they have now, by which the relay reads them. */
export function contactDraft(contact: Contact): ContactDraft {
  const labels = labelsOfWords([...useDesk.getState().labels.values()], contact.labels ?? []).map((each) => each.name);
  return { name: contact.savedName === '' ? contact.profileName : contact.savedName, accountId: contact.accountId, language: contact.language ?? '', labels };
}

/** The form with what others changed meanwhile; of labels each counts for itself, so nothing has to be chosen. */
export function contactRebased(edit: Edit<ContactDraft>, now: ContactDraft): Rebased<ContactDraft> {
  const { base, draft, clashes } = rebased(edit, now, fields);
  return { clashes, base: { ...base, labels: now.labels }, draft: { ...draft, labels: mergedSet({ base: edit.base.labels, draft: edit.draft.labels }, now.labels) } };
}

/** What to ask the relay for: what was changed, so that it undoes nothing that somebody else did. */
export function contactChange(draft: ContactDraft, contact: Contact): SaveContact {
  const now = contactDraft(contact);
  const name = draft.name.trim();
  const accountId = draft.accountId.trim();
  const join = draft.labels.filter((each) => !now.labels.includes(each));
  const leave = now.labels.filter((each) => !draft.labels.includes(each));
  const edited: ContactEdit = {
    ...(name === now.name ? {} : { name: contact.savedName }),
    ...(accountId === now.accountId ? {} : { accountId: now.accountId }),
    ...(draft.language === now.language ? {} : { language: now.language }),
    ...(join.length === 0 ? {} : { join }),
    ...(leave.length === 0 ? {} : { leave }),
  };
  return { contactId: contact.id, name, accountId, known: { language: draft.language, labels: [...draft.labels] }, edited };
}

/** The form of that customer, kept as it is typed. */
export function useContactEdit(contact: Contact): Editing<ContactDraft> {
  const now = useMemo(() => contactDraft(contact), [contact]);
  return useRowEdit(formName('contact', contact.id), now, contactRebased);
}
