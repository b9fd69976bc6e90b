/* eslint-disable max-lines -- generated, and one thing */
/**
 * The commands and calls with the shapes of their bodies and answers, as Go declares them. Written by
 * `go run ./build/pagetypes`: change backend/wire, not this file.
 */

/** What the relay can be asked, by name. */
export interface Requests {
  'contact.save': { body: SaveContact; answer: None };
  'inbox.delete': { body: DeleteInbox; answer: None };
  'inbox.put': { body: PutInbox; answer: IDResult };
  'interaction.close': { body: InteractionRef; answer: None };
  'interaction.reopen': { body: ThreadRef; answer: IDResult };
  'interaction.requeue': { body: InteractionRef; answer: None };
  'interaction.take': { body: InteractionRef; answer: None };
  'interaction.transfer': { body: Transfer; answer: None };
  'message.cancel': { body: MessageRef; answer: None };
  'message.erase': { body: MessageRef; answer: None };
  'message.resend': { body: MessageRef; answer: SendResult };
  'message.send': { body: Send; answer: SendResult };
  'notice.read': { body: ReadNotices; answer: None };
  'number.delete': { body: NumberRef; answer: None };
  'number.map': { body: MapNumber; answer: None };
  'number.update': { body: UpdateNumber; answer: None };
  'offer.accept': { body: OfferRef; answer: None };
  'offer.decline': { body: OfferRef; answer: None };
  'presence.set': { body: SetPresence; answer: None };
  'template.discard': { body: TemplateRef; answer: None };
  'template.draft': { body: DraftTemplate; answer: IDResult };
  'thread.read': { body: ReadUpTo; answer: None };
  'thread.start': { body: StartThread; answer: SendResult };
  'thread.unread': { body: ThreadRef; answer: None };
  'unhandled.replay': { body: UnhandledRef; answer: None };
  'user.licences': { body: SetLicences; answer: None };
  'user.preferences': { body: Preferences; answer: None };
  'user.update': { body: UpdateUser; answer: None };
  'app.access': { body: None; answer: AppAccessList };
  'app.put': { body: AppPut; answer: AppAccess };
  'carrier.link': { body: CarrierLink; answer: CarrierState };
  'carrier.list': { body: None; answer: Carriers };
  'carrier.numbers': { body: None; answer: CarrierNumbers };
  'carrier.state': { body: None; answer: CarrierState };
  'clock.set': { body: SetClock; answer: ClockState };
  'me.changePassword': { body: ChangePassword; answer: PasswordChanged };
  'message.whole': { body: WholeRequest; answer: WholePage };
  'people.devices': { body: UserRef; answer: Devices };
  'people.invitations': { body: None; answer: Invitations };
  'people.invite': { body: Invite; answer: Invitation };
  'people.resetPassword': { body: UserRef; answer: Invitation };
  'people.revokeDevice': { body: DeviceRef; answer: None };
  'people.signOutAll': { body: UserRef; answer: None };
  'people.uninvite': { body: InvitationRef; answer: None };
  'pulse': { body: None; answer: Pulse };
  'search': { body: SearchRequest; answer: OlderPage };
  'setup.begin': { body: SetupBegin; answer: Setup };
  'setup.check': { body: CheckNumber; answer: CheckedNumber };
  'setup.code': { body: SetupRef; answer: SealedCode };
  'setup.connect': { body: SetupConnect; answer: Setup };
  'setup.drop': { body: SetupRef; answer: None };
  'setup.finish': { body: SetupFinish; answer: Setup };
  'setup.leave': { body: SetupRef; answer: None };
  'setup.list': { body: None; answer: Setups };
  'setup.renew': { body: SetupRef; answer: Setup };
  'setup.request': { body: SetupRequest; answer: Setup };
  'setup.save': { body: SetupSave; answer: Setup };
  'setup.verify': { body: SetupVerify; answer: Setup };
  'sync.skipped': { body: SkippedRows; answer: None };
  'templates.pull': { body: WabaRef; answer: None };
  'thread.older': { body: OlderRequest; answer: OlderPage };
  'unhandled.raw': { body: UnhandledRef; answer: RawUnhandled };
  'waba.numbers': { body: WabaRef; answer: WabaNumbers };
  'waba.verify': { body: WabaVerify; answer: WabaVerified };
}

export interface AppAccess {
  id: string;
  provider: string;
  name: string;
  webhookUrl: string;
  verifyToken: string;
  handshakeAt: number;
}

export interface AppAccessList {
  apps: AppAccess[];
  providers: OfferedProvider[];
}

export interface AppPut {
  id: string;
  provider?: string;
  name: string;
  secret: string;
}

export interface CarrierLink {
  provider: string;
  apiKey: string;
  apiSecret: string;
  signatureSecret: string;
  signatureMethod: string;
}

export interface CarrierNumbers {
  numbers: CarrierNumber[];
}

export interface CarrierState {
  provider: string;
  linked: boolean;
  signed: boolean;
  webhookUrl: string;
  methods: string[];
}

export interface Carriers {
  carriers: CarrierState[];
}

export interface ChangePassword {
  old: string;
  new: string;
  next?: string;
}

export interface CheckNumber {
  phone: string;
}

export interface CheckedNumber {
  ok: boolean;
  phone: string;
  display: string;
  reason: string;
  message?: string;
  notes: string[];
  inUse: string;
}

export interface ClockState {
  sure: boolean;
  computer: number;
  ahead: number;
}

export interface DeleteInbox {
  id: string;
  moveTo: string;
}

export interface DeviceRef {
  deviceId: string;
}

export interface Devices {
  devices: Device[];
}

export interface DraftTemplate {
  templateId: string;
  wabaId: string;
  name: string;
  language: string;
  version: number;
  category: string;
  headerText: string;
  body: string;
  footer: string;
}

export interface IDResult {
  id: string;
}

export interface InteractionRef {
  interactionId: string;
  epoch: number;
}

export interface Invitation {
  id: string;
  name: string;
  email: string;
  role: string;
  link: string;
  code: string;
  expiresAt: number;
}

export interface InvitationRef {
  id: string;
}

export interface Invitations {
  invitations: Invitation[];
}

export interface Invite {
  name: string;
  email: string;
  role: string;
  without?: string[];
}

export interface MapNumber {
  numberId: string;
  inboxId: string;
}

export interface MessageRef {
  messageId: string;
}

export type None = Record<string, never>;

export interface NumberRef {
  numberId: string;
}

export interface OfferRef {
  offerId: string;
}

export interface OlderPage {
  items: Change[];
  more: boolean;
}

export interface OlderRequest {
  threadId: string;
  at: number;
  seq: number;
  limit: number;
}

export interface PasswordChanged {
  token?: string;
}

export interface Preferences {
  readReceipts: boolean;
}

export interface Pulse {
  now: number;
  version: string;
  publicUrl: string;
  practice: boolean;
  unhandled: number;
  numbers: NumberPulse[];
  alarms: string[];
  clock: ClockState;
}

export interface PutInbox {
  id: string;
  name: string;
  mode: string;
  numberId: string;
  noNumber?: boolean;
  reassignSeconds: number;
  members: string[];
}

export interface RawUnhandled {
  json: string;
  cut: boolean;
}

export interface ReadNotices {
  ids: string[];
  all: boolean;
}

export interface ReadUpTo {
  threadId: string;
  upToSeq: number;
}

export interface SaveContact {
  contactId: string;
  name: string;
  accountId: string;
}

export interface SealedCode {
  found: boolean;
  box: string;
}

export interface SearchRequest {
  query: string;
  threadId: string;
  before: number;
  limit: number;
}

export interface Send {
  threadId: string;
  interactionId: string;
  epoch: number;
  seenSeq: number;
  onlyUnanswered: boolean;
  validUntil: number;
  writtenAt: number;
  content: SendContent;
}

export interface SendResult {
  messageId: string;
  threadId: string;
}

export interface SetClock {
  now: number;
}

export interface SetLicences {
  userId: string;
  licences: string[];
}

export interface SetPresence {
  userId: string;
  state: string;
  reason: string;
}

export interface Setup {
  id: string;
  phone: string;
  display: string;
  step: string;
  holder: string;
  holderName: string;
  mine: boolean;
  leaseSince: number;
  leaseUntil: number;
  appId: string;
  wabaId: string;
  phoneId: string;
  displayName: string;
  codeMethod: string;
  codeAskedAt: number;
  codeCameAt: number;
  resendAt: number;
  verifiedAt: number;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
  profile: Profile;
  inboxId: string;
  finishStep: string;
  finishDone: string[];
  numberId: string;
  problem: string;
  said?: Failure | null;
  problemCode: number;
  carrierOwned: boolean;
  updatedAt: number;
}

export interface SetupBegin {
  phone: string;
}

export interface SetupConnect {
  setupId: string;
  wabaId: string;
  displayName: string;
}

export interface SetupFinish {
  setupId: string;
  pin: string;
}

export interface SetupRef {
  setupId: string;
}

export interface SetupRequest {
  setupId: string;
  method: string;
}

export interface SetupSave {
  setupId: string;
  step: string;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
  profile: Profile;
  inboxId: string;
}

export interface SetupVerify {
  setupId: string;
  code: string;
}

export interface Setups {
  setups: Setup[];
}

export interface SkippedRows {
  rows: Skipped[];
}

export interface StartThread {
  numberId: string;
  contactId: string;
  phone: string;
  name: string;
  template: SendTemplate;
}

export interface TemplateRef {
  templateId: string;
}

export interface ThreadRef {
  threadId: string;
}

export interface Transfer {
  interactionId: string;
  epoch: number;
  to: string;
}

export interface UnhandledRef {
  unhandledId: string;
}

export interface UpdateNumber {
  numberId: string;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
}

export interface UpdateUser {
  userId: string;
  name: string;
  role: string;
  active: boolean;
  whatsApp: boolean;
  capacity: number;
}

export interface UserRef {
  userId: string;
}

export interface WabaNumbers {
  numbers: WabaNumber[];
}

export interface WabaRef {
  wabaId: string;
}

export interface WabaVerified {
  wabaId: string;
  name: string;
  scopes: string[];
  missing: string[];
  expiresAt: number;
  problem: string;
  said?: Failure | null;
}

export interface WabaVerify {
  appId: string;
  wabaId: string;
  token: string;
}

export interface WholePage {
  text: string;
  next: number;
}

export interface WholeRequest {
  messageId: string;
  from: number;
}

export interface CarrierNumber {
  phone: string;
  carrier: string;
  country: string;
  type: string;
  sms: boolean;
  voice: boolean;
  used: string;
}

export interface Change {
  kind: string;
  id: string;
  gone?: boolean;
  stub?: boolean;
  body?: unknown;
}

export interface Device {
  id: string;
  name: string;
  platform: string;
  createdAt: number;
  lastSeenAt: number;
  current: boolean;
  key?: string;
}

export interface Failure {
  code: string;
  subcode?: string;
  params?: Record<string, unknown>;
  message?: string;
}

export interface KV {
  key: string;
  value: string;
}

export interface NumberPulse {
  numberId: string;
  lastEventAt: number;
  events: number;
  duplicates: number;
}

export interface OfferedProvider {
  name: string;
  channel: string;
}

export interface Profile {
  about: string;
  address: string;
  description: string;
  email: string;
  vertical: string;
  websites: string[];
}

export interface SendContent {
  type: string;
  text: string;
  mediaId: string;
  fileName: string;
  mime: string;
  size: number;
  location: Location | null;
  template: SendTemplate | null;
  emoji: string;
  replyTo: string;
}

export interface SendTemplate {
  templateId: string;
  headerText: string;
  mediaId: string;
  fileName: string;
  mime: string;
  size: number;
  params: string[];
  buttonText: string;
}

export interface Skipped {
  kind: string;
  id: string;
  seq: number;
  why: string;
}

export interface WabaNumber {
  phoneId: string;
  phone: string;
  verifiedName: string;
  verified: boolean;
  registered: boolean;
  quality: string;
  used: string;
}

export interface Location {
  latitude: number;
  longitude: number;
  name: string;
  address: string;
  url: string;
}
