/** What an agent does with conversations, beside writing. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { DeclineReason, Priority } from '@/lib/lists';
import type { AddOptIn, DraftPut, KeptDrafts, Presence, PutDraft, QueuedFile, Replayed, SaveContact, SendResult, ShiftFate, ShiftItem, ShiftProposal, StartThread, Taker, UndoShift, UnreachedAlert, WithdrawOptIn } from './types';

const go = services.Threads;

/** Why an offer is declined. */
export interface Decline {
  readonly reason: DeclineReason;
  /** In the person's own words; '' is none. */
  readonly note: string;
}

/** Where a thread goes: to a colleague or to an inbox, with a note for colleagues. */
export interface Destination {
  /** '' = to the inbox. */
  readonly to: string;
  /** '' = to the colleague. */
  readonly inboxId: string;
  readonly note: string;
}

/** The service as the screens know it; errors are BridgeErrors. */
export interface ThreadsApi {
  /** Takes an offered thread. */
  accept(offerId: string): Promise<void>;
  /** Passes an offered thread on, and says why: as one of the reasons, in words, or not at all. */
  decline(offerId: string, why?: Decline): Promise<void>;
  /** Says how soon a thread is offered while it waits; '' is the usual. */
  setPriority(interactionId: string, priority: Priority | ''): Promise<void>;
  /** Takes a thread from the queue, or as a supervisor from anybody. */
  take(interactionId: string, epoch: number): Promise<void>;
  /** Ends a thread. */
  close(interactionId: string, epoch: number): Promise<void>;
  /** Ends a thread and puts it away. */
  archive(interactionId: string, epoch: number): Promise<void>;
  /** Puts an ended thread away into the archive, or takes it out again. */
  file(interactionId: string, back: boolean): Promise<void>;
  /** Gives a thread back to its inbox. */
  requeue(interactionId: string, epoch: number): Promise<void>;
  /** Hands a thread to another agent, or to the queue of an inbox. */
  transfer(interactionId: string, epoch: number, where: Destination): Promise<void>;
  /** Changes one's own note. */
  editNote(messageId: string, text: string, mentions: readonly string[]): Promise<void>;
  /** Deletes one's own note, or brings it back. */
  deleteNote(messageId: string, undo: boolean): Promise<void>;
  /** Takes back what was just handed over; `epoch` is the one after that. */
  takeBack(interactionId: string, epoch: number): Promise<void>;
  /** Whom a thread could be given to, and who cannot have it now. */
  takers(interactionId: string): Promise<readonly Taker[]>;
  /** The conversations for which people were called since a time and nobody was reached; for supervisors. */
  unreached(since: number): Promise<readonly UnreachedAlert[]>;
  /** Whom routing would ask for each thread that the person has. */
  shiftPacket(): Promise<readonly ShiftProposal[]>;
  /** Does with each thread what is wanted when a shift ends, and sets the person offline. */
  endShift(items: ShiftItem[]): Promise<readonly ShiftFate[]>;
  /** Takes the end of a shift back. */
  undoShift(undo: UndoShift): Promise<readonly ShiftFate[]>;
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
  /** Says that somebody made sure who the customer is, as of the thread's identityAt: what waits for that goes. */
  identityChecked(threadId: string, since: number): Promise<void>;
  /** Edits what we call a customer. */
  saveContact(contact: SaveContact): Promise<void>;
  /** Records that a customer agreed to be written to. */
  addOptIn(optIn: AddOptIn): Promise<{ id: string }>;
  /** Takes an opt-in back; its record stays. */
  withdrawOptIn(optIn: WithdrawOptIn): Promise<void>;
  /** Says whether the person takes threads now. */
  setPresence(state: Presence, reason: string): Promise<void>;
  /** Keeps a reply that was begun for this person's other computers, and says what stays instead. */
  keepDraft(draft: PutDraft): Promise<DraftPut>;
  /** What was begun on any computer of this person after a time, oldest first. */
  keptDrafts(since: number): Promise<KeptDrafts>;
  /** Tells colleagues that the conversation is in view here, "" = none, and whether this person types. */
  inView(threadId: string, typing: boolean): Promise<void>;
  /** Has the relay decide once more on what was known then, and compares. */
  replay(decisionId: string): Promise<Replayed>;
  /** Marks notices read; all of them when ids is empty. */
  readNotices(ids: string[]): Promise<void>;
}

/** The service over somebody who answers what the relay is asked. */
export const threadsOver = (ask: Ask): ThreadsApi => ({
  accept: async (offerId) => void (await ask('offer.accept', { offerId })),
  decline: async (offerId, why) => void (await ask('offer.decline', { offerId, ...why })),
  setPriority: async (interactionId, priority) => void (await ask('interaction.priority', { interactionId, priority })),
  take: async (interactionId, epoch) => void (await ask('interaction.take', { interactionId, epoch })),
  close: async (interactionId, epoch) => void (await ask('interaction.close', { interactionId, epoch })),
  archive: async (interactionId, epoch) => void (await ask('interaction.archive', { interactionId, epoch })),
  file: async (interactionId, back) => void (await ask('interaction.file', { interactionId, back })),
  keepDraft: (draft) => ask('draft.put', draft),
  keptDrafts: (since) => ask('draft.list', { since, notes: true }),
  inView: async (threadId, typing) => void (await ask('thread.inView', { threadId, typing })),
  replay: (decisionId) => ask('decision.replay', { decisionId }),
  requeue: async (interactionId, epoch) => void (await ask('interaction.requeue', { interactionId, epoch })),
  transfer: async (interactionId, epoch, where) => void (await ask('interaction.transfer', { interactionId, epoch, ...where })),
  editNote: async (messageId, text, mentions) => void (await ask('note.edit', { messageId, text, mentions: [...mentions] })),
  deleteNote: async (messageId, undo) => void (await ask('note.delete', { messageId, undo })),
  takeBack: async (interactionId, epoch) => void (await ask('interaction.takeBack', { interactionId, epoch })),
  takers: async (interactionId) => (await ask('interaction.takers', { interactionId, epoch: 0 })).people,
  unreached: async (since) => (await ask('alert.unreached', { since })).items,
  shiftPacket: async () => (await ask('shift.packet', {})).items,
  endShift: async (items) => (await ask('shift.end', { items })).items,
  undoShift: async (undo) => (await ask('shift.undo', undo)).items,
  reopen: async (threadId) => void (await ask('interaction.reopen', { threadId })),
  start: (start, file) => call(() => go.Start(start, file)),
  markRead: async (threadId, upToSeq) => void (await ask('thread.read', { threadId, upToSeq })),
  markUnread: async (threadId) => void (await ask('thread.unread', { threadId })),
  resend: async (messageId) => void (await ask('message.resend', { messageId })),
  identityChecked: async (threadId, since) => void (await ask('identity.checked', { threadId, since })),
  cancel: async (messageId) => void (await ask('message.cancel', { messageId })),
  saveContact: async (contact) => void (await ask('contact.save', contact)),
  addOptIn: (optIn) => ask('optIn.add', optIn),
  withdrawOptIn: async (optIn) => void (await ask('optIn.withdraw', optIn)),
  setPresence: async (state, reason) => void (await ask('presence.set', { userId: '', state, reason })),
  readNotices: async (ids) => void (await ask('notice.read', { ids, all: ids.length === 0 })),
});

/** The service in Go. */
export const threads = threadsOver(request);
