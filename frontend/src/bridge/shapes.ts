/* eslint-disable max-lines -- generated, and one thing */
/**
 * What goes between Go and the page. Written by `go run ./build/pagetypes`: change the Go code, not this file.
 * A text that is one of a list may be another one when the relay is newer than this page.
 */
import type {
  Access,
  AfterClose,
  Alarm,
  AlertChain,
  AlertFault,
  AttributeKind,
  AuthorKind,
  CannotHold,
  Cause,
  Channel,
  CheckCause,
  CheckName,
  CodeMethod,
  ConditionKind,
  ContactSort,
  DeclineReason,
  Disposition,
  DispositionRule,
  EndReason,
  ErrorCode,
  FactName,
  Fate,
  FileSort,
  FinishStep,
  FormField,
  Hindrance,
  IdentityCheck,
  InteractionState,
  Kind,
  KnownKind,
  LabelColour,
  Licence,
  Link,
  LinkDid,
  MediaState,
  MessageKind,
  MessageStatus,
  Mode,
  MoveCondition,
  NameHow,
  NoticeKind,
  NumberState,
  NumberTrouble,
  OfferState,
  OptInMethod,
  OptInRule,
  Outcome,
  Outside,
  Period,
  Phase,
  PhoneFault,
  PhoneKind,
  PhoneNote,
  PlanKind,
  Presence,
  Priority,
  Purpose,
  QueuedState,
  RatingPart,
  RatingSkip,
  Reason,
  Receives,
  RestrictionKind,
  ReviewState,
  Role,
  SentFate,
  ServiceResult,
  SetupStep,
  ShiftDeed,
  SignUpStage,
  SignUpWay,
  Silenced,
  SnoozeEnd,
  SpanBegin,
  SpanEnd,
  Standing,
  TemplateField,
  TemplateFilling,
  TemplateRule,
  TwoStepDrift,
  Unreached,
  Verdict,
  WebhooksPart,
} from '@/lib/lists';

export interface Abilities {
  notifications: boolean;
  sound: boolean;
  clipboard: boolean;
  problems: Failure[];
}

export interface AccountStanding {
  review: Standing | '';
  verification: Standing | '';
  noPayment: boolean;
  numbers: NumberStanding[];
}

export interface AdPicture {
  id: string;
  state: string;
  width: number;
  height: number;
}

export interface AddNote {
  threadId: string;
  text: string;
  mentions: string[];
}

export interface AddOptIn {
  contactId: string;
  optIn: NewOptIn;
}

export interface AgreedTemplate {
  at: number;
  category: string;
  headerKind: string;
  headerText: string;
  body: string;
  footer: string;
  buttons: TemplateButton[];
}

export interface Alert {
  title: string;
  body: string;
  threadId: string;
  setupId: string;
  type: string;
  problem: Failure | null;
}

export interface AlertLink {
  name: AlertChain;
  did: LinkDid;
  why: Hindrance | Silenced | '';
  problem?: Failure;
}

export interface AlertTest {
  id: string;
  links: AlertLink[];
  raisedAt: number;
  takenAt: number;
  seenAt: number;
}

export interface AlertTold {
  noticeId: string;
  at: number;
  raisedAt: number;
  takenAt: number;
  seenAt: number;
  fault: AlertFault | '';
}

export interface AlertsTold {
  items: AlertTold[];
}

export interface App {
  id: string;
  name: string;
  handshakeAt: number;
}

export interface AppAccess {
  id: string;
  provider: string;
  name: string;
  webhookUrl: string;
  verifyToken: string;
  handshakeAt: number;
  refusedAt: number;
  configId: string;
  connectUrl: string;
  hostedUrl: string;
  hostedToken: boolean;
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
  configId?: string;
  hostedUrl?: string;
  systemToken?: string;
}

export interface AppRef {
  appId: string;
}

export interface AppState {
  phase: Phase;
  profile: string;
  practice: boolean;
  thisComputer: boolean;
  relayUrl: string;
  relayName: string;
  fresh: boolean;
  userId: string;
  userName: string;
  role: Role | '';
  deviceId: string;
  keychain: boolean;
  version: string;
  clockSkew: number;
  signInEnds: number;
  link: LinkState;
  missed: Missed;
  repairs: Failure[];
  problem: Failure | null;
  receives: Receives;
  organizations: Organization[];
}

export interface Arranged {
  whatsApp?: boolean;
  capacity?: number;
  autoAccept?: boolean;
  outbound?: Outbound;
  places?: Places;
  presence?: Presence | '';
  reason?: string;
}

export interface Attribute {
  id: string;
  name: string;
  type: AttributeKind;
  options?: string[];
}

export interface AttributeRef {
  id: string;
}

export interface BlockContact {
  contactId: string;
  blocked: boolean;
}

export interface Branched {
  n: number;
  if: PlanCondition[];
}

export interface BusinessNumber {
  id: string;
  provider: string;
  channel: Channel | '';
  wabaId: string;
  phone: string;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
  verifiedName: string;
  profile: Profile;
  profileId: string;
  shown?: ShownProfile;
  state: NumberState;
  why?: Failure;
  off: boolean;
  problem: string;
  quality: string;
  twoStep?: TwoStep;
  identityCheck?: IdentityCheck | '';
  news?: NumberNews;
  planId: string;
  inboxId: string;
  history: NumberHistory;
  onPhone: boolean;
  noNames?: Failure;
}

export interface BusinessProfile {
  id: string;
  name: string;
  profile: Profile;
  picture: string;
  seq: number;
}

export interface ButtonValue {
  index: number;
  value: string;
}

export interface Candidate {
  userId: string;
  reason: Reason;
  since: number;
  open: number;
  limit: number;
  level?: number;
  idleSince?: number;
  last?: boolean;
  openHere?: number;
  limitHere?: number;
}

export interface CannedEdit {
  shared?: boolean;
  shortcut?: string;
  title?: string;
  text?: string;
  inboxes?: CannedList;
  files?: CannedList;
}

export interface CannedFile {
  mediaId: string;
  fileName: string;
  mime: string;
  size: number;
}

export interface CannedImported {
  added: number;
  changed: number;
  same: number;
  refused: ContactLineFault[];
}

export interface CannedLine {
  shortcut: string;
  title?: string;
  text: string;
  inboxes?: string[];
}

export interface CannedList {
  list: string[];
}

export interface CannedReply {
  id: string;
  userId: string;
  shared: boolean;
  shortcut: string;
  title: string;
  text: string;
  inboxes: string[];
  at: number;
  files?: CannedFile[];
}

export interface CannedReplyRef {
  id: string;
}

export interface CarrierLink {
  provider: string;
  account?: string;
  apiKey: string;
  apiSecret: string;
  signatureSecret: string;
  signatureMethod: string;
}

export interface CarrierNumber {
  phone: string;
  carrier: string;
  country: string;
  type: string;
  sms: boolean;
  voice: boolean;
  used: string;
  setUp?: boolean;
  setUpBy?: string;
  smsUsed?: string;
}

export interface CarrierNumbers {
  numbers: CarrierNumber[];
}

export interface CarrierRef {
  provider: string;
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

export interface Change {
  kind: Kind;
  id: string;
  gone?: boolean;
  stub?: boolean;
  body?: unknown;
}

export interface ChangePassword {
  old: string;
  new: string;
  next?: string;
}

export interface ChangeSet {
  rev: number;
  more: boolean;
  rows: Rows;
  gone: GoneRow[];
  unread: UnreadCount[];
}

export interface Check {
  name: CheckName;
  verdict: Verdict;
  facts: Fact[];
  said?: Failure;
}

export interface CheckNumber {
  phone: string;
}

export interface CheckedNumber {
  ok: boolean;
  phone: string;
  display: string;
  reason: PhoneFault | '';
  message?: string;
  notes: PhoneNote[];
  inUse: string;
  setUp?: boolean;
  setUpBy?: string;
}

export interface Checkup {
  id: string;
  at: number;
  cause: CheckCause | '';
  by: string;
  checks: Check[];
  changedAt: number;
  inboundAt: number;
  deliveredAt: number;
  provenAt: number;
  silence?: Silence;
  proving?: Proving;
}

export interface CheckupProgress {
  running: boolean;
  since: number;
  checks: Check[];
}

export interface Choice {
  title: string;
  about: string;
}

export interface ChoiceSection {
  title: string;
  rows: Choice[];
}

export interface Choices {
  header: string;
  footer: string;
  open: string;
  sections: ChoiceSection[];
}

export interface ClockState {
  sure: boolean;
  computer: number;
  ahead: number;
}

export interface CodeView {
  found: boolean;
  code: SetupCode;
}

export interface Contact {
  id: string;
  label: string;
  savedName: string;
  profileName: string;
  username: string;
  phone: string;
  phoneHidden: boolean;
  accountId: string;
  language?: string;
  labels?: string[];
  group: boolean;
  createdAt: number;
  optIns?: OptIn[];
  stops?: Stop[];
  stopped?: boolean;
  notes?: ContactNote[];
  attributes?: KV[];
  blockedAt?: number;
  blockedBy?: string;
  mergedInto?: string;
  mergedAt?: number;
  mergedBy?: string;
  parts?: string[];
  known?: KnownName[];
}

export interface ContactCard {
  name: string;
  phones: string[];
  phonesHidden: boolean;
  emails: string[];
  company: string;
  department: string;
  title: string;
  urls: string[];
  addresses: string[];
  birthday: string;
  kinds?: PhoneKind[];
}

export interface ContactEdit {
  name?: string;
  accountId?: string;
  language?: string;
  join?: string[];
  leave?: string[];
  attributes?: KV[];
}

export interface ContactFacts {
  language: string;
  labels: string[];
}

export interface ContactFile {
  messageId: string;
  threadId: string;
  interactionId: string;
  at: number;
  seq: number;
  out: boolean;
  type: MessageKind;
  media: Media;
}

export interface ContactFiles {
  files: ContactFile[];
  more: boolean;
  at: number;
  seq: number;
}

export interface ContactFilesAsk {
  contactId: string;
  at: number;
  seq: number;
}

export interface ContactLine {
  phone: string;
  name?: string;
  accountId?: string;
  language?: string;
  labels?: string[];
  attributes?: KV[];
}

export interface ContactLineFault {
  row: number;
  said: Failure | null;
}

export interface ContactNote {
  id: string;
  at: number;
  by: string;
  text: string;
}

export interface ContactNoteRef {
  contactId: string;
  noteId: string;
}

export interface ContactRef {
  contactId: string;
}

export interface ContactRow {
  contact: Contact;
  lastAt: number;
  person?: Contact;
}

export interface ContactTalk {
  threadId: string;
  interactionId: string;
  numberId: string;
  inboxId: string;
  owner: string;
  state: InteractionState;
  endReason: string;
  startedAt: number;
  firstSeq: number;
  endedAt: number;
  title: string;
}

export interface ContactTalks {
  talks: ContactTalk[];
  more: boolean;
}

export interface ContactsAsk {
  text: string;
  sort: ContactSort;
  blocked?: boolean;
  merged?: boolean;
  label?: string;
  after?: string;
}

export interface ContactsImported {
  added: number;
  changed: number;
  same: number;
  refused: ContactLineFault[];
}

export interface ContactsPage {
  contacts: ContactRow[];
  matching: number;
  more: boolean;
}

export interface CredentialUse {
  of: string;
  usedAt: number;
  failedAt: number;
  said?: Failure;
}

export interface CredentialUses {
  uses: CredentialUse[];
}

export interface Customer {
  id: string;
  name: string;
  phone?: string;
}

export interface Customers {
  customers: Customer[];
  more: boolean;
}

export interface CustomersAsk {
  text: string;
  id?: string;
}

export interface Decision {
  id: string;
  interactionId: string;
  threadId: string;
  at: number;
  mode: Mode;
  outcome: Outcome;
  cause: Cause;
  winner: string;
  reason: Reason | '';
  candidates: Candidate[];
  version: number;
}

export interface DecisionRef {
  decisionId: string;
}

export interface Decline {
  userId: string;
  reason: DeclineReason | '';
  note?: string;
}

export interface DeleteInbox {
  id: string;
  moveTo: string;
}

export interface DeleteNote {
  messageId: string;
  undo: boolean;
}

export interface DeleteTemplate {
  templateId: string;
  all: boolean;
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

export interface DeviceRef {
  deviceId: string;
}

export interface Devices {
  devices: Device[];
}

export interface Draft {
  threadId: string;
  text: string;
}

export interface DraftFile {
  threadId: string;
  file: QueuedFile;
}

export interface DraftPut {
  newer?: KeptDraft;
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
  rename?: string;
  headerKind?: string;
  headerSample?: string;
  headerHandle?: string;
  headerFile?: string;
  samples?: string[];
  buttons?: TemplateButton[];
  fills?: TemplateFill[];
}

export interface DraftsAsk {
  since: number;
  notes?: boolean;
}

export interface EditNote {
  messageId: string;
  text: string;
  mentions: string[];
}

export interface EndShift {
  items: ShiftItem[];
}

export interface Fact {
  name: FactName;
  text: string;
  at: number;
}

export interface Failure {
  code: ErrorCode;
  subcode?: string;
  params?: Record<string, unknown>;
  message?: string;
}

export interface FileInteraction {
  interactionId: string;
  back: boolean;
}

export interface Filing {
  at: number;
  by: string;
  back: boolean;
}

export interface FollowThread {
  threadId: string;
  userId: string;
  stop?: boolean;
}

export interface FormReason {
  field: FormField;
  said: Failure;
}

export interface GoneRow {
  type: Kind;
  id: string;
}

export interface Handover {
  to: string;
  inboxId: string;
  draft: boolean;
  shiftEnd: boolean;
}

export interface Hold {
  seconds: number;
  batch: string;
}

export interface Holiday {
  date: string;
  name: string;
  from?: number;
  to?: number;
}

export interface HolidayRegion {
  code: string;
  part?: string;
}

export interface HolidaysAsk {
  region: string;
  year: number;
}

export interface Hours {
  zone: string;
  week: OpenSpan[];
  holidays?: Holiday[];
  outside: Outside;
  message?: string;
  inboxId?: string;
}

export interface IDResult {
  id: string;
}

export interface IdentityChecked {
  threadId: string;
  since: number;
}

export interface ImportCanned {
  shared: boolean;
  rows: CannedLine[];
  ahead?: number;
}

export interface ImportContacts {
  rows: ContactLine[];
}

export interface ImportOptIns {
  rows: OptInRow[];
}

export interface ImportPeople {
  rows: PersonRow[];
  dry: boolean;
}

export interface InView {
  threadId?: string;
  typing?: boolean;
}

export interface Inbox {
  id: string;
  name: string;
  type: Channel;
  mode: Mode;
  numberId: string;
  reassignSeconds: number;
  members: string[];
  levels?: Level[];
  dials?: number;
  capacity?: number;
  graceMinutes?: number;
  hours?: Hours;
  opening?: Opening;
  overflow?: Overflow;
  targets?: Targets;
  survey?: Survey;
  cut: boolean;
}

export interface InboxEdit {
  name?: string;
  mode?: Mode;
  numberId?: string;
  reassignSeconds?: number;
  join?: string[];
  leave?: string[];
  levels?: Level[];
  dials?: number;
  capacity?: number;
  graceMinutes?: number;
  hours?: Hours;
  overflow?: Overflow;
  targets?: Targets;
  survey?: Survey;
}

export interface Interaction {
  id: string;
  threadId: string;
  inboxId: string;
  state: InteractionState;
  owner: string;
  epoch: number;
  businessStarted: boolean;
  startedAt: number;
  firstSeq: number;
  endedAt: number;
  endReason: EndReason | '';
  endedBy: string;
  disposition: Disposition | '';
  dispositionRule: DispositionRule | '';
  serviceName: string;
  reopenedAt: number;
  branched?: Branched;
  overflowed?: Overflowed;
  serviceStartAt: number;
  answeredAt: number;
  owedSince?: number;
  waitingSince: number;
  escalated: boolean;
  decisionId: string;
  dataSource: KV[];
  endsAt?: number;
  lostAt?: number;
  levels?: ServiceLevels;
  declines?: Decline[];
  snoozes?: Snooze[];
  filings?: Filing[];
  tried?: PastOffer[];
  rating?: Rating;
  title?: string;
}

export interface InteractionRef {
  interactionId: string;
  epoch: number;
}

export interface Interactive {
  type: string;
  title: string;
  lines: KV[];
  total: string;
}

export interface Invitation {
  id: string;
  name: string;
  email: string;
  role: Role | '';
  link: string;
  code: string;
  expiresAt: number;
}

export interface InvitationRef {
  id: string;
}

export interface InvitationRefs {
  ids: string[];
}

export interface Invitations {
  invitations: Invitation[];
}

export interface Invite {
  name: string;
  email: string;
  role: Role;
  without?: Licence[];
  arranged?: Arranged;
}

export interface KV {
  key: string;
  value: string;
}

export interface KeptDraft {
  threadId: string;
  text: string;
  replyTo?: string;
  note?: boolean;
  at: number;
  base?: number;
}

export interface KeptDrafts {
  items: KeptDraft[];
  more?: boolean;
}

export interface KnownName {
  type: KnownKind;
  name: string;
  since?: number;
  how?: NameHow | '';
  via?: string;
  hidden?: boolean;
}

export interface Label {
  id: string;
  name: string;
  colour: LabelColour;
  were?: string[];
  holds?: string[];
  deleted?: boolean;
}

export interface LabelRef {
  labelId: string;
}

export interface LabelThread {
  threadId: string;
  add: string[];
  remove: string[];
}

export interface Level {
  userId: string;
  level: number;
}

export interface LicenceList {
  list: Licence[];
}

export interface LimitUsed {
  wabaId: string;
  customers: number;
  nextAt: number;
}

export interface LimitsUsed {
  accounts: LimitUsed[];
}

export interface LinkState {
  state: Link;
  behind: number;
  queued: number;
  lastEventAt: number;
  problem: Failure | null;
  skipped: number;
}

export interface ListFilter {
  list?: string;
  inboxes?: string[];
  numbers?: string[];
  agents?: string[];
  labels?: string[];
  windows?: string[];
  priorities?: string[];
  unread?: boolean;
  snoozed?: boolean;
}

export interface ListView {
  id: string;
  userId: string;
  shared: boolean;
  name: string;
  filter: ListFilter;
}

export interface ListViewRef {
  id: string;
}

export interface Location {
  latitude: number;
  longitude: number;
  name: string;
  address: string;
  url: string;
}

export interface Looker {
  userId: string;
  typing?: boolean;
}

export interface MapNumber {
  numberId: string;
  inboxId: string;
  planId?: string;
}

export interface Media {
  id: string;
  state: MediaState;
  reason: string;
  said?: Failure;
  mime: string;
  size: number;
  fileName: string;
  voice: boolean;
  animated: boolean;
  width: number;
  height: number;
}

export interface Mention {
  userId: string;
  name: string;
}

export interface MergeContacts {
  contactId: string;
  otherId: string;
  take?: string[];
}

export interface MergeLabels {
  from: string;
  into: string;
}

export interface MergePreview {
  contact: Contact;
  other: Contact;
  after: Contact;
}

export interface Message {
  id: string;
  threadId: string;
  interactionId: string;
  out: boolean;
  author: string;
  writer: string;
  clientId: string;
  seq: number;
  at: number;
  type: MessageKind;
  text: string;
  media: Media | null;
  location: Location | null;
  contacts: ContactCard[];
  interactive: Interactive | null;
  template: TemplateUse | null;
  system: string;
  replyTo: string;
  replyLost: boolean;
  forwarded: string;
  referral: string;
  ad: Referral | null;
  edited: boolean;
  earlier: Wording[];
  revoked: boolean;
  authorKind: AuthorKind | '';
  erased: boolean;
  echo: boolean;
  reactions: Reaction[];
  status: MessageStatus | '';
  statusAt: number;
  problem: Problem | null;
  more: boolean;
  handover?: Handover;
  mentions?: Mention[];
  other?: string;
  choices?: Choices;
  rating?: MessageRating;
  contrary?: StatusStamp;
}

export interface MessagePage {
  messages: Message[];
  more: boolean;
  offline: boolean;
}

export interface MessageRating {
  part: RatingPart;
  score?: number;
}

export interface MessageRef {
  messageId: string;
}

export interface Missed {
  messages: number;
  threads: number;
  since: number;
}

export interface MoveCheck {
  name: MoveCondition;
  said?: Failure;
}

export interface MoveChecked {
  checks: MoveCheck[];
}

export interface NewOptIn {
  method: OptInMethod;
  purposes: Purpose[];
  at: number;
  proof: string;
}

export interface News {
  seq: number;
  alerts: Alert[];
  open: string;
  openSetup: string;
  openLink: string;
}

export type None = Record<string, never>;

export interface NoteContact {
  contactId: string;
  text: string;
}

export interface Notice {
  id: string;
  type: NoticeKind;
  threadId: string;
  subject: string;
  at: number;
  read: boolean;
}

export interface NumberEdit {
  name?: string;
  description?: string;
  serviceName?: string;
  dataSource?: Pairs;
}

export interface NumberHistory {
  percent: number;
  problem: string;
  said?: Failure;
  at: number;
  asked: number;
}

export interface NumberIdentity {
  numberId: string;
  on: boolean;
}

export interface NumberMove {
  numberId: string;
  wabaId: string;
}

export interface NumberNews {
  trouble: NumberTrouble | '';
  limit: number;
  throughput: string;
  review: ReviewState | '';
  reviewName: string;
  reviewReason: string;
  username?: string;
}

export interface NumberPIN {
  numberId: string;
  pin: string;
}

export interface NumberProve {
  appId: string;
  phoneId: string;
  wabaId: string;
  token: string;
}

export interface NumberProven {
  phoneId: string;
  phone: string;
  verifiedName: string;
  verified: boolean;
  registered: boolean;
  waba: WabaVerified;
}

export interface NumberPulse {
  numberId: string;
  lastEventAt: number;
  events: number;
  duplicates: number;
}

export interface NumberRef {
  numberId: string;
}

export interface NumberStanding {
  numberId: string;
  official: boolean;
}

export interface Offer {
  id: string;
  interactionId: string;
  threadId: string;
  inboxId: string;
  userId: string;
  state: OfferState;
  offeredAt: number;
  expiresAt: number;
  why: Reason | '';
  firstLine: string;
  firstKind: MessageKind | 'revoked' | 'erased' | 'missedCall' | '';
  decisionId: string;
}

export interface OfferRef {
  offerId: string;
  reason?: DeclineReason | '';
  note?: string;
}

export interface OfferedProvider {
  name: string;
  channel: Channel;
  signUp: boolean;
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

export interface OpenSpan {
  day: number;
  from: number;
  to: number;
}

export interface Opening {
  closed: boolean;
  since: number;
  until: number;
  holiday: string;
}

export interface OptIn {
  id: string;
  method: OptInMethod;
  purposes: Purpose[];
  at: number;
  proof: string;
  by: string;
  recordedAt: number;
  imported: boolean;
  withdrawnAt: number;
  withdrawnBy: string;
}

export interface OptInRow {
  phone: string;
  name: string;
  optIn: NewOptIn;
}

export interface OptInRowFault {
  row: number;
  said: Failure | null;
}

export interface OptInsImported {
  added: number;
  known: number;
  contacts: number;
  refused: OptInRowFault[];
}

export interface Org {
  id: string;
  name: string;
  practice: boolean;
  seats?: Seat[];
  optIns?: OptInRule;
  awayReasons?: string[];
  attributes?: Attribute[];
}

export interface Organization {
  id: string;
  name: string;
  current: boolean;
  signedIn: boolean;
}

export interface Outbound {
  only: boolean;
  numbers: string[];
}

export interface Overflow {
  minutes: number;
  inboxId: string;
}

export interface Overflowed {
  from: string;
  at: number;
}

export interface OwedAddress {
  phone: string;
  display: string;
  carrier: string;
  since: number;
  calls?: boolean;
}

export interface Pairs {
  list: KV[];
}

export interface PasswordChange {
  old: string;
  new: string;
}

export interface PasswordChanged {
  token?: string;
}

export interface PastOffer {
  userId: string;
  outcome: 'declined' | 'missed';
  at: number;
  reason?: DeclineReason | '';
  note?: string;
}

export interface PeopleImported {
  kept: boolean;
  fates: PersonFate[];
  leftAlone?: string[];
}

export interface PersonFate {
  fate: Fate;
  said: Failure | null;
  invitation: Invitation | null;
}

export interface PersonRow {
  name: string;
  email: string;
  role?: Role | '';
  whatsApp?: boolean;
  capacity?: number;
  licences?: LicenceList;
  outbound?: Outbound;
  places?: Places;
  autoAccept?: boolean;
  presence?: Presence | '';
  reason?: string;
}

export interface Place {
  inboxId: string;
  level: number;
}

export interface Places {
  list: Place[];
}

export interface Plan {
  id: string;
  name: string;
  type: PlanKind;
  inboxId: string;
  branches?: PlanBranch[];
}

export interface PlanBranch {
  if: PlanCondition[];
  inboxId: string;
}

export interface PlanCondition {
  kind: ConditionKind;
  inboxId?: string;
  key?: string;
  value?: string;
}

export interface PlanEdit {
  name?: string;
  branches?: PlanBranch[];
  inboxId?: string;
}

export interface PlanRef {
  planId: string;
}

export interface PlanTried {
  branch: number;
  inboxId: string;
  held: TriedHeld[];
}

export interface Preferences {
  readReceipts: boolean;
  keepReceipts?: boolean;
  dayEnds?: number;
  autoAccept?: boolean;
  afterClose?: AfterClose | '';
}

export interface Problem {
  code: number;
  title: string;
  text: string;
  said?: Failure;
  source: string;
  at: number;
}

export interface Profile {
  about: string;
  address: string;
  description: string;
  email: string;
  vertical: string;
  websites: string[];
}

export interface ProfilePut {
  id: string;
  numberId: string;
  name: string;
  profile: Profile;
  picture: string;
}

export interface ProfileRef {
  profileId: string;
}

export interface ProfileUse {
  numberId: string;
  profileId: string;
}

export interface Proving {
  code: string;
  by: string;
  since: number;
  threadId: string;
  seenAt: number;
  answerId: string;
  status: MessageStatus | '';
  statusAt: number;
  failed: boolean;
  arrived: boolean;
  said?: Failure;
}

export interface ProvingAnswer {
  numberId: string;
  text: string;
}

export interface PublicHoliday {
  date: string;
  name: string;
  observed?: boolean;
}

export interface PublicHolidays {
  regions: HolidayRegion[];
  days: PublicHoliday[];
}

export interface Pulse {
  now: number;
  version: string;
  publicUrl: string;
  practice: boolean;
  unhandled: number;
  numbers: NumberPulse[];
  alarms: Alarm[];
  clock: ClockState;
}

export interface PutAttribute {
  id: string;
  name: string;
  type: AttributeKind;
  options?: string[];
}

export interface PutCannedReply {
  id: string;
  shared: boolean;
  shortcut: string;
  title: string;
  text: string;
  inboxes: string[];
  files?: CannedFile[];
  edited?: CannedEdit;
}

export interface PutDraft {
  threadId: string;
  text: string;
  replyTo?: string;
  at: number;
  note?: boolean;
  base?: number;
}

export interface PutInbox {
  id: string;
  name: string;
  type?: Channel | '';
  mode: Mode;
  numberId: string;
  noNumber?: boolean;
  reassignSeconds: number;
  members: string[];
  levels?: Level[];
  dials?: number;
  capacity?: number;
  graceMinutes?: number;
  hours?: Hours;
  overflow?: Overflow;
  targets?: Targets;
  survey?: Survey;
  edited?: InboxEdit;
}

export interface PutLabel {
  id: string;
  name: string;
  colour: LabelColour | '';
}

export interface PutListView {
  id: string;
  shared: boolean;
  name: string;
  filter: ListFilter;
}

export interface PutPlan {
  id: string;
  name: string;
  branches: PlanBranch[];
  inboxId: string;
  edited?: PlanEdit;
}

export interface PutSavedFilter {
  id: string;
  name: string;
  filter: RecordFilter;
  period: Period;
  firstDay: string;
  lastDay: string;
  default: boolean;
}

export interface Queued {
  clientId: string;
  threadId: string;
  name: string;
  send: Send | null;
  start: StartThread | null;
  note?: AddNote;
  file: QueuedFile | null;
  state: QueuedState;
  reason: string;
  said?: Failure;
  message: string;
  at: number;
  holdUntil?: number;
  batch?: string;
  tried?: boolean;
}

export interface QueuedFile {
  localId: string;
  fileName: string;
  mime: string;
  size: number;
  mediaId: string;
  voice?: boolean;
}

export interface Rating {
  dueAt?: number;
  skipped?: RatingSkip | '';
  askedAt?: number;
  failed?: boolean;
  score?: number;
  answeredAt?: number;
  commentId?: string;
}

export interface RawUnhandled {
  json: string;
  cut: boolean;
}

export interface Reach {
  away: boolean;
}

export interface Reaction {
  out: boolean;
  emoji: string;
}

export interface ReadMark {
  threadId: string;
  upToSeq: number;
  unread: boolean;
}

export interface ReadNotices {
  ids: string[];
  all: boolean;
}

export interface ReadUpTo {
  threadId: string;
  upToSeq: number;
}

export interface RecordAgent {
  userId: string;
  from: number;
  to: number;
  began: SpanBegin;
  ended: SpanEnd | '';
}

export interface RecordColumn {
  key: string;
  label: string;
}

export interface RecordFilter {
  text?: string;
  from?: number;
  to?: number;
  numbers?: string[];
  services?: string[];
  sources?: string[];
  contact?: string;
  inboxes?: string[];
  plans?: string[];
  agents?: string[];
  startedBy?: string[];
  endedBy?: string[];
  started?: '' | 'customer' | 'business';
  dispositions?: string[];
  before?: string[];
  rules?: string[];
  endReasons?: string[];
  promised?: string[];
  queue: RecordRange;
  first: RecordRange;
  handling: RecordRange;
  messages: RecordRange;
  unanswered?: boolean;
  noAgent?: boolean;
  channel?: Channel | '';
  hours?: number[];
  zone?: string;
  templates?: string[];
  fate?: SentFate | '';
  ratings?: string[];
}

export interface RecordRange {
  from?: number;
  to?: number;
}

export interface RecordRow {
  interactionId: string;
  threadId: string;
  firstSeq: number;
  line: number;
  numberId: string;
  serviceName: string;
  dataSource: KV[];
  contactId: string;
  contactName: string;
  contactPhone: string;
  inboxId: string;
  planId: string;
  businessStarted: boolean;
  startedBy: string;
  startedAt: number;
  endedAt: number;
  endReason: string;
  endedBy: string;
  disposition: string;
  rule: string;
  before: string;
  beforeRule: string;
  agents: RecordAgent[];
  moreAgents: number;
  queue: number;
  first: number;
  handling: number;
  messagesIn: number;
  messagesOut: number;
  sentiment: string;
  service?: RecordService;
  score?: number;
}

export interface RecordService {
  firstDue: number;
  first: ServiceResult | '';
  nextMet: number;
  nextMissed: number;
  resolutionDue: number;
  resolution: ServiceResult | '';
}

export interface RecordsAsk {
  filter: RecordFilter;
  before: number;
  limit: number;
}

export interface RecordsExport {
  filter: RecordFilter;
  columns: RecordColumn[];
  separator: string;
  words: KV[];
}

export interface RecordsPage {
  rows: RecordRow[];
  more: boolean;
  matching: number;
  all: number;
  services: string[];
  sources: string[];
  lines: number;
  hash: string;
}

export interface Redirect {
  numberId: string;
  address: string;
  here: boolean;
}

export interface Referral {
  url: string;
  type: string;
  id: string;
  headline: string;
  body: string;
  media: string;
  clickId: string;
  welcome: string;
  mediaUrl?: string;
  picture?: AdPicture;
}

export interface Rehearsal {
  state: 'none' | 'running' | 'done' | 'failed' | 'cancelled';
  inboxId: string;
  percent: number;
  from: number;
  to: number;
  chats: number;
  differs?: RehearsalDiffers;
  since?: number;
  old?: RehearsalSide;
  new?: RehearsalSide;
  moved: RehearsalMoved[];
  all: number;
  assumed: number;
  why?: Failure;
}

export interface RehearsalDiffers {
  at: number;
  threadId: string;
  was: string;
  is: string;
}

export interface RehearsalMoved {
  threadId: string;
  at: number;
  was: string;
  is: string;
  waitWas: number;
  waitIs: number;
  wasAway?: boolean;
  isAway?: boolean;
}

export interface RehearsalShare {
  userId: string;
  chats: number;
}

export interface RehearsalSide {
  taken: number;
  p50: number;
  p95: number;
  away?: number;
  waiting: number;
  lost: number;
  shares: RehearsalShare[];
}

export interface RehearseAsk {
  inboxId: string;
  mode: Mode;
  reassignSeconds: number;
  members: string[];
  levels?: Level[];
  dials?: number;
  hours?: Hours;
  overflow?: Overflow;
  capacity?: number;
  days: number;
  from?: number;
}

export interface Replayed {
  same: boolean;
  version: number;
  bytes: number;
  at?: number;
  was?: string;
  is?: string;
  why?: Failure;
}

export interface Report {
  zone: string;
  conversations: number;
  goOn: number;
  byBusiness: number;
  unanswered: number;
  noAgent: number;
  messagesIn: number;
  messagesOut: number;
  hours: number[];
  days: ReportDay[];
  daysCut: boolean;
  queue: ReportWait;
  first: ReportWait;
  handling: ReportWait;
  dispositions: ReportCount[];
  before: ReportCount[];
  endReasons: ReportCount[];
  promised: ReportCount[];
  agents: ReportAgent[];
  moreAgents: number;
  ratings?: ReportRatings;
  templates?: ReportTemplate[];
  moreTemplates?: number;
}

export interface ReportAgent {
  userId: string;
  conversations: number;
  ended: number;
}

export interface ReportAsk {
  filter: RecordFilter;
}

export interface ReportCount {
  key: string;
  count: number;
}

export interface ReportDay {
  day: string;
  count: number;
}

export interface ReportFailure {
  said: Failure | null;
  code: number;
  count: number;
}

export interface ReportFate {
  messages: number;
  conversations: number;
}

export interface ReportRating {
  key: string;
  asked: number;
  answered: number;
  sum: number;
  low: number;
}

export interface ReportRatings {
  asked: number;
  answered: number;
  comments: number;
  scores: number[];
  inboxes: ReportRating[];
  agents: ReportRating[];
  moreInboxes?: number;
  moreAgents?: number;
}

export interface ReportTemplate {
  templateId: string;
  name: string;
  language: string;
  sent: ReportFate;
  delivered: ReportFate;
  read: ReportFate;
  answered: ReportFate;
  failed: ReportFate;
  failures: ReportFailure[];
  charged: ReportCount[];
}

export interface ReportWait {
  count: number;
  p50: number;
  p95: number;
}

export interface Reservation {
  id: string;
  without?: Licence[];
  until: number;
  places?: Place[];
  presence?: Presence | '';
  reason?: string;
}

export interface Restriction {
  type: RestrictionKind | '';
  word: string;
  until: number;
}

export interface Rows {
  orgs: Org[];
  users: User[];
  apps: App[];
  wabas: Waba[];
  numbers: BusinessNumber[];
  inboxes: Inbox[];
  plans: Plan[];
  templates: Template[];
  contacts: Contact[];
  threads: Thread[];
  interactions: Interaction[];
  offers: Offer[];
  decisions: Decision[];
  messages: Message[];
  spans: Span[];
  readMarks: ReadMark[];
  notices: Notice[];
  unhandled: Unhandled[];
  reservations: Reservation[];
  profiles: BusinessProfile[];
  checkups: Checkup[];
  savedFilters: SavedFilter[];
  labels: Label[];
  listViews: ListView[];
  cannedReplies: CannedReply[];
}

export interface SMSAdd {
  carrier: string;
  phone: string;
  name: string;
  inboxId: string;
}

export interface SMSNumber {
  carrier: string;
  phone: string;
}

export interface SMSRoute {
  address: string;
  here: boolean;
  reached: boolean;
}

export interface SandboxAd {
  headline: string;
  body: string;
}

export interface SandboxButton {
  kind: string;
  id: string;
  title: string;
}

export interface SandboxCard {
  name: string;
  phone: string;
}

export interface SandboxCounters {
  delivered: number;
  pending: number;
  failed: number;
  retries: number;
  duplicates: number;
  apiCalls: number;
  apiErrors: number;
  accepted: number;
  sms: number;
}

export interface SandboxCustomer {
  id: string;
  name: string;
  phone: string;
  username: string;
  country: string;
  offline: boolean;
  noReceipts: boolean;
  noAutoRead: boolean;
  blocked: boolean;
  identity: number;
}

export interface SandboxFaults {
  webhookLatencyMs: number;
  apiLatencyMs: number;
  duplicateProbability: number;
  duplicateCount: number;
  reorderMs: number;
  apiErrorProbability: number;
  apiErrorCode: number;
  messagesOnly: boolean;
  failAfterSend: number;
  syncErrors: boolean;
  tokenDead: boolean;
  webhooksStopped: boolean;
  smsLost: boolean;
  breaks: CheckName[];
}

export interface SandboxLine {
  id: string;
  digits: string;
  name: string;
  status: string;
  atCarrier: boolean;
  verified: boolean;
  registered: boolean;
  live: boolean;
  lastText: string;
}

export interface SandboxMedia {
  mime: string;
  size: number;
  data: string;
}

export interface SandboxMessage {
  id: string;
  fromCustomer: boolean;
  type: string;
  stampMs: number;
  tick: string;
  errorCode: number;
  errorText: string;
  removed: boolean;
  replyTo: string;
  header: string;
  text: string;
  footer: string;
  mime: string;
  filename: string;
  mediaId: string;
  voice: boolean;
  latitude: number;
  longitude: number;
  name: string;
  address: string;
  cards: SandboxCard[];
  buttons: SandboxButton[];
  template: string;
  customerReaction: string;
  businessReaction: string;
}

export interface SandboxNews {
  phoneNumberId: string;
  what: string;
}

export interface SandboxPanel {
  rev: number;
  nowMs: number;
  accountId: string;
  appId: string;
  token: string;
  numbers: SandboxLine[];
  phones: SandboxPhone[];
  faults: SandboxFaults;
  counters: SandboxCounters;
}

export interface SandboxPhone {
  customer: SandboxCustomer;
  threads: SandboxThread[];
}

export interface SandboxPiece {
  mediaId: string;
  from: number;
}

export interface SandboxThread {
  phoneNumberId: string;
  businessName: string;
  unread: number;
  typing: boolean;
  windowEndsMs: number;
  messages: SandboxMessage[];
}

export interface SandboxWindow {
  phoneNumberId: string;
  act: string;
  code: string;
}

export interface SandboxWrite {
  customerId: string;
  numberId: string;
  kind: string;
  text: string;
  data: string;
  filename: string;
  latitude: number;
  longitude: number;
  name: string;
  address: string;
  buttonId: string;
  replyTo: string;
  target: string;
  agoMs: number;
  cards?: SandboxCard[];
  voice?: boolean;
  ad?: SandboxAd;
}

export interface SaveContact {
  contactId: string;
  name: string;
  accountId: string;
  known?: ContactFacts;
  attributes?: KV[];
  edited?: ContactEdit;
}

export interface SavedFilter {
  id: string;
  name: string;
  filter: RecordFilter;
  period: Period;
  firstDay: string;
  lastDay: string;
  default: boolean;
}

export interface SavedFilterRef {
  id: string;
}

export interface SavedTranscript {
  path: string;
  lacks: number;
}

export interface SealedCode {
  found: boolean;
  box: string;
}

export interface SealedSound {
  box: string;
  more: boolean;
}

export interface SearchFilter {
  from: string;
  numberId: string;
  labels: string[];
  files: FileSort | '';
  since: number;
  until: number;
}

export interface SearchRequest {
  query: string;
  threadId: string;
  before: number;
  limit: number;
  filter: SearchFilter;
}

export interface Seat {
  licence: Licence;
  bought: number;
}

export interface Send {
  threadId: string;
  interactionId: string;
  epoch: number;
  seenSeq: number;
  onlyUnanswered: boolean;
  onlyUnchanged?: boolean;
  validUntil: number;
  writtenAt: number;
  content: SendContent;
  askOptIn?: boolean;
  optIn?: NewOptIn;
  back?: boolean;
}

export interface SendContent {
  type: MessageKind;
  text: string;
  mediaId: string;
  fileName: string;
  mime: string;
  size: number;
  voice?: boolean;
  location: Location | null;
  template: SendTemplate | null;
  emoji: string;
  replyTo: string;
  card?: SentCard;
  choices?: Choices;
}

export interface SendResult {
  messageId: string;
  threadId: string;
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
  buttons?: ButtonValue[];
}

export interface SentCard {
  name: string;
  company: string;
  title: string;
  phones: SentPhone[];
  emails: string[];
}

export interface SentPhone {
  phone: string;
  kind: PhoneKind;
}

export interface ServiceLevels {
  first?: ServiceTarget;
  next?: ServiceTarget;
  resolution?: ServiceTarget;
}

export interface ServiceTarget {
  dueAt: number;
  warnAt: number;
  result: ServiceResult | '';
}

export interface SetAwayReasons {
  reasons: string[];
  was?: string[];
}

export interface SetClock {
  now: number;
}

export interface SetLicences {
  userId: string;
  licences: Licence[];
  changed?: Licence[];
}

export interface SetOptInRule {
  rule: OptInRule;
}

export interface SetPresence {
  userId: string;
  state: Presence;
  reason: string;
}

export interface SetPriority {
  interactionId: string;
  priority: Priority | '';
}

export interface Settings {
  theme: string;
  volume: number;
  muted: boolean;
  notifications: boolean;
  keepReceiving: string;
  enterSends: boolean;
  undoSeconds: number;
}

export interface Setup {
  id: string;
  phone: string;
  display: string;
  step: SetupStep;
  state: NumberState;
  holder: string;
  holderName: string;
  mine: boolean;
  leaseSince: number;
  leaseUntil: number;
  holderGone: boolean;
  askedBy: string;
  askedAt: number;
  keptAt: number;
  takeOverAt: number;
  appId: string;
  wabaId: string;
  phoneId: string;
  displayName: string;
  codeMethod: CodeMethod | '';
  codeAskedAt: number;
  codeCameAt: number;
  codeShownAt: number;
  codeCopiedAt: number;
  codeExpiresAt: number;
  resendAt: number;
  tryAt: number;
  verifiedAt: number;
  noPin?: boolean;
  lookedAt: number;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
  profile: Profile;
  profileId: string;
  added?: boolean;
  moveFrom?: string;
  inboxId: string;
  agentId: string;
  finishStep: FinishStep | '';
  finishDone: FinishStep[];
  numberId: string;
  problem: string;
  said?: Failure;
  problemCode: number;
  carrierOwned: boolean;
  carrierCalls: boolean;
  listens: boolean;
  updatedAt: number;
}

export interface SetupAnswer {
  setupId: string;
  handOver: boolean;
}

export interface SetupBegin {
  phone: string;
}

export interface SetupCode {
  setupId: string;
  code: string;
  sms: string;
  sender: string;
  receivedAt: number;
  expiresAt: number;
  call?: boolean;
  recording?: string;
}

export interface SetupConnect {
  setupId: string;
  wabaId: string;
  displayName: string;
}

export interface SetupCreate {
  wabaId: string;
  phone: string;
  name: string;
  active: boolean;
  agentId: string;
  inboxId: string;
  certificate: string;
  method: CodeMethod | '';
  pin: string;
}

export interface SetupCreated {
  reasons: FormReason[];
  setup?: Setup;
}

export interface SetupFinish {
  setupId: string;
  pin: string;
}

export interface SetupRecording {
  setupId: string;
  from: number;
}

export interface SetupRef {
  setupId: string;
}

export interface SetupRequest {
  setupId: string;
  method: CodeMethod;
}

export interface SetupSave {
  setupId: string;
  step: SetupStep;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
  profile: Profile;
  profileId: string;
  inboxId: string;
  agentId?: string;
}

export interface SetupVerify {
  setupId: string;
  code: string;
}

export interface Setups {
  setups: Setup[];
  owed?: OwedAddress[];
}

export interface ShiftFate {
  interactionId: string;
  epoch: number;
  said?: Failure;
}

export interface ShiftFates {
  items: ShiftFate[];
}

export interface ShiftItem {
  interactionId: string;
  epoch: number;
  do: ShiftDeed;
  to?: string;
  note?: string;
  draft?: string;
}

export interface ShiftPacket {
  items: ShiftProposal[];
}

export interface ShiftProposal {
  interactionId: string;
  to: string;
  reason: Reason | '';
  cause: Cause | '';
  manual: boolean;
}

export interface ShownProfile {
  seq: number;
  at: number;
  said?: Failure;
  theirs?: Profile;
  lookedAt: number;
}

export interface SignUp {
  id: string;
  appId: string;
  setupId: string;
  way: SignUpWay;
  url: string;
  stage: SignUpStage;
  until: number;
  accounts: SignUpAccount[];
  wabaId: string;
  phoneId: string;
  noNumber: boolean;
  step: string;
  said?: Failure;
  hosted: boolean;
  businessId: string;
}

export interface SignUpAccount {
  id: string;
  name: string;
  review: string;
  verification: string;
  linked: boolean;
}

export interface SignUpBegin {
  appId: string;
  setupId: string;
  way: SignUpWay;
  hosted?: boolean;
}

export interface SignUpChoose {
  signUpId: string;
  wabaId: string;
}

export interface SignUpConfirm {
  signUpId: string;
  mine: boolean;
  businessId: string;
}

export interface SignUpRef {
  signUpId: string;
}

export interface SignUps {
  signUps: SignUp[];
}

export interface Silence {
  since: number;
  usual: number;
}

export interface Skipped {
  kind: string;
  id: string;
  seq: number;
  why: string;
}

export interface SkippedRows {
  rows: Skipped[];
}

export interface Snooze {
  at: number;
  by: string;
  until: number;
  wokeAt: number;
  woke: SnoozeEnd | '';
}

export interface SnoozeInteraction {
  interactionId: string;
  epoch: number;
  until: number;
}

export interface Span {
  id: string;
  interactionId: string;
  threadId: string;
  inboxId: string;
  userId: string;
  from: number;
  to: number;
  began: SpanBegin;
  ended: SpanEnd | '';
  by?: string;
  endedBy?: string;
  into?: string;
}

export interface StartThread {
  numberId: string;
  contactId: string;
  phone: string;
  name: string;
  template: SendTemplate;
  text?: string;
  askOptIn?: boolean;
  optIn?: NewOptIn;
}

export interface StatusStamp {
  status: MessageStatus;
  at: number;
}

export interface Stop {
  at: number;
  refused: boolean;
  resumedAt: number;
}

export interface Survey {
  question: string;
  delayMinutes?: number;
  thanks?: string;
  templateId?: string;
}

export interface SwitchNumber {
  numberId: string;
  active: boolean;
}

export interface Switched {
  queued: number;
  password: boolean;
}

export interface TableProgress {
  state: 'none' | 'running' | 'saved' | 'failed';
  rows: number;
  all: number;
  path: string;
  problem: Failure | null;
}

export interface Taker {
  userId: string;
  open: number;
  capacity: number;
  why: CannotHold | '';
}

export interface Takers {
  people: Taker[];
}

export interface Targets {
  first: number;
  next: number;
  resolution: number;
  openHours: boolean;
}

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: string;
  status: string;
  rejectedReason: string;
  quality?: string;
  named: boolean;
  headerKind: string;
  headerText: string;
  body: string;
  footer: string;
  buttons: TemplateButton[];
  draft: TemplateDraft | null;
  agreed?: AgreedTemplate;
  other?: string[];
  headerSample?: string;
  samples?: string[];
  fills?: TemplateFill[];
  submittedAt?: number;
  asked?: string;
  editableAt?: number;
  heldUntil?: number;
}

export interface TemplateButton {
  type: string;
  text: string;
  url: string;
  phone?: string;
  sample?: string;
}

export interface TemplateChecked {
  faults: TemplateFault[];
}

export interface TemplateDraft {
  version: number;
  category: string;
  headerText: string;
  body: string;
  footer: string;
  by: string;
  at: number;
  headerKind?: string;
  headerSample?: string;
  headerHandle?: string;
  headerFile?: string;
  samples?: string[];
  buttons?: TemplateButton[];
  fills?: TemplateFill[];
}

export interface TemplateFault {
  field: TemplateField;
  rule: TemplateRule;
  at: number;
  name: string;
  most: number;
  have: number;
  until: number;
}

export interface TemplateFill {
  name: string;
  with: TemplateFilling;
}

export interface TemplateHandle {
  handle: string;
}

export interface TemplateRef {
  templateId: string;
}

export interface TemplateSample {
  wabaId: string;
  headerKind: string;
  mediaId: string;
  fileName: string;
}

export interface TemplateSubmitted {
  status: string;
  category: string;
}

export interface TemplateUse {
  name: string;
  language: string;
  header: string;
  footer: string;
  buttons: string[];
}

export interface Thread {
  id: string;
  numberId: string;
  channel: Channel | '';
  contactId: string;
  interactionId: string;
  open: boolean;
  state: InteractionState | '';
  inboxId: string;
  owner: string;
  epoch: number;
  access: Access;
  preview: string;
  previewKind: MessageKind | 'revoked' | 'erased' | 'missedCall' | '';
  previewOut: boolean;
  previewStatus: MessageStatus | 'failed' | '';
  lastAt: number;
  lastSeq: number;
  messages: number;
  lastCustomerAt: number;
  waitingSince: number;
  endReason?: EndReason | '';
  priority?: Priority | '';
  labels?: string[];
  snoozedUntil?: number;
  wokenAt?: number;
  into?: string;
  elsewhere?: boolean;
  changedSeq?: number;
  filed?: boolean;
  identityAt?: number;
  identityWrote?: boolean;
  followers?: string[];
  score?: number;
}

export interface ThreadRef {
  threadId: string;
}

export interface TitleInteraction {
  interactionId: string;
  title: string;
}

export interface Together {
  threadId: string;
  people: Looker[];
}

export interface Transcript {
  title: string;
  facts: string[][];
  days: TranscriptDay[];
}

export interface TranscriptDay {
  day: string;
  lines: TranscriptLine[];
}

export interface TranscriptLine {
  time: string;
  who: string;
  text: string;
  status: string;
  kind: 'in' | 'out' | 'note' | 'system';
}

export interface Transfer {
  interactionId: string;
  epoch: number;
  to: string;
  inboxId?: string;
  note?: string;
}

export interface TriedHeld {
  held: boolean[];
}

export interface TryPlan {
  branches: PlanBranch[];
  inboxId: string;
  numberId: string;
  contactId: string;
  phone: string;
  at: number;
}

export interface TwoStep {
  drift: TwoStepDrift | '';
  at: number;
  agreedAt: number;
}

export interface UndoShift {
  items: InteractionRef[];
  state: Presence;
  reason?: string;
}

export interface Unhandled {
  id: string;
  provider: string;
  account: string;
  field: string;
  type: string;
  reason: string;
  at: number;
  replayed: boolean;
  tried?: number;
  count: number;
}

export interface UnhandledRef {
  unhandledId: string;
}

export interface UnmergePreview {
  contact: Contact;
  other: Contact;
}

export interface UnreachedAlert {
  threadId: string;
  type: NoticeKind;
  at: number;
  people: UnreachedPerson[];
}

export interface UnreachedAlerts {
  items: UnreachedAlert[];
}

export interface UnreachedAsk {
  since: number;
}

export interface UnreachedPerson {
  userId: string;
  why: Unreached;
}

export interface UnreadCount {
  threadId: string;
  count: number;
}

export interface UpdateNumber {
  numberId: string;
  name: string;
  description: string;
  serviceName: string;
  dataSource: KV[];
  edited?: NumberEdit;
}

export interface UpdateUser {
  userId: string;
  name: string;
  role: Role;
  active: boolean;
  whatsApp: boolean;
  capacity: number;
  autoAccept?: boolean;
  outbound?: Outbound;
  places?: Places;
  edited?: UserEdit;
}

export interface User {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  whatsApp: boolean;
  capacity: number;
  without?: Licence[];
  readReceipts: boolean;
  dayEnds?: number;
  autoAccept?: boolean;
  afterClose?: AfterClose | '';
  outbound?: Outbound;
  presence: Presence;
  chosen: Presence | '';
  presenceReason: string;
  presenceSince: number;
  presenceBy?: string;
}

export interface UserEdit {
  name?: string;
  role?: Role;
  active?: boolean;
  whatsApp?: boolean;
  capacity?: number;
  autoAccept?: boolean;
  outbound?: Outbound;
  places?: Place[];
}

export interface UserRef {
  userId: string;
}

export interface VoiceSoFar {
  bytes: number;
  milliseconds: number;
  playIcon: number;
  longest: number;
}

export interface Waba {
  id: string;
  provider?: string;
  appId: string;
  name: string;
  verifiedAt: number;
  expiresAt: number;
  scopes: string[];
  problem: string;
  said?: Failure;
  restrictions?: Restriction[];
  maxNumbers?: number;
  templatesAt?: number;
}

export interface WabaNumber {
  phoneId: string;
  phone: string;
  verifiedName: string;
  verified: boolean;
  registered: boolean;
  quality: string;
  used: string;
  setUp?: boolean;
  setUpBy?: string;
  elsewhere?: boolean;
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
  said?: Failure;
}

export interface WabaVerify {
  appId: string;
  wabaId: string;
  token: string;
}

export interface Webhooks {
  address: string;
  appAddress: string;
  appHere: boolean;
  missing: string[];
  appSaid?: Failure;
  subscribed: boolean;
  others: string[];
  redirects: Redirect[];
  said?: Failure;
}

export interface WebhooksSend {
  wabaId: string;
  what: WebhooksPart;
  numberId: string;
  replace: boolean;
}

export interface WholePage {
  text: string;
  next: number;
}

export interface WholeRequest {
  messageId: string;
  from: number;
}

export interface WithdrawOptIn {
  contactId: string;
  optInId: string;
}

export interface Wording {
  text: string;
  at: number;
}
