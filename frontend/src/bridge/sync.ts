/** What changed in the local copy, pages of a thread, search. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { ChangeSet, Message, MessagePage, SearchFilter, Together, WholePage } from './types';

const go = services.Sync;

/** The service as the screens know it; errors are BridgeErrors. */
export interface SyncApi {
  /** What changed after rev; from 0 every row but messages. Ask again from `rev` while `more`. */
  changes(rev: number): Promise<ChangeSet>;
  /** The newest messages before (at, seq), oldest first; 0, 0 is the end. */
  messages(threadId: string, at: number, seq: number, limit: number): Promise<MessagePage>;
  /** Messages at or after seq, oldest first. */
  messagesFrom(threadId: string, seq: number, limit: number): Promise<Message[]>;
  /** Finds messages in the local copy, newest first; threadId "" is everywhere, query "" whatever the filter lets through. */
  search(query: string, threadId: string, filter: SearchFilter, limit: number): Promise<Message[]>;
  /** Finds older messages on the relay, newest first; before is a sequence, 0 the newest. */
  searchRelay(query: string, threadId: string, filter: SearchFilter, before: number, limit: number): Promise<MessagePage>;
  /** The conversations that colleagues have in view right now. */
  together(): Promise<Together[]>;
  /** A part of a message's whole content, from the relay; from is the last part's `next`, 0 the beginning. */
  whole(messageId: string, from: number): Promise<WholePage>;
}

/** The service over somebody who answers what the relay is asked. */
export const syncOver = (ask: Ask): SyncApi => ({
  changes: (rev) => call(() => go.Changes(rev)),
  messages: (threadId, at, seq, limit) => call(() => go.Messages(threadId, at, seq, limit)),
  messagesFrom: (threadId, seq, limit) => call(() => go.MessagesFrom(threadId, seq, limit)),
  search: (query, threadId, filter, limit) => call(() => go.Search(query, threadId, filter, limit)),
  searchRelay: (query, threadId, filter, before, limit) => call(() => go.SearchRelay(query, threadId, filter, before, limit)),
  together: () => call(() => go.Together()),
  whole: (messageId, from) => ask('message.whole', { messageId, from }),
});

/** The service in Go. */
export const sync = syncOver(request);
