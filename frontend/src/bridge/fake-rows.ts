/** Rows with usual values, for tests and the fake bridge: name what matters, the rest is filled in. */
import { checkNames, listOf } from '@/lib/lists';
import type {
  AppState, BusinessNumber, ChangeSet, Checkup, Contact, Decision, Inbox, Interaction, Message, Notice, Offer, Proving, Org, Plan, Queued, Rows, SendContent, Settings, Span,
  Template, Thread, User,
} from './types';

/** The time at which fakes begin: a Saturday noon. */
export const fakeStart = Date.UTC(2026, 10, 21, 12, 0, 0);

/** A colleague. */
export function userRow(row: Partial<User> & { id: string }): User {
  return {
    name: row.id, email: `${row.id}@example.com`, role: 'agent', active: true, whatsApp: true, capacity: 3, readReceipts: true,
    presence: 'online', chosen: 'online', presenceReason: '', presenceSince: fakeStart, ...row,
  };
}

/** The organization. */
export function orgRow(row: Partial<Org>): Org {
  return { id: 'org_1', name: 'Shop', practice: false, ...row };
}

/** A customer. */
export function contactRow(row: Partial<Contact> & { id: string }): Contact {
  return {
    label: row.savedName ?? row.profileName ?? row.phone ?? row.id, savedName: '', profileName: '', username: '', phone: '', phoneHidden: false,
    accountId: '', group: false, createdAt: fakeStart, ...row,
  };
}

/** A thread with full access, open and without an owner. */
export function threadRow(row: Partial<Thread> & { id: string }): Thread {
  return {
    numberId: 'num_1', channel: 'whatsapp', contactId: `con_${row.id}`, interactionId: `int_${row.id}`, open: true, state: 'open', inboxId: 'inb_1', owner: '', epoch: 1,
    access: 'full', preview: '', previewKind: 'text', previewOut: false, previewStatus: '', lastAt: fakeStart, lastSeq: 1, messages: 1, lastCustomerAt: fakeStart, waitingSince: 0,
    ...row,
  };
}

/** An interaction of a thread. */
export function interactionRow(row: Partial<Interaction> & { id: string; threadId: string }): Interaction {
  return {
    inboxId: 'inb_1', state: 'open', owner: '', epoch: 1, businessStarted: false, startedAt: fakeStart, firstSeq: 1, endedAt: 0, endReason: '',
    endedBy: '', disposition: 'waiting', dispositionRule: 'customerWaits', serviceName: '', reopenedAt: 0, serviceStartAt: fakeStart, answeredAt: 0, waitingSince: 0,
    escalated: false, decisionId: '', dataSource: [], ...row,
  };
}

/** A customer's text, or whatever else is asked for. */
export function messageRow(row: Partial<Message> & { id: string; threadId: string }): Message {
  return {
    interactionId: `int_${row.threadId}`, out: false, author: '', writer: '', clientId: '', seq: 1, at: fakeStart, type: 'text', text: '', media: null, location: null, contacts: [],
    interactive: null, template: null, ad: null, problem: null,
    system: '', replyTo: '', replyLost: false, forwarded: '', referral: '', edited: false, earlier: [], revoked: false, authorKind: '', erased: false, echo: false, reactions: [],
    status: row.out === true ? 'sent' : 'received', statusAt: fakeStart, more: false, ...row,
  };
}

/** An offer to somebody for thirty seconds. */
export function offerRow(row: Partial<Offer> & { id: string; threadId: string; userId: string }): Offer {
  return {
    interactionId: `int_${row.threadId}`, inboxId: 'inb_1', state: 'open', offeredAt: fakeStart, expiresAt: fakeStart + 30_000, why: 'wonTurn',
    firstLine: '', firstKind: '', decisionId: '', ...row,
  };
}

/** A routing decision. */
export function decisionRow(row: Partial<Decision> & { id: string; threadId: string }): Decision {
  return {
    interactionId: `int_${row.threadId}`, at: fakeStart, mode: 'roundRobin', outcome: 'offer', cause: 'offered', winner: '', reason: 'wonTurn',
    candidates: [], version: 1, ...row,
  };
}

/** Somebody who owns a thread's interaction since the beginning. */
export function spanRow(row: Partial<Span> & { id: string; threadId: string; userId: string }): Span {
  return { interactionId: `int_${row.threadId}`, inboxId: 'inb_1', from: fakeStart, to: 0, began: 'accepted', ended: '', ...row };
}

/** An inbox that offers in turn. */
export function inboxRow(row: Partial<Inbox> & { id: string }): Inbox {
  return { name: row.id, type: 'whatsapp', mode: 'roundRobin', numberId: '', reassignSeconds: 30, members: [], cut: false, ...row };
}

/** A number in use. */
export function numberRow(row: Partial<BusinessNumber> & { id: string }): BusinessNumber {
  const inboxId = row.inboxId ?? 'inb_1';
  return {
    provider: 'meta', channel: 'whatsapp', wabaId: 'wab_1', phone: '+34600000001', name: row.id, description: '', serviceName: '', dataSource: [], verifiedName: row.id,
    profile: { about: '', address: '', description: '', email: '', vertical: '', websites: [] }, profileId: '', state: 'active', off: false, problem: '', quality: 'GREEN',
    news: { trouble: '', limit: 250, throughput: 'STANDARD', review: 'approved', reviewName: row.verifiedName ?? row.id, reviewReason: '' },
    planId: inboxId === '' ? '' : `pln_${inboxId}`, inboxId, history: { percent: 0, problem: '', at: 0, asked: 0 }, onPhone: false, ...row,
  };
}

/** The plan "to this inbox". */
export function planRow(row: Partial<Plan> & { id: string }): Plan {
  return { name: row.id, type: 'inbox', inboxId: 'inb_1', ...row };
}

/** An approved template without parameters. */
export function templateRow(row: Partial<Template> & { id: string }): Template {
  return {
    wabaId: 'wab_1', name: row.id, language: 'en', category: 'UTILITY', status: 'APPROVED', rejectedReason: '', named: false, headerKind: '',
    headerText: '', body: 'Hello', footer: '', buttons: [], draft: null, ...row,
  };
}

/** A notice. */
export function noticeRow(row: Partial<Notice> & { id: string }): Notice {
  return { type: 'message', threadId: '', subject: '', at: fakeStart, read: false, ...row };
}

/** A number that was examined, with nothing wrong. */
export function checkupRow(row: Partial<Checkup> & { id: string }): Checkup {
  return {
    at: fakeStart, cause: 'asked', by: 'usr_ana', changedAt: fakeStart - 86_400_000, inboundAt: fakeStart, deliveredAt: fakeStart, provenAt: fakeStart,
    checks: checkNames.map((name) => ({ name, verdict: 'ok', facts: [] })), ...row,
  };
}

/** A test of a number that waits for its text. */
export function provingRow(row: Partial<Proving> = {}): Proving {
  return { code: 'KRTQX', by: 'usr_ana', since: fakeStart, threadId: '', seenAt: 0, answerId: '', status: '', statusAt: 0, failed: false, arrived: false, ...row };
}

/** The content of a text reply. */
export function textContent(text: string): SendContent {
  return { type: 'text', text, mediaId: '', fileName: '', mime: '', size: 0, location: null, template: null, emoji: '', replyTo: '' };
}

/** A reply that waits. */
export function queuedRow(row: Partial<Queued> & { clientId: string; threadId: string }): Queued {
  return {
    name: 'message.send', start: null, file: null, state: 'waiting', reason: '', message: '', at: fakeStart,
    send: {
      threadId: row.threadId, interactionId: `int_${row.threadId}`, epoch: 1, seenSeq: 1, onlyUnanswered: true, validUntil: 0, writtenAt: fakeStart,
      content: textContent('Hello'),
    },
    ...row,
  };
}

/** Signed in as an agent, connected. */
export function appState(state: Partial<AppState> = {}): AppState {
  return {
    phase: 'ready', profile: 'default', practice: true, thisComputer: true, relayUrl: 'http://127.0.0.1:1', relayName: 'Practice', fresh: false,
    userId: 'usr_ana', userName: 'Ana', role: 'agent', deviceId: 'dev_1', keychain: true, version: '0.1.0', clockSkew: 0, signInEnds: 0,
    link: { state: 'live', behind: 0, queued: 0, lastEventAt: fakeStart, problem: null, skipped: 0 }, problem: null, missed: { messages: 0, threads: 0, since: 0 }, repairs: [],
    receives: 'practice', organizations: [], ...state,
  };
}

/** This computer's switches as they are at first. */
export function settingsRow(settings: Partial<Settings> = {}): Settings {
  return { theme: 'auto', volume: 60, muted: false, notifications: true, keepReceiving: 'ask', enterSends: true, undoSeconds: 0, ...settings };
}

/** A set of changes with these rows and no others. */
export function emptyChanges(rev = 0, rows: Partial<Rows> = {}): ChangeSet {
  const none = Object.fromEntries(Object.values(listOf).map((list) => [list, []])) as unknown as Rows;
  return { rev, more: false, rows: { ...none, ...rows }, gone: [], unread: [] };
}
