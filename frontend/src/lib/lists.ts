/* eslint-disable max-lines -- generated, and one thing */
/**
 * Kinds, states and codes as Go names them. Written by `go run ./build/pagetypes`: change the Go code, not this file.
 */

/** The list of wire.Rows that holds each kind of row. */
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
  profile: 'profiles',
  checkup: 'checkups',
  savedFilter: 'savedFilters',
  label: 'labels',
  listView: 'listViews',
  cannedReply: 'cannedReplies',
} as const;
/** A kind of row. */
export type Kind = keyof typeof listOf;

/** What differs between the channels. windowMs: how long free text may be sent after the customer's last message; 0 = always. */
export const channelRules = {
  whatsapp: { name: 'WhatsApp', windowMs: 86400000, maxText: 4096, textOnly: false },
  sms: { name: 'SMS', windowMs: 0, maxText: 1600, textOnly: true },
} as const;
/** The characters of an SMS in its own alphabet; those of the extension take two places. */
export const smsAlphabet = { basic: "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà", extended: "\f^{}\\[~]|€" } as const;
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

/** Who somebody is. */
export const roles = [
  'owner',
  'admin',
  'agent',
] as const;
/** One of roles. */
export type Role = (typeof roles)[number];

/** What somebody needs to have conversations. */
export const licences = [
  'base',
  'contactCenter',
  'whatsApp',
] as const;
/** One of licences. */
export type Licence = (typeof licences)[number];

/** What can become of a template that was sent. */
export const sentFates = [
  'sent',
  'delivered',
  'read',
  'answered',
  'failed',
] as const;
/** One of sentFates. */
export type SentFate = (typeof sentFates)[number];

/** What becomes of a row of a list of people. */
export const personFates = [
  'invited',
  'changed',
  'same',
  'open',
  'refused',
] as const;
/** One of personFates. */
export type Fate = (typeof personFates)[number];

/** What a number on a contact card is for. */
export const phoneKinds = [
  'work',
  'home',
  'other',
] as const;
/** One of phoneKinds. */
export type PhoneKind = (typeof phoneKinds)[number];

/** Whether somebody takes conversations. */
export const presences = [
  'online',
  'away',
  'offline',
] as const;
/** One of presences. */
export type Presence = (typeof presences)[number];

/** How an inbox hands out conversations. */
export const modes = [
  'roundRobin',
  'manual',
  'proficiency',
  'sticky',
  'longestIdle',
  'leastBusy',
] as const;
/** One of modes. */
export type Mode = (typeof modes)[number];

/** What happens outside of an inbox's hours. */
export const outsides = [
  'queue',
  'message',
  'inbox',
] as const;
/** One of outsides. */
export type Outside = (typeof outsides)[number];

/** What a branch of a plan looks at. */
export const conditionKinds = [
  'hours',
  'source',
  'language',
  'label',
  'phone',
] as const;
/** One of conditionKinds. */
export type ConditionKind = (typeof conditionKinds)[number];

/** What became of what an inbox promised. */
export const serviceResults = [
  'met',
  'missed',
] as const;
/** One of serviceResults. */
export type ServiceResult = (typeof serviceResults)[number];

/** What an interaction plan does first. */
export const planKinds = [
  'inbox',
  'flow',
  'branches',
] as const;
/** One of planKinds. */
export type PlanKind = (typeof planKinds)[number];

/** How far a business number has come. */
export const numberStates = [
  'draft',
  'verified',
  'ready',
  'active',
  'inactive',
  'restricted',
  'disconnected',
  'gone',
  'problem',
] as const;
/** One of numberStates. */
export type NumberState = (typeof numberStates)[number];

/** What an account may not do. */
export const restrictionKinds = [
  'start',
  'reply',
  'add',
  'template',
  'direct',
  'calls',
  'button',
] as const;
/** One of restrictionKinds. */
export type RestrictionKind = (typeof restrictionKinds)[number];

/** What its provider says is wrong with a number. */
export const numberTroubles = [
  'limited',
  'restricted',
  'banned',
  'disconnected',
  'moved',
  'unregistered',
  'unpaired',
  'refused',
] as const;
/** One of numberTroubles. */
export type NumberTrouble = (typeof numberTroubles)[number];

/** How far something is that a provider looks at. */
export const standings = [
  'approved',
  'pending',
  'rejected',
  'missing',
] as const;
/** One of standings. */
export type Standing = (typeof standings)[number];

/** How far the review of a display name is. */
export const reviewStates = [
  'pending',
  'approved',
  'refused',
  'expired',
] as const;
/** One of reviewStates. */
export type ReviewState = (typeof reviewStates)[number];

/** Whether the provider checks the identity of who writes to a number. */
export const identityChecks = [
  'on',
  'off',
] as const;
/** One of identityChecks. */
export type IdentityCheck = (typeof identityChecks)[number];

/** What is other at the provider than the two-step verification that was agreed on. */
export const twoStepDrifts = [
  'off',
  'changed',
  'reset',
] as const;
/** One of twoStepDrifts. */
export type TwoStepDrift = (typeof twoStepDrifts)[number];

/** Where an interaction stands. */
export const interactionStates = [
  'inFlow',
  'waiting',
  'offered',
  'open',
  'ended',
] as const;
/** One of interactionStates. */
export type InteractionState = (typeof interactionStates)[number];

/** What sort of name of a customer it is. */
export const knownKinds = [
  'phone',
  'userId',
  'parentUserId',
  'username',
] as const;
/** One of knownKinds. */
export type KnownKind = (typeof knownKinds)[number];

/** How a name of a customer became known. */
export const nameHows = [
  'wrote',
  'sent',
  'changed',
  'typed',
] as const;
/** One of nameHows. */
export type NameHow = (typeof nameHows)[number];

/** How much of a thread somebody may see. */
export const accesses = [
  'full',
  'summary',
  'handled',
] as const;
/** One of accesses. */
export type Access = (typeof accesses)[number];

/** What became of an offer. */
export const offerStates = [
  'open',
  'accepted',
  'declined',
  'missed',
  'withdrawn',
] as const;
/** One of offerStates. */
export type OfferState = (typeof offerStates)[number];

/** Why somebody declined an offer. */
export const declineReasons = [
  'busy',
  'skill',
  'leaving',
  'other',
] as const;
/** One of declineReasons. */
export type DeclineReason = (typeof declineReasons)[number];

/** Why somebody cannot be given a conversation now. */
export const cannotHolds = [
  'suspended',
  'noChannel',
  'noLicence',
  'notMember',
  'away',
  'offline',
  'full',
  'fullHere',
] as const;
/** One of cannotHolds. */
export type CannotHold = (typeof cannotHolds)[number];

/** Why a system did not take an alert. */
export const alertFaults = [
  'off',
  'refused',
] as const;
/** One of alertFaults. */
export type AlertFault = (typeof alertFaults)[number];

/** Why an alert did not reach somebody. */
export const unreacheds = [
  'noApp',
  'off',
  'refused',
  'unseen',
] as const;
/** One of unreacheds. */
export type Unreached = (typeof unreacheds)[number];

/** What becomes of a conversation when its owner's shift ends. */
export const shiftDeeds = [
  'hand',
  'queue',
  'keep',
  'close',
] as const;
/** One of shiftDeeds. */
export type ShiftDeed = (typeof shiftDeeds)[number];

/** How soon an interaction is offered, beside the usual. */
export const priorities = [
  'high',
  'urgent',
] as const;
/** One of priorities. */
export type Priority = (typeof priorities)[number];

/** The colours that a label may have. */
export const labelColours = [
  'grey',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
] as const;
/** One of labelColours. */
export type LabelColour = (typeof labelColours)[number];

/** What somebody is shown after they closed a conversation. */
export const afterClosing = [
  'stay',
  'next',
  'oldest',
] as const;
/** One of afterClosing. */
export type AfterClose = (typeof afterClosing)[number];

/** How a conversation is to have been rated that somebody looks for. */
export const ratedAs = [
  'rated',
  '5',
  '4',
  '3',
  '2',
  '1',
  'comment',
  'silent',
  'notRated',
] as const;
/** One of ratedAs. */
export type RatedAs = (typeof ratedAs)[number];

/** Why a customer was not asked for a rating. */
export const ratingSkips = [
  'off',
  'reopened',
  'blocked',
  'optedOut',
  'elsewhere',
  'identity',
  'number',
  'window',
  'template',
  'consent',
  'recent',
  'late',
  'silent',
] as const;
/** One of ratingSkips. */
export type RatingSkip = (typeof ratingSkips)[number];

/** What a message is of a rating. */
export const ratingParts = [
  'question',
  'answer',
  'comment',
  'thanks',
] as const;
/** One of ratingParts. */
export type RatingPart = (typeof ratingParts)[number];

/** Why a conversation sleeps no longer. */
export const snoozeEnds = [
  'time',
  'customer',
  'person',
  'moved',
] as const;
/** One of snoozeEnds. */
export type SnoozeEnd = (typeof snoozeEnds)[number];

/** How somebody came to own an interaction. */
export const spanBegins = [
  'accepted',
  'took',
  'assigned',
  'got',
  'reopened',
  'started',
  'back',
  'tookBack',
] as const;
/** One of spanBegins. */
export type SpanBegin = (typeof spanBegins)[number];

/** How they ceased to. */
export const spanEnds = [
  'transferred',
  'taken',
  'takenBack',
  'returned',
  'removed',
  'absent',
  'closed',
  'archived',
  'rule48h',
  'expired',
  'expiredUnanswered',
  'joined',
] as const;
/** One of spanEnds. */
export type SpanEnd = (typeof spanEnds)[number];

/** What a message is. */
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
  'note',
] as const;
/** One of messageKinds. */
export type MessageKind = (typeof messageKinds)[number];

/** Who or what wrote a message of ours. */
export const authorKinds = [
  'person',
  'rule',
  'bot',
  'api',
  'other',
] as const;
/** One of authorKinds. */
export type AuthorKind = (typeof authorKinds)[number];

/** What the file of a message is. */
export const fileSorts = [
  'any',
  'image',
  'video',
  'audio',
  'document',
] as const;
/** One of fileSorts. */
export type FileSort = (typeof fileSorts)[number];

/** How far a message of ours has come. */
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

/** What of an account's webhooks is sent to the relay. */
export const webhooksParts = [
  'app',
  'account',
  'number',
] as const;
/** One of webhooksParts. */
export type WebhooksPart = (typeof webhooksParts)[number];

/** How a customer agreed to be written to. */
export const optInMethods = [
  'sms',
  'website',
  'whatsapp',
  'phone',
  'inPerson',
  'other',
] as const;
/** One of optInMethods. */
export type OptInMethod = (typeof optInMethods)[number];

/** What they agreed to be written about. */
export const purposes = [
  'marketing',
  'utility',
  'authentication',
] as const;
/** One of purposes. */
export type Purpose = (typeof purposes)[number];

/** What an attribute of customers holds. */
export const attributeKinds = [
  'text',
  'number',
  'date',
  'yesNo',
  'list',
  'link',
] as const;
/** One of attributeKinds. */
export type AttributeKind = (typeof attributeKinds)[number];

/** How a list of customers is sorted. */
export const contactSorts = [
  'name',
  'last',
  'created',
] as const;
/** One of contactSorts. */
export type ContactSort = (typeof contactSorts)[number];

/** What happens to a template for who has not agreed to it. */
export const optInRules = [
  'warn',
  'strict',
] as const;
/** One of optInRules. */
export type OptInRule = (typeof optInRules)[number];

/** Periods of a filter of the records. */
export const periods = [
  'all',
  'today',
  'week',
  'month',
  'own',
] as const;
/** One of periods. */
export type Period = (typeof periods)[number];

/** Where a reply stands that has not reached the relay. */
export const queuedStates = [
  'waiting',
  'sending',
  'stopped',
] as const;
/** One of queuedStates. */
export type QueuedState = (typeof queuedStates)[number];

/** How far a file has come. */
export const mediaStates = [
  'pending',
  'ready',
  'failed',
] as const;
/** One of mediaStates. */
export type MediaState = (typeof mediaStates)[number];

/** What a notice is about. */
export const noticeKinds = [
  'offer',
  'message',
  'escalation',
  'transfer',
  'sendFailed',
  'window',
  'queued',
  'unrouted',
  'assigned',
  'taken',
  'woken',
  'returned',
  'closing',
  'due',
  'missed',
  'mention',
  'followMessage',
  'followNote',
  'followMoved',
  'followEnd',
  'presence',
  'unhandled',
  'signIn',
  'account',
  'relay',
  'checkup',
  'quality',
  'limit',
  'better',
  'speed',
  'numbers',
] as const;
/** One of noticeKinds. */
export type NoticeKind = (typeof noticeKinds)[number];

/** What is wrong with a relay: Pulse.alarms, and the subject of a notice of type relay. */
export const alarms = [
  'damaged',
  'behind',
  'full',
  'write',
  'clock',
] as const;
/** One of alarms. */
export type Alarm = (typeof alarms)[number];

/** Why an interaction ended. */
export const endReasons = [
  'closed',
  'archived',
  'rule48h',
  'expired',
  'expiredUnanswered',
  'joined',
] as const;
/** One of endReasons. */
export type EndReason = (typeof endReasons)[number];

/** What an interaction came to. */
export const dispositions = [
  'archived',
  'initiated',
  'active',
  'waiting',
] as const;
/** One of dispositions. */
export type Disposition = (typeof dispositions)[number];

/** By which rule it did. */
export const dispositionRules = [
  'ended',
  'noAnswerYet',
  'customerAnswered',
  'humanReplied',
  'customerWaits',
] as const;
/** One of dispositionRules. */
export type DispositionRule = (typeof dispositionRules)[number];

/** What routing decided. */
export const outcomes = [
  'offer',
  'queue',
  'manualQueue',
  'nobody',
] as const;
/** One of outcomes. */
export type Outcome = (typeof outcomes)[number];

/** Why it came out so. */
export const causes = [
  'offered',
  'nobodyHere',
  'nobodyFree',
  'roundOver',
  'manual',
  'noMembers',
  'nobodyAllowed',
  'modeUnknown',
  'modeNotSupported',
] as const;
/** One of causes. */
export type Cause = (typeof causes)[number];

/** Why somebody won or did not. */
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
  'atInboxCapacity',
  'busy',
  'pendingOffer',
  'notPreferred',
  'notLastAgent',
  'lowerLevel',
  'lessIdle',
  'moreOpen',
  'laterInTurn',
  'mayTake',
  'wonTurn',
  'wonPreferred',
  'wonLastAgent',
  'wonLevel',
  'wonIdle',
  'wonLeastBusy',
  'wonAgain',
  'wonLastResort',
] as const;
/** One of reasons. */
export type Reason = (typeof reasons)[number];

/** How far a sign-up in the provider's window is, in order. */
export const signUpStages = [
  'waiting',
  'opened',
  'exchanging',
  'granted',
  'confirm',
  'accounts',
  'linked',
] as const;
/** One of signUpStages. */
export type SignUpStage = (typeof signUpStages)[number];

/** Whether a number that is signed up stays on a phone. */
export const signUpWays = [
  'cloud',
  'onPhone',
] as const;
/** One of signUpWays. */
export type SignUpWay = (typeof signUpWays)[number];

/** How far the set-up of a number is, in order. */
export const setupSteps = [
  'number',
  'connect',
  'verify',
  'settings',
  'profile',
  'summary',
  'finish',
  'done',
] as const;
/** One of setupSteps. */
export type SetupStep = (typeof setupSteps)[number];

/** What the last step does, in order. */
export const finishSteps = [
  'register',
  'subscribe',
  'profile',
  'templates',
  'activate',
] as const;
/** One of finishSteps. */
export type FinishStep = (typeof finishSteps)[number];

/** The fields of the form that connects a number. */
export const formFields = [
  'account',
  'phone',
  'name',
  'assigned',
  'certificate',
  'pin',
] as const;
/** One of formFields. */
export type FormField = (typeof formFields)[number];

/** What has to be true before a number moves to another account, in order. */
export const moveConditions = [
  'connected',
  'name',
  'noPin',
  'reviewed',
  'business',
] as const;
/** One of moveConditions. */
export type MoveCondition = (typeof moveConditions)[number];

/** The parts of a template that a fault can be in. */
export const templateFields = [
  'name',
  'language',
  'category',
  'header',
  'body',
  'footer',
  'button',
  'buttons',
  'examples',
] as const;
/** One of templateFields. */
export type TemplateField = (typeof templateFields)[number];

/** What a provider refuses of a template. */
export const templateRules = [
  'nameForm',
  'nameTaken',
  'nameHeld',
  'language',
  'category',
  'categoryFixed',
  'status',
  'editedLately',
  'editedOften',
  'missing',
  'tooLong',
  'tooMany',
  'format',
  'emoji',
  'noVariables',
  'oneVariable',
  'variableForm',
  'variableGap',
  'variableMixed',
  'variableEdge',
  'variableAdjacent',
  'variableRatio',
  'example',
  'exampleFile',
  'headerKind',
  'apart',
  'buttonKind',
  'url',
  'urlVariable',
  'phone',
  'loginCode',
  'final',
  'numbered',
  'oneLink',
  'elsewhere',
] as const;
/** One of templateRules. */
export type TemplateRule = (typeof templateRules)[number];

/** What stands in a variable of a template before a person types. */
export const templateFillings = [
  'agentName',
  'contactName',
] as const;
/** One of templateFillings. */
export type TemplateFilling = (typeof templateFillings)[number];

/** How a verification code is delivered. */
export const codeMethods = [
  'SMS',
  'VOICE',
] as const;
/** One of codeMethods. */
export type CodeMethod = (typeof codeMethods)[number];

/** The checks of a connected number, in order. */
export const checkNames = [
  'token',
  'scopes',
  'account',
  'number',
  'displayName',
  'registered',
  'subscribed',
  'fields',
  'callback',
  'verifyToken',
  'secret',
  'inbound',
  'outbound',
] as const;
/** One of checkNames. */
export type CheckName = (typeof checkNames)[number];

/** What a check comes to. */
export const verdicts = [
  'ok',
  'warning',
  'failed',
  'unknown',
  'notApplicable',
] as const;
/** One of verdicts. */
export type Verdict = (typeof verdicts)[number];

/** Evidence of a check. */
export const factNames = [
  'expires',
  'neverExpires',
  'scopes',
  'missing',
  'accountName',
  'review',
  'numbers',
  'nameShown',
  'nameState',
  'status',
  'pin',
  'apps',
  'fields',
  'address',
  'ourAddress',
  'override',
  'answered',
  'handshake',
  'refused',
  'signedBy',
  'forged',
  'proven',
  'lastIn',
  'delivered',
  'changed',
  'lastEvent',
] as const;
/** One of factNames. */
export type FactName = (typeof factNames)[number];

/** Why a number was examined. */
export const checkCauses = [
  'asked',
  'daily',
  'set',
  'quiet',
] as const;
/** One of checkCauses. */
export type CheckCause = (typeof checkCauses)[number];

/** Why a number cannot be set up. */
export const phoneFaults = [
  'empty',
  'twoNumbers',
  'extension',
  'letters',
  'other',
  'shortCode',
  'localDigits',
  'missingPlus',
  'unknownCountry',
  'tooLong',
  'tooShort',
  'premium',
  'oldForm',
  'notValid',
] as const;
/** One of phoneFaults. */
export type PhoneFault = (typeof phoneFaults)[number];

/** What may go wrong with one that can. */
export const phoneNotes = [
  'tollFree',
  'ivr',
  'virtual',
  'landline',
  'personal',
  'shared',
  'rewritten',
  'unverified',
] as const;
/** One of phoneNotes. */
export type PhoneNote = (typeof phoneNotes)[number];

/** Where the app stands. */
export const phases = [
  'welcome',
  'signIn',
  'ready',
  'blocked',
] as const;
/** One of phases. */
export type Phase = (typeof phases)[number];

/** What this computer can and cannot receive. */
export const receives = [
  'practice',
  'here',
  'team',
  'undecided',
] as const;
/** One of receives. */
export type Receives = (typeof receives)[number];

/** How the connection is. */
export const links = [
  'connecting',
  'catchingUp',
  'live',
  'preparing',
  'offline',
] as const;
/** One of links. */
export type Link = (typeof links)[number];

/** The links between the relay and a person's eye and ear, in order. */
export const alertChain = [
  'relay',
  'shown',
  'quiet',
  'sound',
  'attention',
] as const;
/** One of alertChain. */
export type AlertChain = (typeof alertChain)[number];

/** How one of them did. */
export const linkDids = [
  'works',
  'broken',
  'off',
  'unknown',
] as const;
/** One of linkDids. */
export type LinkDid = (typeof linkDids)[number];

/** What a person's own switches do to the sound. */
export const silenceds = [
  'muted',
  'silent',
] as const;
/** One of silenceds. */
export type Silenced = (typeof silenceds)[number];

/** What the system does to an alert that it took. */
export const hindrances = [
  'unknown',
  'quiet',
  'systemOff',
  'fullScreen',
  'speaker',
  'noDevice',
] as const;
/** One of hindrances. */
export type Hindrance = (typeof hindrances)[number];
