/**
 * Kinds, states and codes as Go names them. Written by `go run ./build/pagetypes`: change the Go code, not this file.
 */
import type { wire } from '@wailsjs/go/models';

/** Rows by kind, as they come and as the window keeps them. */
export type Rows = wire.Rows;
/** The lists of Rows. */
export type RowList = keyof Rows;

/** The list of each kind of row. */
export const listOf = {
  org: 'orgs',
  user: 'users',
  app: 'apps',
  waba: 'wabas',
  number: 'numbers',
  inbox: 'inboxes',
  plan: 'plans',
  template: 'templates',
  contact: 'contacts',
  thread: 'threads',
  interaction: 'interactions',
  offer: 'offers',
  decision: 'decisions',
  message: 'messages',
  span: 'spans',
  readMark: 'readMarks',
  notice: 'notices',
  unhandled: 'unhandled',
  reservation: 'reservations',
} as const satisfies Readonly<Record<string, RowList>>;
/** A kind of row. */
export type Kind = keyof typeof listOf;

export type Org = wire.Org;
export type User = wire.User;
export type App = wire.App;
export type Waba = wire.Waba;
export type BusinessNumber = wire.Number;
export type Inbox = wire.Inbox;
export type Plan = wire.Plan;
export type Template = wire.Template;
export type Contact = wire.Contact;
export type Thread = wire.Thread;
export type Interaction = wire.Interaction;
export type Offer = wire.Offer;
export type Decision = wire.Decision;
export type Message = wire.Message;
export type Span = wire.Span;
export type ReadMark = wire.ReadMark;
export type Notice = wire.Notice;
export type Unhandled = wire.Unhandled;
export type Reservation = wire.Reservation;

/** What differs between the channels. windowMs: how long free text may be sent after the customer's last message; 0 = always. */
export const channelRules = {
  whatsapp: { name: 'WhatsApp', windowMs: 86400000 },
  sms: { name: 'SMS', windowMs: 0 },
} as const;
/** What a customer uses to talk to us. */
export type Channel = keyof typeof channelRules;

/** What kind of failure an error is. */
export const errorCodes = [
  'invalid',
  'unauthorized',
  'forbidden',
  'notFound',
  'conflict',
  'tooMany',
  'unavailable',
  'internal',
] as const;
/** One of errorCodes. */
export type ErrorCode = (typeof errorCodes)[number];

/** Who somebody is: User.role, AppState.role. */
export const roles = [
  'owner',
  'admin',
  'agent',
] as const;
/** One of roles. */
export type Role = (typeof roles)[number];

/** Whether somebody takes conversations: User.presence and User.chosen. */
export const presences = [
  'online',
  'away',
  'offline',
] as const;
/** One of presences. */
export type Presence = (typeof presences)[number];

/** How an inbox hands out conversations: Inbox.mode. */
export const modes = [
  'roundRobin',
  'manual',
  'proficiency',
  'sticky',
  'longestIdle',
] as const;
/** One of modes. */
export type Mode = (typeof modes)[number];

/** How far a business number has come: BusinessNumber.state. */
export const numberStates = [
  'ready',
  'active',
  'problem',
  'gone',
] as const;
/** One of numberStates. */
export type NumberState = (typeof numberStates)[number];

/** Where an interaction stands: Interaction.state, Thread.state. */
export const interactionStates = [
  'inFlow',
  'waiting',
  'offered',
  'open',
  'ended',
] as const;
/** One of interactionStates. */
export type InteractionState = (typeof interactionStates)[number];

/** What became of an offer: Offer.state. */
export const offerStates = [
  'open',
  'accepted',
  'declined',
  'missed',
  'withdrawn',
] as const;
/** One of offerStates. */
export type OfferState = (typeof offerStates)[number];

/** How somebody came to own an interaction: Span.began. */
export const spanBegins = [
  'accepted',
  'took',
  'assigned',
  'got',
  'reopened',
  'started',
] as const;
/** One of spanBegins. */
export type SpanBegin = (typeof spanBegins)[number];

/** How they ceased to: Span.ended. */
export const spanEnds = [
  'transferred',
  'taken',
  'returned',
  'removed',
  'closed',
  'archived',
  'rule48h',
  'expired',
  'expiredUnanswered',
] as const;
/** One of spanEnds. */
export type SpanEnd = (typeof spanEnds)[number];

/** What a message is: Message.type. */
export const messageKinds = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'button',
  'interactive',
  'template',
  'order',
  'reaction',
  'call',
  'system',
  'unsupported',
] as const;
/** One of messageKinds. */
export type MessageKind = (typeof messageKinds)[number];

/** How far a message of ours has come: Message.status. */
export const messageStatuses = [
  'queued',
  'posting',
  'unknown',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'received',
  'rejected',
  'cancelled',
] as const;
/** One of messageStatuses. */
export type MessageStatus = (typeof messageStatuses)[number];

/** How far a file has come: Media.state. */
export const mediaStates = [
  'pending',
  'ready',
  'failed',
] as const;
/** One of mediaStates. */
export type MediaState = (typeof mediaStates)[number];

/** What a notice is about: Notice.type. */
export const noticeKinds = [
  'offer',
  'message',
  'escalation',
  'transfer',
  'sendFailed',
  'window',
  'unhandled',
  'signIn',
  'account',
  'relay',
] as const;
/** One of noticeKinds. */
export type NoticeKind = (typeof noticeKinds)[number];

/** What is wrong with a relay: Notice.subject of type relay. */
export const alarms = [
  'damaged',
  'behind',
  'full',
  'write',
  'clock',
] as const;
/** One of alarms. */
export type Alarm = (typeof alarms)[number];

/** Why an interaction ended: Interaction.endReason. */
export const endReasons = [
  'closed',
  'archived',
  'rule48h',
  'expired',
  'expiredUnanswered',
] as const;
/** One of endReasons. */
export type EndReason = (typeof endReasons)[number];

/** What an interaction came to: Interaction.disposition. */
export const dispositions = [
  'archived',
  'initiated',
  'active',
  'waiting',
] as const;
/** One of dispositions. */
export type Disposition = (typeof dispositions)[number];

/** By which rule: Interaction.dispositionRule. */
export const dispositionRules = [
  'ended',
  'noAnswerYet',
  'customerAnswered',
  'humanReplied',
  'customerWaits',
] as const;
/** One of dispositionRules. */
export type DispositionRule = (typeof dispositionRules)[number];

/** What routing decided: Decision.outcome. */
export const outcomes = [
  'offer',
  'queue',
  'manualQueue',
  'nobody',
] as const;
/** One of outcomes. */
export type Outcome = (typeof outcomes)[number];

/** Why it came out so: Decision.cause. */
export const causes = [
  'offered',
  'nobodyHere',
  'nobodyFree',
  'roundOver',
  'manual',
  'noMembers',
  'nobodyAllowed',
  'modeNotSupported',
  'modeUnknown',
] as const;
/** One of causes. */
export type Cause = (typeof causes)[number];

/** Why somebody won or did not: Candidate.reason, Decision.reason, Offer.why. */
export const reasons = [
  'gone',
  'suspended',
  'role',
  'notMember',
  'notLicensed',
  'declined',
  'excluded',
  'offline',
  'away',
  'missedOffer',
  'atCapacity',
  'pendingOffer',
  'notPreferred',
  'laterInTurn',
  'mayTake',
  'wonTurn',
  'wonPreferred',
  'wonAgain',
  'wonLastResort',
] as const;
/** One of reasons. */
export type Reason = (typeof reasons)[number];
