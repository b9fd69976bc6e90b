export namespace bridge {
	
	export interface Abilities {
	    notifications: boolean;
	    sound: boolean;
	    clipboard: boolean;
	    problems: wire.Failure[];
	}
	export interface Alert {
	    title: string;
	    body: string;
	    threadId: string;
	    setupId: string;
	    type: string;
	    problem?: wire.Failure;
	}
	export interface AlertLink {
	    name: string;
	    did: string;
	    why: string;
	    problem?: wire.Failure;
	}
	export interface AlertTest {
	    id: string;
	    links: AlertLink[];
	    raisedAt: number;
	    takenAt: number;
	    seenAt: number;
	}
	export interface Organization {
	    id: string;
	    name: string;
	    current: boolean;
	    signedIn: boolean;
	}
	export interface Missed {
	    messages: number;
	    threads: number;
	    since: number;
	}
	export interface LinkState {
	    state: string;
	    behind: number;
	    queued: number;
	    lastEventAt: number;
	    problem?: wire.Failure;
	    skipped: number;
	}
	export interface AppState {
	    phase: string;
	    profile: string;
	    practice: boolean;
	    thisComputer: boolean;
	    relayUrl: string;
	    relayName: string;
	    fresh: boolean;
	    userId: string;
	    userName: string;
	    role: string;
	    deviceId: string;
	    keychain: boolean;
	    version: string;
	    clockSkew: number;
	    signInEnds: number;
	    link: LinkState;
	    missed: Missed;
	    repairs: wire.Failure[];
	    problem?: wire.Failure;
	    receives: string;
	    organizations: Organization[];
	}
	export interface UnreadCount {
	    threadId: string;
	    count: number;
	}
	export interface GoneRow {
	    type: string;
	    id: string;
	}
	export interface ChangeSet {
	    rev: number;
	    more: boolean;
	    rows: wire.Rows;
	    gone: GoneRow[];
	    unread: UnreadCount[];
	}
	export interface CodeView {
	    found: boolean;
	    code: wire.SetupCode;
	}
	export interface Draft {
	    threadId: string;
	    text: string;
	}
	export interface DraftFile {
	    threadId: string;
	    file: wire.QueuedFile;
	}
	
	export interface Hold {
	    seconds: number;
	    batch: string;
	}
	
	export interface MessagePage {
	    messages: wire.Message[];
	    more: boolean;
	    offline: boolean;
	}
	
	export interface News {
	    seq: number;
	    alerts: Alert[];
	    open: string;
	    openSetup: string;
	    openLink: string;
	}
	
	export interface PasswordChange {
	    old: string;
	    new: string;
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
	    breaks: string[];
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
	    data: number[];
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
	export interface SandboxThread {
	    phoneNumberId: string;
	    businessName: string;
	    unread: number;
	    typing: boolean;
	    windowEndsMs: number;
	    messages: SandboxMessage[];
	}
	export interface SandboxPhone {
	    customer: SandboxCustomer;
	    threads: SandboxThread[];
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
	
	export interface SandboxPiece {
	    mediaId: string;
	    from: number;
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
	    data: number[];
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
	export interface SavedTranscript {
	    path: string;
	    lacks: number;
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
	export interface Switched {
	    queued: number;
	    password: boolean;
	}
	export interface TranscriptLine {
	    time: string;
	    who: string;
	    text: string;
	    status: string;
	    kind: string;
	}
	export interface TranscriptDay {
	    day: string;
	    lines: TranscriptLine[];
	}
	export interface Transcript {
	    title: string;
	    facts: string[][];
	    days: TranscriptDay[];
	}
	
	

}

export namespace wire {
	
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
	export interface TemplateButton {
	    type: string;
	    text: string;
	    url: string;
	    phone?: string;
	    sample?: string;
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
	export interface App {
	    id: string;
	    name: string;
	    handshakeAt: number;
	}
	export interface Attribute {
	    id: string;
	    name: string;
	    type: string;
	    options?: string[];
	}
	export interface PlanCondition {
	    kind: string;
	    inboxId?: string;
	    key?: string;
	    value?: string;
	}
	export interface Branched {
	    n: number;
	    if: PlanCondition[];
	}
	export interface Profile {
	    about: string;
	    address: string;
	    description: string;
	    email: string;
	    vertical: string;
	    websites: string[];
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
	    reason: string;
	    since: number;
	    open: number;
	    limit: number;
	    level?: number;
	    idleSince?: number;
	    last?: boolean;
	    openHere?: number;
	    limitHere?: number;
	}
	export interface CannedFile {
	    mediaId: string;
	    fileName: string;
	    mime: string;
	    size: number;
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
	export interface Failure {
	    code: string;
	    subcode?: string;
	    params?: Record<string, any>;
	    message?: string;
	}
	export interface Fact {
	    name: string;
	    text: string;
	    at: number;
	}
	export interface Check {
	    name: string;
	    verdict: string;
	    facts: Fact[];
	    said?: Failure;
	}
	export interface Proving {
	    code: string;
	    by: string;
	    since: number;
	    threadId: string;
	    seenAt: number;
	    answerId: string;
	    status: string;
	    statusAt: number;
	    failed: boolean;
	    arrived: boolean;
	    said?: Failure;
	}
	export interface Silence {
	    since: number;
	    usual: number;
	}
	export interface Checkup {
	    id: string;
	    at: number;
	    cause: string;
	    by: string;
	    checks: Check[];
	    changedAt: number;
	    inboundAt: number;
	    deliveredAt: number;
	    provenAt: number;
	    silence?: Silence;
	    proving?: Proving;
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
	export interface KnownName {
	    type: string;
	    name: string;
	    since?: number;
	    how?: string;
	    via?: string;
	    hidden?: boolean;
	}
	export interface KV {
	    key: string;
	    value: string;
	}
	export interface ContactNote {
	    id: string;
	    at: number;
	    by: string;
	    text: string;
	}
	export interface Stop {
	    at: number;
	    refused: boolean;
	    resumedAt: number;
	}
	export interface OptIn {
	    id: string;
	    method: string;
	    purposes: string[];
	    at: number;
	    proof: string;
	    by: string;
	    recordedAt: number;
	    imported: boolean;
	    withdrawnAt: number;
	    withdrawnBy: string;
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
	    kinds?: string[];
	}
	
	export interface Decision {
	    id: string;
	    interactionId: string;
	    threadId: string;
	    at: number;
	    mode: string;
	    outcome: string;
	    cause: string;
	    winner: string;
	    reason: string;
	    candidates: Candidate[];
	    version: number;
	}
	export interface Decline {
	    userId: string;
	    reason: string;
	    note?: string;
	}
	
	
	export interface Filing {
	    at: number;
	    by: string;
	    back: boolean;
	}
	export interface Handover {
	    to: string;
	    inboxId: string;
	    draft: boolean;
	    shiftEnd: boolean;
	}
	export interface Holiday {
	    date: string;
	    name: string;
	    from?: number;
	    to?: number;
	}
	export interface OpenSpan {
	    day: number;
	    from: number;
	    to: number;
	}
	export interface Hours {
	    zone: string;
	    week: OpenSpan[];
	    holidays?: Holiday[];
	    outside: string;
	    message?: string;
	    inboxId?: string;
	}
	export interface Survey {
	    question: string;
	    delayMinutes?: number;
	    thanks?: string;
	    templateId?: string;
	}
	export interface Targets {
	    first: number;
	    next: number;
	    resolution: number;
	    openHours: boolean;
	}
	export interface Overflow {
	    minutes: number;
	    inboxId: string;
	}
	export interface Opening {
	    closed: boolean;
	    since: number;
	    until: number;
	    holiday: string;
	}
	export interface Level {
	    userId: string;
	    level: number;
	}
	export interface Inbox {
	    id: string;
	    name: string;
	    type: string;
	    mode: string;
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
	export interface Rating {
	    dueAt?: number;
	    skipped?: string;
	    askedAt?: number;
	    failed?: boolean;
	    score?: number;
	    answeredAt?: number;
	    commentId?: string;
	}
	export interface PastOffer {
	    userId: string;
	    outcome: string;
	    at: number;
	    reason?: string;
	    note?: string;
	}
	export interface Snooze {
	    at: number;
	    by: string;
	    until: number;
	    wokeAt: number;
	    woke: string;
	}
	export interface ServiceTarget {
	    dueAt: number;
	    warnAt: number;
	    result: string;
	}
	export interface ServiceLevels {
	    first?: ServiceTarget;
	    next?: ServiceTarget;
	    resolution?: ServiceTarget;
	}
	export interface Overflowed {
	    from: string;
	    at: number;
	}
	export interface Interaction {
	    id: string;
	    threadId: string;
	    inboxId: string;
	    state: string;
	    owner: string;
	    epoch: number;
	    businessStarted: boolean;
	    startedAt: number;
	    firstSeq: number;
	    endedAt: number;
	    endReason: string;
	    endedBy: string;
	    disposition: string;
	    dispositionRule: string;
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
	export interface Interactive {
	    type: string;
	    title: string;
	    lines: KV[];
	    total: string;
	}
	
	
	export interface Label {
	    id: string;
	    name: string;
	    colour: string;
	    were?: string[];
	    holds?: string[];
	    deleted?: boolean;
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
	export interface Media {
	    id: string;
	    state: string;
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
	export interface StatusStamp {
	    status: string;
	    at: number;
	}
	export interface MessageRating {
	    part: string;
	    score?: number;
	}
	export interface Problem {
	    code: number;
	    title: string;
	    text: string;
	    said?: Failure;
	    source: string;
	    at: number;
	}
	export interface Reaction {
	    out: boolean;
	    emoji: string;
	}
	export interface Wording {
	    text: string;
	    at: number;
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
	export interface TemplateUse {
	    name: string;
	    language: string;
	    header: string;
	    footer: string;
	    buttons: string[];
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
	    type: string;
	    text: string;
	    media?: Media;
	    location?: Location;
	    contacts: ContactCard[];
	    interactive?: Interactive;
	    template?: TemplateUse;
	    system: string;
	    replyTo: string;
	    replyLost: boolean;
	    forwarded: string;
	    referral: string;
	    ad?: Referral;
	    edited: boolean;
	    earlier: Wording[];
	    revoked: boolean;
	    authorKind: string;
	    erased: boolean;
	    echo: boolean;
	    reactions: Reaction[];
	    status: string;
	    statusAt: number;
	    problem?: Problem;
	    more: boolean;
	    handover?: Handover;
	    mentions?: Mention[];
	    other?: string;
	    choices?: Choices;
	    rating?: MessageRating;
	    contrary?: StatusStamp;
	}
	
	export interface NewOptIn {
	    method: string;
	    purposes: string[];
	    at: number;
	    proof: string;
	}
	export interface Notice {
	    id: string;
	    type: string;
	    threadId: string;
	    subject: string;
	    at: number;
	    read: boolean;
	}
	export interface NumberHistory {
	    percent: number;
	    problem: string;
	    said?: Failure;
	    at: number;
	    asked: number;
	}
	export interface NumberNews {
	    trouble: string;
	    limit: number;
	    throughput: string;
	    review: string;
	    reviewName: string;
	    reviewReason: string;
	    username?: string;
	}
	export interface TwoStep {
	    drift: string;
	    at: number;
	    agreedAt: number;
	}
	export interface ShownProfile {
	    seq: number;
	    at: number;
	    said?: Failure;
	    theirs?: Profile;
	    lookedAt: number;
	}
	export interface Number {
	    id: string;
	    provider: string;
	    channel: string;
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
	    state: string;
	    why?: Failure;
	    off: boolean;
	    problem: string;
	    quality: string;
	    twoStep?: TwoStep;
	    identityCheck?: string;
	    news?: NumberNews;
	    planId: string;
	    inboxId: string;
	    history: NumberHistory;
	    onPhone: boolean;
	    noNames?: Failure;
	}
	
	
	export interface Offer {
	    id: string;
	    interactionId: string;
	    threadId: string;
	    inboxId: string;
	    userId: string;
	    state: string;
	    offeredAt: number;
	    expiresAt: number;
	    why: string;
	    firstLine: string;
	    firstKind: string;
	    decisionId: string;
	}
	
	
	
	export interface Seat {
	    licence: string;
	    bought: number;
	}
	export interface Org {
	    id: string;
	    name: string;
	    practice: boolean;
	    seats?: Seat[];
	    optIns?: string;
	    awayReasons?: string[];
	    attributes?: Attribute[];
	}
	export interface Outbound {
	    only: boolean;
	    numbers: string[];
	}
	
	
	
	export interface Place {
	    inboxId: string;
	    level: number;
	}
	export interface PlanBranch {
	    if: PlanCondition[];
	    inboxId: string;
	}
	export interface Plan {
	    id: string;
	    name: string;
	    type: string;
	    inboxId: string;
	    branches?: PlanBranch[];
	}
	
	
	
	
	
	export interface QueuedFile {
	    localId: string;
	    fileName: string;
	    mime: string;
	    size: number;
	    mediaId: string;
	    voice?: boolean;
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
	export interface SentPhone {
	    phone: string;
	    kind: string;
	}
	export interface SentCard {
	    name: string;
	    company: string;
	    title: string;
	    phones: SentPhone[];
	    emails: string[];
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
	export interface SendContent {
	    type: string;
	    text: string;
	    mediaId: string;
	    fileName: string;
	    mime: string;
	    size: number;
	    voice?: boolean;
	    location?: Location;
	    template?: SendTemplate;
	    emoji: string;
	    replyTo: string;
	    card?: SentCard;
	    choices?: Choices;
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
	export interface Queued {
	    clientId: string;
	    threadId: string;
	    name: string;
	    send?: Send;
	    start?: StartThread;
	    note?: AddNote;
	    file?: QueuedFile;
	    state: string;
	    reason: string;
	    said?: Failure;
	    message: string;
	    at: number;
	    holdUntil?: number;
	    batch?: string;
	    tried?: boolean;
	}
	
	
	
	export interface ReadMark {
	    threadId: string;
	    upToSeq: number;
	    unread: boolean;
	}
	export interface RecordColumn {
	    key: string;
	    label: string;
	}
	export interface RecordRange {
	    from?: number;
	    to?: number;
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
	    started?: string;
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
	    channel?: string;
	    hours?: number[];
	    zone?: string;
	    templates?: string[];
	    fate?: string;
	    ratings?: string[];
	}
	
	export interface RecordsExport {
	    filter: RecordFilter;
	    columns: RecordColumn[];
	    separator: string;
	    words: KV[];
	}
	
	export interface Reservation {
	    id: string;
	    without?: string[];
	    until: number;
	    places?: Place[];
	    presence?: string;
	    reason?: string;
	}
	export interface Restriction {
	    type: string;
	    word: string;
	    until: number;
	}
	export interface SavedFilter {
	    id: string;
	    name: string;
	    filter: RecordFilter;
	    period: string;
	    firstDay: string;
	    lastDay: string;
	    default: boolean;
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
	export interface Span {
	    id: string;
	    interactionId: string;
	    threadId: string;
	    inboxId: string;
	    userId: string;
	    from: number;
	    to: number;
	    began: string;
	    ended: string;
	    by?: string;
	    endedBy?: string;
	    into?: string;
	}
	export interface Thread {
	    id: string;
	    numberId: string;
	    channel: string;
	    contactId: string;
	    interactionId: string;
	    open: boolean;
	    state: string;
	    inboxId: string;
	    owner: string;
	    epoch: number;
	    access: string;
	    preview: string;
	    previewKind: string;
	    previewOut: boolean;
	    previewStatus: string;
	    lastAt: number;
	    lastSeq: number;
	    messages: number;
	    lastCustomerAt: number;
	    waitingSince: number;
	    endReason?: string;
	    priority?: string;
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
	export interface TemplateFill {
	    name: string;
	    with: string;
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
	    draft?: TemplateDraft;
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
	export interface User {
	    id: string;
	    name: string;
	    email: string;
	    role: string;
	    active: boolean;
	    whatsApp: boolean;
	    capacity: number;
	    without?: string[];
	    readReceipts: boolean;
	    dayEnds?: number;
	    autoAccept?: boolean;
	    afterClose?: string;
	    outbound?: Outbound;
	    presence: string;
	    chosen: string;
	    presenceReason: string;
	    presenceSince: number;
	    presenceBy?: string;
	}
	export interface Rows {
	    orgs: Org[];
	    users: User[];
	    apps: App[];
	    wabas: Waba[];
	    numbers: Number[];
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
	
	export interface SearchFilter {
	    from: string;
	    numberId: string;
	    labels: string[];
	    files: string;
	    since: number;
	    until: number;
	}
	
	
	
	export interface SendResult {
	    messageId: string;
	    threadId: string;
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
	
	
	
	
	
	
	
	
	export interface TableProgress {
	    state: string;
	    rows: number;
	    all: number;
	    path: string;
	    problem?: Failure;
	}
	
	
	
	
	
	export interface TemplateHandle {
	    handle: string;
	}
	
	
	export interface Together {
	    threadId: string;
	    people: Looker[];
	}
	
	
	
	export interface VoiceSoFar {
	    bytes: number;
	    milliseconds: number;
	    playIcon: number;
	    longest: number;
	}
	

}

