/**
 * The methods that Wails binds. Written by `go run ./build/pagetypes`: change app/bridge, not this file.
 */
import type {
  Abilities,
  AddNote,
  AlertTest,
  AppState,
  CannedFile,
  ChangeSet,
  ClockState,
  CodeView,
  Draft,
  DraftFile,
  Hold,
  Message,
  MessagePage,
  News,
  PasswordChange,
  Queued,
  QueuedFile,
  RecordsExport,
  SandboxCustomer,
  SandboxFaults,
  SandboxMedia,
  SandboxNews,
  SandboxPanel,
  SandboxPiece,
  SandboxWindow,
  SandboxWrite,
  SavedTranscript,
  SearchFilter,
  Send,
  SendResult,
  Settings,
  StartThread,
  Switched,
  TableProgress,
  TemplateHandle,
  Together,
  Transcript,
  VoiceSoFar,
} from './shapes';

/** Go's services by name. */
export interface Services {
  Admin: {
    ChangePassword(arg1: PasswordChange): Promise<void>;
    SetClock(): Promise<ClockState>;
  };
  Compose: {
    AddNote(arg1: AddNote): Promise<Queued>;
    AttachBegin(arg1: string, arg2: string, arg3: number): Promise<string>;
    AttachChunk(arg1: string, arg2: string): Promise<void>;
    AttachDrop(arg1: string): Promise<void>;
    AttachEnd(arg1: string): Promise<QueuedFile>;
    Discard(arg1: string): Promise<void>;
    DraftFiles(): Promise<DraftFile[]>;
    Drafts(): Promise<Draft[]>;
    Queued(): Promise<Queued[]>;
    Retry(arg1: string): Promise<void>;
    SaveDraft(arg1: string, arg2: string): Promise<void>;
    Send(arg1: Send, arg2: QueuedFile | null, arg3: Hold): Promise<Queued>;
    SendNow(arg1: string): Promise<void>;
    UndoSend(arg1: string, arg2: string): Promise<Queued[]>;
    VoiceBegin(arg1: string): Promise<string>;
    VoiceChunk(arg1: string, arg2: string): Promise<VoiceSoFar>;
  };
  Records: {
    Cancel(): Promise<void>;
    Export(arg1: RecordsExport, arg2: string): Promise<boolean>;
    Progress(): Promise<TableProgress>;
  };
  Requests: {
    Do(arg1: string, arg2: string): Promise<string>;
  };
  Sandbox: {
    Media(arg1: SandboxPiece): Promise<SandboxMedia>;
    News(arg1: SandboxNews): Promise<void>;
    Panel(): Promise<SandboxPanel>;
    PutCustomer(arg1: SandboxCustomer): Promise<void>;
    SetFaults(arg1: SandboxFaults): Promise<void>;
    Window(arg1: SandboxWindow): Promise<void>;
    Write(arg1: SandboxWrite): Promise<void>;
  };
  Session: {
    Claim(arg1: string, arg2: string, arg3: string, arg4: string): Promise<void>;
    Connect(arg1: string): Promise<void>;
    DismissMissed(): Promise<void>;
    DismissRepairs(): Promise<void>;
    LeavePractice(): Promise<void>;
    Retry(): Promise<void>;
    SignIn(arg1: string, arg2: string): Promise<void>;
    SignInTo(arg1: string, arg2: string, arg3: string): Promise<void>;
    SignOut(arg1: boolean): Promise<number>;
    StartHere(): Promise<string>;
    StartPractice(): Promise<void>;
    State(): Promise<AppState>;
    SwitchOrganization(arg1: string, arg2: string, arg3: boolean): Promise<Switched>;
    SwitchUser(arg1: string): Promise<void>;
  };
  Setup: {
    Code(arg1: string): Promise<CodeView>;
    CopyCode(arg1: string): Promise<string>;
    Sound(arg1: string): Promise<string>;
  };
  Sync: {
    Changes(arg1: number): Promise<ChangeSet>;
    Messages(arg1: string, arg2: number, arg3: number, arg4: number): Promise<MessagePage>;
    MessagesFrom(arg1: string, arg2: number, arg3: number): Promise<Message[]>;
    Search(arg1: string, arg2: string, arg3: SearchFilter, arg4: number): Promise<Message[]>;
    SearchRelay(arg1: string, arg2: string, arg3: SearchFilter, arg4: number, arg5: number): Promise<MessagePage>;
    Together(): Promise<Together[]>;
  };
  System: {
    Abilities(): Promise<Abilities>;
    Copy(arg1: string): Promise<string>;
    Front(arg1: boolean): Promise<void>;
    Marked(arg1: number): Promise<string>;
    News(arg1: number): Promise<News>;
    OpenLink(arg1: string): Promise<void>;
    OpenMedia(arg1: string): Promise<void>;
    PastedPicture(): Promise<string>;
    Plain(arg1: number, arg2: string): Promise<void>;
    Quit(arg1: boolean, arg2: boolean): Promise<void>;
    SaveMade(arg1: string, arg2: string, arg3: string): Promise<string>;
    SaveMedia(arg1: string): Promise<string>;
    SaveSettings(arg1: Settings): Promise<void>;
    SaveTranscript(arg1: string, arg2: Transcript): Promise<SavedTranscript>;
    SawAlert(arg1: string): Promise<void>;
    Settings(): Promise<Settings>;
    TestAlert(): Promise<AlertTest>;
    TestedAlert(): Promise<AlertTest>;
    Viewing(arg1: string, arg2: boolean): Promise<void>;
  };
  Threads: {
    AttachCanned(arg1: string, arg2: string, arg3: string): Promise<QueuedFile>;
    KeepFile(arg1: QueuedFile): Promise<CannedFile>;
    Start(arg1: StartThread, arg2: QueuedFile | null): Promise<SendResult>;
    TemplateSample(arg1: string, arg2: string, arg3: QueuedFile): Promise<TemplateHandle>;
  };
}
