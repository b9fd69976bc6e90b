/** The form of a customer while somebody else changes the same one, and what is asked of the relay then. */
import { useMemo } from 'react';
import type { Contact, ContactEdit, SaveContact } from '@/bridge/types';
import { type Edit, mergedSet, type Rebased, rebased, rebasedValue } from '@/lib/three-way';
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
  /** Values by the id of their attribute; what is missing is none. */
  readonly attributes: Readonly<Record<string, string>>;
}

const fields = ['name', 'accountId', 'language'] as const;

/** The form of a customer, with nothing changed. Labels have the names that they have now, by which the relay reads them. */
export function contactDraft(contact: Contact): ContactDraft {
  const labels = labelsOfWords([...useDesk.getState().labels.values()], contact.labels ?? []).map((each) => each.name);
  return { name: contact.savedName === '' ? contact.profileName : contact.savedName, accountId: contact.accountId, language: contact.language ?? '', labels, attributes: Object.fromEntries((contact.attributes ?? []).map((each) => [each.key, each.value])) };
}

// Of labels and attributes each counts for itself.
function merged(edit: Edit<ContactDraft>, now: ContactDraft): Readonly<Record<string, string>> {
  const ids = new Set([...Object.keys(now.attributes), ...Object.keys(edit.draft.attributes)]);
  const of = (values: Readonly<Record<string, string>>, id: string): string => values[id] ?? '';
  return Object.fromEntries([...ids].map((id) => [id, rebasedValue(of(edit.base.attributes, id), of(edit.draft.attributes, id), of(now.attributes, id)).draft]));
}

/** The form with what others changed meanwhile, so that nothing has to be chosen but of the fields that both changed. */
export function contactRebased(edit: Edit<ContactDraft>, now: ContactDraft): Rebased<ContactDraft> {
  const { base, draft, clashes } = rebased(edit, now, fields);
  return { clashes, base: { ...base, labels: now.labels, attributes: now.attributes }, draft: { ...draft, labels: mergedSet({ base: edit.base.labels, draft: edit.draft.labels }, now.labels), attributes: merged(edit, now) } };
}

/** What to ask the relay for: what was changed, so that it undoes nothing that somebody else did. */
export function contactChange(draft: ContactDraft, contact: Contact): SaveContact {
  const now = contactDraft(contact);
  const name = draft.name.trim();
  const accountId = draft.accountId.trim();
  const join = draft.labels.filter((each) => !now.labels.includes(each));
  const leave = now.labels.filter((each) => !draft.labels.includes(each));
  const ids = new Set([...Object.keys(draft.attributes), ...Object.keys(now.attributes)]);
  const values = [...ids].map((key) => ({ key, value: (draft.attributes[key] ?? '').trim() })).filter(({ key, value }) => value !== (now.attributes[key] ?? ''));
  const edited: ContactEdit = {
    ...(name === now.name ? {} : { name: contact.savedName }),
    ...(accountId === now.accountId ? {} : { accountId: now.accountId }),
    ...(draft.language === now.language ? {} : { language: now.language }),
    ...(join.length === 0 ? {} : { join }),
    ...(leave.length === 0 ? {} : { leave }),
    ...(values.length === 0 ? {} : { attributes: values.map(({ key }) => ({ key, value: now.attributes[key] ?? '' })) }),
  };
  return { contactId: contact.id, name, accountId, known: { language: draft.language, labels: [...draft.labels] }, ...(values.length > 0 && { attributes: values }), edited };
}

/** The form of that customer, kept as it is typed. */
export function useContactEdit(contact: Contact): Editing<ContactDraft> {
  const now = useMemo(() => contactDraft(contact), [contact]);
  return useRowEdit(formName('contact', contact.id), now, contactRebased);
}
