/** Search over what this computer holds, and on the relay for what is older. One search at a time; late answers are dropped. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { Contact, Message, SearchFilter } from '@/bridge/types';
import { wordsOf } from '@/lib/highlight';
import { hasDigits, phoneTyped } from '@/lib/phone';
import { folded } from '@/lib/terms';
import { useDesk } from './desk';
import { personIn } from './selectors';

const limit = 60;
const pause = 120;

/** What a search found. */
export interface Found {
  readonly messages: readonly Message[];
  /** The first answer is still to come. */
  readonly busy: boolean;
  readonly error: BridgeError | null;
  readonly older: { readonly messages: readonly Message[]; readonly state: 'idle' | 'busy' | 'done'; readonly more: boolean; readonly error: BridgeError | null };
  readonly searchOlder: () => void;
}

const noOlder: Found['older'] = { messages: [], state: 'idle', more: false, error: null };

/** A search that is narrowed by nothing. */
export const wholeSearch: SearchFilter = { from: '', numberId: '', labels: [], files: '', since: 0, until: 0 };

/** Searches messages while the query is typed; threadId "" is everywhere. Without words a filter alone finds. */
export function useMessageSearch(query: string, threadId: string, filter: SearchFilter = wholeSearch): Found {
  const typed = query.trim();
  const narrowed = JSON.stringify(filter);
  // What is asked for, as one text that can be compared.
  const wanted = typed === '' && narrowed === JSON.stringify(wholeSearch) ? '' : `${typed}\n${narrowed}`;
  const [answer, setAnswer] = useState<{ query: string; messages: readonly Message[]; error: BridgeError | null }>({ query: '', messages: [], error: null });
  const [older, setOlder] = useState<Found['older'] & { query: string }>({ ...noOlder, query: '' });
  const now = useRef(wanted);
  useEffect(() => {
    now.current = wanted;
    if (wanted === '') return undefined;
    const timer = setTimeout(() => {
      bridge().sync.search(typed, threadId, JSON.parse(narrowed) as SearchFilter, limit).then(
        (messages) => now.current === wanted && setAnswer({ query: wanted, messages, error: null }),
        (reason: unknown) => now.current === wanted && setAnswer({ query: wanted, messages: [], error: toBridgeError(reason) }),
      );
    }, pause);
    return () => clearTimeout(timer);
  }, [wanted, typed, narrowed, threadId]);
  const searchOlder = useCallback((): void => {
    const asked = now.current;
    setOlder({ ...noOlder, query: asked, state: 'busy' });
    bridge().sync.searchRelay(typed, threadId, JSON.parse(narrowed) as SearchFilter, 0, limit).then(
      ({ messages, more }) => now.current === asked && setOlder({ query: asked, messages, more, state: 'done', error: null }),
      (reason: unknown) => now.current === asked && setOlder({ query: asked, messages: [], more: false, state: 'done', error: toBridgeError(reason) }),
    );
  }, [threadId, typed, narrowed]);
  const here = useMemo(() => (wanted === '' ? [] : answer.messages), [wanted, answer.messages]);
  const beyond = useMemo(() => {
    if (older.query !== wanted) return noOlder;
    const known = new Set(here.map((each) => each.id));
    return { ...older, messages: older.messages.filter((each) => !known.has(each.id)) };
  }, [older, wanted, here]);
  // The former hits stay until the next answer: a list that empties at every letter cannot be read.
  return { messages: here, busy: wanted !== '' && answer.query === '', error: answer.query === wanted ? answer.error : null, older: beyond, searchOlder };
}

function matches(contact: Contact, words: readonly string[]): boolean {
  const text = folded([contact.savedName, contact.profileName, contact.username, contact.accountId, contact.phone, contact.phone.replace(/\D/g, '')].join(' '));
  return words.every((each) => text.includes(each));
}

/** Whether a customer has all words of a query, or the number that it is. */
export function isFound(contact: Contact | undefined, query: string): boolean {
  const words = wordsOf(query);
  return words.length === 0 || (contact !== undefined && (matches(contact, words) || hasDigits(contact.phone, query)));
}

/** Customers whose name, user name, account or number has all words; with the thread to open. */
export function useContactSearch(query: string, most = 8): readonly { readonly contact: Contact; readonly threadId: string }[] {
  const contacts = useDesk((desk) => desk.contacts);
  const threads = useDesk((desk) => desk.threads);
  return useMemo(() => {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const found: { contact: Contact; threadId: string }[] = [];
    const byContact = new Map([...threads.values()].map((each) => [personIn(contacts, each.contactId)?.id ?? each.contactId, each.id]));
    for (const contact of contacts.values()) {
      if (found.length >= most) break;
      const threadId = (contact.mergedInto ?? '') === '' ? byContact.get(contact.id) : undefined;
      const known = [contact, ...(contact.parts ?? []).flatMap((id) => contacts.get(id) ?? [])];
      if (threadId !== undefined && known.some((each) => matches(each, words) || hasDigits(each.phone, query))) found.push({ contact, threadId });
    }
    return found;
  }, [contacts, threads, query, most]);
}

/** The customer whose number was typed, if this computer knows one. */
export function useContactByPhone(typed: string): Contact | undefined {
  const contacts = useDesk((desk) => desk.contacts);
  return useMemo(() => {
    const phone = phoneTyped(typed);
    return phone === '' ? undefined : [...contacts.values()].find((each) => each.phone === phone);
  }, [contacts, typed]);
}
