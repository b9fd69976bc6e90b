/**
 * The commands and calls with the shapes of their bodies and answers, as Go declares them. Written by
 * `go run ./build/pagetypes`: change backend/wire, not this file.
 */
import type {
  AccountStanding,
  AddNote,
  AddOptIn,
  AlertsTold,
  AppAccess,
  AppAccessList,
  AppPut,
  AppRef,
  AttributeRef,
  BlockContact,
  CannedImported,
  CannedReplyRef,
  CarrierLink,
  CarrierNumbers,
  CarrierRef,
  CarrierState,
  Carriers,
  ChangePassword,
  CheckNumber,
  CheckedNumber,
  CheckupProgress,
  ClockState,
  ContactFiles,
  ContactFilesAsk,
  ContactNoteRef,
  ContactRef,
  ContactTalks,
  ContactsAsk,
  ContactsImported,
  ContactsPage,
  CredentialUses,
  Customers,
  CustomersAsk,
  DecisionRef,
  DeleteInbox,
  DeleteNote,
  DeleteTemplate,
  DeviceRef,
  Devices,
  DraftPut,
  DraftTemplate,
  DraftsAsk,
  EditNote,
  EndShift,
  FileInteraction,
  FollowThread,
  HolidaysAsk,
  IDResult,
  IdentityChecked,
  ImportCanned,
  ImportContacts,
  ImportOptIns,
  ImportPeople,
  InView,
  InteractionRef,
  Invitation,
  InvitationRef,
  InvitationRefs,
  Invitations,
  Invite,
  KeptDrafts,
  LabelRef,
  LabelThread,
  LimitsUsed,
  ListViewRef,
  MapNumber,
  MergeContacts,
  MergeLabels,
  MergePreview,
  MessageRef,
  MoveChecked,
  None,
  NoteContact,
  NumberIdentity,
  NumberMove,
  NumberPIN,
  NumberProve,
  NumberProven,
  NumberRef,
  OfferRef,
  OlderPage,
  OlderRequest,
  OptInsImported,
  PasswordChanged,
  PeopleImported,
  PlanRef,
  PlanTried,
  Preferences,
  ProfilePut,
  ProfileRef,
  ProfileUse,
  ProvingAnswer,
  PublicHolidays,
  Pulse,
  PutAttribute,
  PutCannedReply,
  PutDraft,
  PutInbox,
  PutLabel,
  PutListView,
  PutPlan,
  PutSavedFilter,
  RawUnhandled,
  Reach,
  ReadNotices,
  ReadUpTo,
  RecordsAsk,
  RecordsPage,
  Rehearsal,
  RehearseAsk,
  Replayed,
  Report,
  ReportAsk,
  SMSAdd,
  SMSNumber,
  SMSRoute,
  SaveContact,
  SavedFilterRef,
  SealedCode,
  SealedSound,
  SearchRequest,
  Send,
  SendResult,
  SetAwayReasons,
  SetClock,
  SetLicences,
  SetOptInRule,
  SetPresence,
  SetPriority,
  Setup,
  SetupAnswer,
  SetupBegin,
  SetupConnect,
  SetupCreate,
  SetupCreated,
  SetupFinish,
  SetupRecording,
  SetupRef,
  SetupRequest,
  SetupSave,
  SetupVerify,
  Setups,
  ShiftFates,
  ShiftPacket,
  SignUp,
  SignUpBegin,
  SignUpChoose,
  SignUpConfirm,
  SignUpRef,
  SignUps,
  SkippedRows,
  SnoozeInteraction,
  StartThread,
  SwitchNumber,
  Takers,
  TemplateChecked,
  TemplateHandle,
  TemplateRef,
  TemplateSample,
  TemplateSubmitted,
  ThreadRef,
  TitleInteraction,
  Transfer,
  TryPlan,
  UndoShift,
  UnhandledRef,
  UnmergePreview,
  UnreachedAlerts,
  UnreachedAsk,
  UpdateNumber,
  UpdateUser,
  UserRef,
  WabaNumbers,
  WabaRef,
  WabaVerified,
  WabaVerify,
  Webhooks,
  WebhooksSend,
  WholePage,
  WholeRequest,
  WithdrawOptIn,
} from './shapes';

/** What the relay can be asked, by name. */
export interface Requests {
  'alert.told': { body: AlertsTold; answer: None };
  'attribute.delete': { body: AttributeRef; answer: None };
  'attribute.put': { body: PutAttribute; answer: IDResult };
  'cannedReply.delete': { body: CannedReplyRef; answer: None };
  'cannedReply.import': { body: ImportCanned; answer: CannedImported };
  'cannedReply.put': { body: PutCannedReply; answer: IDResult };
  'contact.block': { body: BlockContact; answer: None };
  'contact.import': { body: ImportContacts; answer: ContactsImported };
  'contact.merge': { body: MergeContacts; answer: None };
  'contact.note': { body: NoteContact; answer: IDResult };
  'contact.save': { body: SaveContact; answer: None };
  'contact.unmerge': { body: ContactRef; answer: None };
  'contact.unnote': { body: ContactNoteRef; answer: None };
  'identity.checked': { body: IdentityChecked; answer: None };
  'inbox.delete': { body: DeleteInbox; answer: None };
  'inbox.put': { body: PutInbox; answer: IDResult };
  'interaction.archive': { body: InteractionRef; answer: None };
  'interaction.close': { body: InteractionRef; answer: None };
  'interaction.file': { body: FileInteraction; answer: None };
  'interaction.priority': { body: SetPriority; answer: None };
  'interaction.reopen': { body: ThreadRef; answer: IDResult };
  'interaction.requeue': { body: InteractionRef; answer: None };
  'interaction.snooze': { body: SnoozeInteraction; answer: None };
  'interaction.take': { body: InteractionRef; answer: None };
  'interaction.takeBack': { body: InteractionRef; answer: None };
  'interaction.title': { body: TitleInteraction; answer: None };
  'interaction.transfer': { body: Transfer; answer: None };
  'label.delete': { body: LabelRef; answer: None };
  'label.merge': { body: MergeLabels; answer: None };
  'label.put': { body: PutLabel; answer: IDResult };
  'label.restore': { body: LabelRef; answer: None };
  'listView.delete': { body: ListViewRef; answer: None };
  'listView.put': { body: PutListView; answer: IDResult };
  'message.cancel': { body: MessageRef; answer: None };
  'message.erase': { body: MessageRef; answer: None };
  'message.resend': { body: MessageRef; answer: SendResult };
  'message.send': { body: Send; answer: SendResult };
  'note.add': { body: AddNote; answer: MessageRef };
  'note.delete': { body: DeleteNote; answer: None };
  'note.edit': { body: EditNote; answer: None };
  'notice.read': { body: ReadNotices; answer: None };
  'number.delete': { body: NumberRef; answer: None };
  'number.map': { body: MapNumber; answer: None };
  'number.switch': { body: SwitchNumber; answer: None };
  'number.update': { body: UpdateNumber; answer: None };
  'offer.accept': { body: OfferRef; answer: None };
  'offer.decline': { body: OfferRef; answer: None };
  'optIn.add': { body: AddOptIn; answer: IDResult };
  'optIn.import': { body: ImportOptIns; answer: OptInsImported };
  'optIn.rule': { body: SetOptInRule; answer: None };
  'optIn.withdraw': { body: WithdrawOptIn; answer: None };
  'plan.delete': { body: PlanRef; answer: None };
  'plan.put': { body: PutPlan; answer: IDResult };
  'presence.reasons': { body: SetAwayReasons; answer: None };
  'presence.set': { body: SetPresence; answer: None };
  'proving.answer': { body: ProvingAnswer; answer: SendResult };
  'proving.begin': { body: NumberRef; answer: None };
  'proving.cancel': { body: NumberRef; answer: None };
  'savedFilter.delete': { body: SavedFilterRef; answer: None };
  'savedFilter.put': { body: PutSavedFilter; answer: IDResult };
  'shift.end': { body: EndShift; answer: ShiftFates };
  'shift.undo': { body: UndoShift; answer: ShiftFates };
  'template.discard': { body: TemplateRef; answer: None };
  'template.draft': { body: DraftTemplate; answer: IDResult };
  'thread.follow': { body: FollowThread; answer: None };
  'thread.label': { body: LabelThread; answer: None };
  'thread.read': { body: ReadUpTo; answer: None };
  'thread.start': { body: StartThread; answer: SendResult };
  'thread.unread': { body: ThreadRef; answer: None };
  'unhandled.replay': { body: UnhandledRef; answer: None };
  'user.licences': { body: SetLicences; answer: None };
  'user.preferences': { body: Preferences; answer: None };
  'user.update': { body: UpdateUser; answer: None };
  'alert.unreached': { body: UnreachedAsk; answer: UnreachedAlerts };
  'app.access': { body: None; answer: AppAccessList };
  'app.put': { body: AppPut; answer: AppAccess };
  'app.unlink': { body: AppRef; answer: None };
  'cannedReplies.check': { body: ImportCanned; answer: CannedImported };
  'carrier.link': { body: CarrierLink; answer: CarrierState };
  'carrier.list': { body: None; answer: Carriers };
  'carrier.numbers': { body: None; answer: CarrierNumbers };
  'carrier.state': { body: None; answer: CarrierState };
  'carrier.unlink': { body: CarrierRef; answer: CarrierState };
  'checkup.run': { body: NumberRef; answer: CheckupProgress };
  'checkup.state': { body: NumberRef; answer: CheckupProgress };
  'clock.set': { body: SetClock; answer: ClockState };
  'contact.files': { body: ContactFilesAsk; answer: ContactFiles };
  'contact.mergeCheck': { body: MergeContacts; answer: MergePreview };
  'contact.talks': { body: ContactRef; answer: ContactTalks };
  'contact.unmergeCheck': { body: ContactRef; answer: UnmergePreview };
  'contacts.check': { body: ImportContacts; answer: ContactsImported };
  'contacts.list': { body: ContactsAsk; answer: ContactsPage };
  'credential.uses': { body: None; answer: CredentialUses };
  'decision.replay': { body: DecisionRef; answer: Replayed };
  'draft.list': { body: DraftsAsk; answer: KeptDrafts };
  'draft.put': { body: PutDraft; answer: DraftPut };
  'hours.holidays': { body: HolidaysAsk; answer: PublicHolidays };
  'interaction.takers': { body: InteractionRef; answer: Takers };
  'limits.used': { body: None; answer: LimitsUsed };
  'me.changePassword': { body: ChangePassword; answer: PasswordChanged };
  'message.whole': { body: WholeRequest; answer: WholePage };
  'number.identity': { body: NumberIdentity; answer: None };
  'number.move': { body: NumberMove; answer: Setup };
  'number.moveCheck': { body: NumberMove; answer: MoveChecked };
  'number.prove': { body: NumberProve; answer: NumberProven };
  'people.devices': { body: UserRef; answer: Devices };
  'people.import': { body: ImportPeople; answer: PeopleImported };
  'people.invitations': { body: None; answer: Invitations };
  'people.invite': { body: Invite; answer: Invitation };
  'people.reinvite': { body: InvitationRefs; answer: Invitations };
  'people.resetPassword': { body: UserRef; answer: Invitation };
  'people.revokeDevice': { body: DeviceRef; answer: None };
  'people.signOutAll': { body: UserRef; answer: None };
  'people.uninvite': { body: InvitationRef; answer: None };
  'pin.put': { body: NumberPIN; answer: None };
  'pin.take': { body: NumberPIN; answer: None };
  'plan.try': { body: TryPlan; answer: PlanTried };
  'presence.reach': { body: Reach; answer: None };
  'profile.delete': { body: ProfileRef; answer: None };
  'profile.look': { body: NumberRef; answer: None };
  'profile.put': { body: ProfilePut; answer: IDResult };
  'profile.take': { body: NumberRef; answer: IDResult };
  'profile.use': { body: ProfileUse; answer: None };
  'pulse': { body: None; answer: Pulse };
  'records.customers': { body: CustomersAsk; answer: Customers };
  'records.list': { body: RecordsAsk; answer: RecordsPage };
  'records.report': { body: ReportAsk; answer: Report };
  'rehearse.cancel': { body: None; answer: Rehearsal };
  'rehearse.start': { body: RehearseAsk; answer: Rehearsal };
  'rehearse.state': { body: None; answer: Rehearsal };
  'search': { body: SearchRequest; answer: OlderPage };
  'setup.answer': { body: SetupAnswer; answer: Setup };
  'setup.ask': { body: SetupRef; answer: Setup };
  'setup.begin': { body: SetupBegin; answer: Setup };
  'setup.check': { body: CheckNumber; answer: CheckedNumber };
  'setup.code': { body: SetupRef; answer: SealedCode };
  'setup.connect': { body: SetupConnect; answer: Setup };
  'setup.copied': { body: SetupRef; answer: None };
  'setup.create': { body: SetupCreate; answer: SetupCreated };
  'setup.drop': { body: SetupRef; answer: None };
  'setup.finish': { body: SetupFinish; answer: Setup };
  'setup.leave': { body: SetupRef; answer: None };
  'setup.list': { body: None; answer: Setups };
  'setup.listen': { body: SetupRef; answer: Setup };
  'setup.look': { body: SetupRef; answer: Setup };
  'setup.recording': { body: SetupRecording; answer: SealedSound };
  'setup.renew': { body: SetupRef; answer: Setup };
  'setup.request': { body: SetupRequest; answer: Setup };
  'setup.save': { body: SetupSave; answer: Setup };
  'setup.takeOver': { body: SetupRef; answer: Setup };
  'setup.verify': { body: SetupVerify; answer: Setup };
  'shift.packet': { body: None; answer: ShiftPacket };
  'signup.begin': { body: SignUpBegin; answer: SignUp };
  'signup.cancel': { body: SignUpRef; answer: None };
  'signup.choose': { body: SignUpChoose; answer: SignUp };
  'signup.confirm': { body: SignUpConfirm; answer: SignUp };
  'signup.list': { body: None; answer: SignUps };
  'signup.state': { body: SignUpRef; answer: SignUp };
  'sms.add': { body: SMSAdd; answer: IDResult };
  'sms.look': { body: SMSNumber; answer: SMSRoute };
  'standing.look': { body: WabaRef; answer: AccountStanding };
  'sync.skipped': { body: SkippedRows; answer: None };
  'template.check': { body: TemplateRef; answer: TemplateChecked };
  'template.delete': { body: DeleteTemplate; answer: None };
  'template.putBack': { body: TemplateRef; answer: None };
  'template.sample': { body: TemplateSample; answer: TemplateHandle };
  'template.submit': { body: TemplateRef; answer: TemplateSubmitted };
  'template.take': { body: TemplateRef; answer: None };
  'templates.pull': { body: WabaRef; answer: None };
  'thread.inView': { body: InView; answer: None };
  'thread.older': { body: OlderRequest; answer: OlderPage };
  'unhandled.raw': { body: UnhandledRef; answer: RawUnhandled };
  'waba.numbers': { body: WabaRef; answer: WabaNumbers };
  'waba.unlink': { body: WabaRef; answer: None };
  'waba.verify': { body: WabaVerify; answer: WabaVerified };
  'webhooks.look': { body: WabaRef; answer: Webhooks };
  'webhooks.send': { body: WebhooksSend; answer: Webhooks };
}
