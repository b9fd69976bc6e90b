/** The fake's customers: listed by name, with what is noted about them. */
import type { Answers } from './fake-answers';
import { BridgeError } from './errors';
import type { FakeWorld } from './fake-world';
import type { Contact, ContactsImported, ImportContacts, ContactFile, ContactTalk, MergeContacts, MergePreview } from './types';

const pageOf = 100;
const longestField = 1024;

/** What the relay answers of customers. */
export function contactAnswers(world: FakeWorld): Answers<'attribute.delete' | 'attribute.put' | 'contact.block' | 'contact.files' | 'contact.import' | 'contacts.check' | 'contact.merge' | 'contact.mergeCheck' | 'contact.note' | 'contact.talks' | 'contact.unmerge' | 'contact.unmergeCheck' | 'contact.unnote' | 'contacts.list'> {
  const threadsOf = (contactId: string) => world.all('threads').filter((each) => each.contactId === contactId);
  const lastAt = (contact: Contact): number => Math.max(0, ...threadsOf(contact.id).map((each) => each.lastAt));
  const org = () => world.all('orgs')[0] ?? { id: 'org_1', name: 'Shop', practice: false };
  // Who would be new is counted as the relay counts; what is no number is refused.
  const imports = ({ rows }: ImportContacts, really: boolean): ContactsImported => {
    const out = { added: 0, changed: 0, same: 0, refused: [] as { row: number; said: ContactsImported['refused'][number]['said'] }[] };
    // One field beyond its bound has the relay refuse all of what was sent.
    if (rows.some((row) => (row.name ?? '').length > longestField)) throw new BridgeError('invalid', 'The name is too long.', 'tooLong');
    rows.forEach((row, index) => {
      const phone = `+${row.phone.replace(/\D/g, '')}`;
      if (phone.length < 9) return void out.refused.push({ row: index, said: { code: 'invalid', subcode: 'badNumber', params: { context: 'tooShort' } } });
      const had = world.all('contacts').find((each) => each.phone === phone);
      if (had !== undefined && (row.name ?? had.savedName) === had.savedName) return void out.same++;
      if (had === undefined) out.added++;
      else out.changed++;
      if (really) world.put('contacts', { ...(had ?? { id: world.id('con'), profileName: '', username: '', phone, phoneHidden: false, accountId: '', group: false, createdAt: world.now }), savedName: row.name ?? '', label: row.name ?? phone });
    });
    return out;
  };
  // Who has no name takes the other one's; what is chosen is the other one's too.
  const joined = ({ contactId, otherId, take = [] }: MergeContacts): MergePreview => {
    const [contact, other] = [world.need('contacts', contactId), world.need('contacts', otherId)];
    if (contactId === otherId) throw new BridgeError('conflict', 'They are the same person already.', 'mergeSame');
    const one = (key: string, mine: string, theirs: string): string => (theirs !== '' && (mine === '' || take.includes(key)) ? theirs : mine);
    const after = { ...contact, savedName: one('name', contact.savedName, other.savedName), accountId: one('accountId', contact.accountId, other.accountId), labels: [...new Set([...(contact.labels ?? []), ...(other.labels ?? [])])], notes: [...(contact.notes ?? []), ...(other.notes ?? [])] };
    return { contact, other, after };
  };
  const parted = (contactId: string): { contact: Contact; other: Contact } => {
    const other = world.need('contacts', contactId);
    if ((other.mergedInto ?? '') === '') throw new BridgeError('conflict', 'This contact is not merged.', 'notMerged');
    const contact = before.get(contactId) ?? world.need('contacts', other.mergedInto ?? '');
    return { contact, other: { ...other, mergedInto: '' } };
  };
  const before = new Map<string, Contact>();
  return {
    'contact.mergeCheck': joined,
    'contact.merge': (asked) => {
      const { contact, other, after } = joined(asked);
      before.set(other.id, contact);
      world.put('contacts', { ...after, parts: [...(contact.parts ?? []), other.id] }, { ...other, mergedInto: contact.id, mergedAt: world.now, mergedBy: world.state.userId });
      return {};
    },
    'contact.unmergeCheck': ({ contactId }) => parted(contactId),
    'contact.unmerge': ({ contactId }) => {
      const { contact, other } = parted(contactId);
      world.put('contacts', contact, other);
      return {};
    },
    'contacts.check': (list) => imports(list, false),
    'contact.import': (list) => imports(list, true),
    'contacts.list': ({ text, sort, blocked, label, merged = false, after = '' }) => {
      const words = text.toLowerCase().split(/\s+/).filter((each) => each !== '');
      const says = (each: Contact): string => `${each.label} ${each.profileName} ${each.phone} ${each.accountId} ${(each.labels ?? []).join(' ')}`.toLowerCase();
      const found = world
        .all('contacts')
        .filter((each) => ((each.mergedInto ?? '') !== '') === merged)
        .filter((each) => words.every((word) => says(each).includes(word)))
        .filter((each) => (blocked !== true || (each.blockedAt ?? 0) > 0) && (label === undefined || label === '' || each.labels?.includes(label) === true))
        .toSorted((a, b) => (sort === 'last' ? lastAt(b) - lastAt(a) : sort === 'created' ? b.createdAt - a.createdAt : a.label.localeCompare(b.label)));
      const from = found.findIndex((each) => each.id === after) + 1;
      return { contacts: found.slice(from, from + pageOf).map((contact) => ({ contact, lastAt: lastAt(contact), ...(merged && { person: world.need('contacts', contact.mergedInto ?? '') }) })), matching: found.length, more: found.length > from + pageOf };
    },
    'contact.talks': ({ contactId }) => {
      world.need('contacts', contactId);
      const talks = threadsOf(contactId).flatMap((thread) =>
        world.all('interactions').filter((each) => each.threadId === thread.id).map((each): ContactTalk => ({
          threadId: thread.id, interactionId: each.id, numberId: thread.numberId, inboxId: each.inboxId, owner: each.owner, state: each.state, endReason: each.endReason,
          startedAt: each.startedAt, firstSeq: each.firstSeq, endedAt: each.endedAt, title: world.messagesOf(thread.id).find((message) => message.interactionId === each.id && !message.out)?.text ?? '',
        })),
      );
      return { talks: talks.toSorted((a, b) => b.startedAt - a.startedAt), more: false };
    },
    'contact.files': ({ contactId }) => {
      const files = threadsOf(contactId).flatMap((thread) => world.messagesOf(thread.id)).flatMap((each): ContactFile[] =>
        each.media === null ? [] : [{ messageId: each.id, threadId: each.threadId, interactionId: each.interactionId, at: each.at, seq: each.seq, out: each.out, type: each.type, media: each.media }],
      );
      return { files: files.toSorted((a, b) => b.at - a.at), more: false, at: 0, seq: 0 };
    },
    'contact.note': ({ contactId, text }) => {
      const contact = world.need('contacts', contactId);
      const id = world.id('nte');
      world.put('contacts', { ...contact, notes: [...(contact.notes ?? []), { id, at: world.now, by: world.state.userId, text: text.trim() }] });
      return { id };
    },
    'contact.unnote': ({ contactId, noteId }) => {
      const contact = world.need('contacts', contactId);
      world.put('contacts', { ...contact, notes: (contact.notes ?? []).filter((each) => each.id !== noteId) });
      return {};
    },
    'contact.block': ({ contactId, blocked }) => {
      world.put('contacts', { ...world.need('contacts', contactId), blockedAt: blocked ? world.now : 0, blockedBy: world.state.userId });
      return {};
    },
    'attribute.put': ({ id, name, type, options = [] }) => {
      const list = org().attributes ?? [];
      const before = list.find((each) => each.id === id);
      if (id !== '' && before === undefined) throw new BridgeError('notFound', 'This attribute has been deleted meanwhile.', 'attributeGone');
      const made = { id: id === '' ? world.id('att') : id, name: name.trim(), type: before?.type ?? type, ...(options.length > 0 && { options: [...options] }) };
      world.put('orgs', { ...org(), attributes: before === undefined ? [...list, made] : list.map((each) => (each.id === id ? made : each)) });
      return { id: made.id };
    },
    'attribute.delete': ({ id }) => {
      world.put('orgs', { ...org(), attributes: (org().attributes ?? []).filter((each) => each.id !== id) });
      return {};
    },
  };
}
