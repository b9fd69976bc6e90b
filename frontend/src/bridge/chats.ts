/** What an agent does with conversations, beside writing. */
import * as go from '@wailsjs/go/bridge/Threads';
import { call } from './call';
import type { QueuedFile, SaveContact, SendResult, StartThread } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface ChatsApi {
  /** Takes an offered chat. */
  accept(offerId: string): Promise<void>;
  /** Passes an offered chat on. */
  decline(offerId: string): Promise<void>;
  /** Takes a chat from the queue, or as a supervisor from anybody. */
  take(interactionId: string, epoch: number): Promise<void>;
  /** Ends a chat. */
  close(interactionId: string, epoch: number): Promise<void>;
  /** Gives a chat back to its inbox. */
  requeue(interactionId: string, epoch: number): Promise<void>;
  /** Hands a chat to another agent. */
  transfer(interactionId: string, epoch: number, to: string): Promise<void>;
  /** Starts a new interaction in an ended thread. */
  reopen(threadId: string): Promise<void>;
  /** Begins a conversation with a template, and the file of its header. */
  start(start: StartThread, file: QueuedFile | null): Promise<SendResult>;
  /** Moves the person's read mark forward. */
  markRead(threadId: string, upToSeq: number): Promise<void>;
  /** Marks a thread unread. */
  markUnread(threadId: string): Promise<void>;
  /** Sends an unconfirmed or failed message again. */
  resend(messageId: string): Promise<void>;
  /** Gives up a message that has not left or is not confirmed. */
  cancel(messageId: string): Promise<void>;
  /** Edits what we call a customer. */
  saveContact(contact: SaveContact): Promise<void>;
  /** Says whether the person takes chats now. */
  setPresence(state: string, reason: string): Promise<void>;
  /** Marks notices read; all of them when ids is empty. */
  readNotices(ids: string[]): Promise<void>;
}

/** The service in Go. */
export const chats: ChatsApi = {
  accept: (offerId) => call(() => go.Accept(offerId)),
  decline: (offerId) => call(() => go.Decline(offerId)),
  take: (interactionId, epoch) => call(() => go.Take(interactionId, epoch)),
  close: (interactionId, epoch) => call(() => go.Close(interactionId, epoch)),
  requeue: (interactionId, epoch) => call(() => go.Requeue(interactionId, epoch)),
  transfer: (interactionId, epoch, to) => call(() => go.Transfer(interactionId, epoch, to)),
  reopen: (threadId) => call(() => go.Reopen(threadId)),
  // Null is Go's nil pointer; the generator does not write pointers as optional arguments.
  start: (start, file) => call(() => go.Start(start, file as QueuedFile)),
  markRead: (threadId, upToSeq) => call(() => go.MarkRead(threadId, upToSeq)),
  markUnread: (threadId) => call(() => go.MarkUnread(threadId)),
  resend: (messageId) => call(() => go.Resend(messageId)),
  cancel: (messageId) => call(() => go.Cancel(messageId)),
  saveContact: (contact) => call(() => go.SaveContact(contact)),
  setPresence: (state, reason) => call(() => go.SetPresence(state, reason)),
  readNotices: (ids) => call(() => go.ReadNotices(ids)),
};
