/** The customers: a list of them, and what is noted about one. */
import { type Ask, request } from './request';
import type { ContactFiles, ContactsAsk, ContactsImported, ContactsPage, ContactTalks, ImportContacts, MergeContacts, MergePreview, PutAttribute, UnmergePreview } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface ContactsApi {
  /** A page of the customers that match, of whom the person may see a conversation. */
  list(asked: ContactsAsk): Promise<ContactsPage>;
  /** The conversations with a customer, newest first. */
  talks(contactId: string): Promise<ContactTalks>;
  /** What was sent in them, newest first, before a message; 0 and 0 = from the newest on. */
  files(contactId: string, at: number, seq: number): Promise<ContactFiles>;
  /** Notes something about a customer and gives the note's id. */
  note(contactId: string, text: string): Promise<string>;
  /** Takes a note away. */
  unnote(contactId: string, noteId: string): Promise<void>;
  /** Blocks a customer, or not any more. */
  block(contactId: string, blocked: boolean): Promise<void>;
  /** What would be noted of two customers who are one person: nothing is changed. */
  mergeCheck(merge: MergeContacts): Promise<MergePreview>;
  /** Has two customers be one person. */
  merge(merge: MergeContacts): Promise<void>;
  /** What each would have again. */
  unmergeCheck(contactId: string): Promise<UnmergePreview>;
  /** Takes back that a customer was merged into another one. */
  unmerge(contactId: string): Promise<void>;
  /** What would become of a part of a list: nothing is changed. */
  check(list: ImportContacts): Promise<ContactsImported>;
  /** Makes and changes the customers of a part of a list. */
  import(list: ImportContacts): Promise<ContactsImported>;
  /** Makes (id '') or changes an attribute of customers and gives its id. */
  putAttribute(attribute: PutAttribute): Promise<string>;
  /** Deletes one. */
  dropAttribute(id: string): Promise<void>;
}

/** The service over somebody who answers what the relay is asked. */
export const contactsOver = (ask: Ask): ContactsApi => ({
  list: (asked) => ask('contacts.list', asked),
  talks: (contactId) => ask('contact.talks', { contactId }),
  files: (contactId, at, seq) => ask('contact.files', { contactId, at, seq }),
  note: async (contactId, text) => (await ask('contact.note', { contactId, text })).id,
  unnote: async (contactId, noteId) => void (await ask('contact.unnote', { contactId, noteId })),
  block: async (contactId, blocked) => void (await ask('contact.block', { contactId, blocked })),
  mergeCheck: (merge) => ask('contact.mergeCheck', merge),
  merge: async (merge) => void (await ask('contact.merge', merge)),
  unmergeCheck: (contactId) => ask('contact.unmergeCheck', { contactId }),
  unmerge: async (contactId) => void (await ask('contact.unmerge', { contactId })),
  check: (list) => ask('contacts.check', list),
  import: (list) => ask('contact.import', list),
  putAttribute: async (attribute) => (await ask('attribute.put', attribute)).id,
  dropAttribute: async (id) => void (await ask('attribute.delete', { id })),
});

/** The service in Go. */
export const contacts = contactsOver(request);
