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
  /** The value of an attribute; what is missing is none. Each is a field of its own, as both may have changed it. */
  readonly [attribute: AttributeField]: string | undefined;
}

type AttributeField = `attribute:${string}`;

/** The field of an attribute in the form. */
export const attributeField = (id: string): AttributeField => `attribute:${id}`;

const isAttribute = (field: string): field is AttributeField => field.startsWith('attribute:');
const fields = ['name', 'accountId', 'language'] as const;

// The attributes that one of the forms has a value of, or had.
const attributesOf = (...forms: readonly ContactDraft[]): AttributeField[] => [...new Set(forms.flatMap((each) => Object.keys(each)))].filter(isAttribute);

/** The form of a customer, with nothing changed. Labels have the names that they have now, by which the relay reads them. */
export function contactDraft(contact: Contact): ContactDraft {
  const labels = labelsOfWords([...useDesk.getState().labels.values()], contact.labels ?? []).map((each) => each.name);
  return { name: contact.savedName === '' ? contact.profileName : contact.savedName, accountId: contact.accountId, language: contact.language ?? '', labels, ...Object.fromEntries((contact.attributes ?? []).map((each) => [attributeField(each.key), each.value])) };
}

/** The form with what others changed meanwhile, so that nothing has to be chosen but of the fields that both changed. Each label and each attribute counts for itself. */
export function contactRebased(edit: Edit<ContactDraft>, now: ContactDraft): Rebased<ContactDraft> {
  const attributes = attributesOf(edit.base, edit.draft, now);
  const whole = (form: ContactDraft): ContactDraft => ({ ...form, ...Object.fromEntries(attributes.map((each) => [each, form[each] ?? ''])) });
  const { base, draft, clashes } = rebased({ base: whole(edit.base), draft: whole(edit.draft) }, whole(now), [...fields, ...attributes]);
  return { clashes, base: { ...base, labels: now.labels }, draft: { ...draft, labels: mergedSet({ base: edit.base.labels, draft: edit.draft.labels }, now.labels) } };
}

/** What to ask the relay for: what was changed, so that it undoes nothing that somebody else did. */
export function contactChange(draft: ContactDraft, contact: Contact): SaveContact {
  const now = contactDraft(contact);
  const name = draft.name.trim();
  const accountId = draft.accountId.trim();
  const join = draft.labels.filter((each) => !now.labels.includes(each));
  const leave = now.labels.filter((each) => !draft.labels.includes(each));
  const of = (form: ContactDraft, id: string): string => form[attributeField(id)] ?? '';
  const ids = attributesOf(draft, now).map((each) => each.slice(attributeField('').length));
  const values = ids.map((key) => ({ key, value: of(draft, key).trim() })).filter(({ key, value }) => value !== of(now, key));
  const edited: ContactEdit = {
    ...(name === now.name ? {} : { name: contact.savedName }),
    ...(accountId === now.accountId ? {} : { accountId: now.accountId }),
    ...(draft.language === now.language ? {} : { language: now.language }),
    ...(join.length === 0 ? {} : { join }),
    ...(leave.length === 0 ? {} : { leave }),
    ...(values.length === 0 ? {} : { attributes: values.map(({ key }) => ({ key, value: of(now, key) })) }),
  };
  return { contactId: contact.id, name, accountId, known: { language: draft.language, labels: [...draft.labels] }, ...(values.length > 0 && { attributes: values }), edited };
}

/** The form of that customer, kept as it is typed. */
export function useContactEdit(contact: Contact): Editing<ContactDraft> {
  const now = useMemo(() => contactDraft(contact), [contact]);
  return useRowEdit(formName('contact', contact.id), now, contactRebased);
}
