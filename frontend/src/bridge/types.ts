/**
 * The shapes that Go sends, under one name each. They are generated (wailsjs/go/models.ts, requests.ts); what is added here
 * are the closed lists that Go writes as plain text. A field that is a pointer in Go is null when it is empty,
 * whatever its generated type says: test it for truth, not for undefined.
 */
import type { bridge, wire } from '@wailsjs/go/models';

// eslint-disable-next-line no-restricted-syntax -- this file is the one door to what Go sends, and those are a part of it
export type * from './generated';

export type {
  AppAccess, AppPut, CarrierLink, CarrierNumber, CarrierState, CheckedNumber, Device, Invitation, Invite,
  NumberPulse, OfferedProvider, Preferences, Pulse, PutInbox, SaveContact, SetPresence, Setup, SetupConnect, SetupSave, UpdateNumber,
  UpdateUser, WabaNumber, WabaVerified, WabaVerify, WholePage,
} from './requests';

export type Abilities = bridge.Abilities;
/** What came beyond the screens: alerts that the system did not take, and the thread of a clicked notification. */
export type News = { readonly seq: number; readonly alerts: readonly Alert[]; readonly open: string };

export type Alert = { readonly title: string; readonly body: string; readonly threadId: string; readonly type: string; readonly why: string };
export type AppState = bridge.AppState;
export type Organization = bridge.Organization;
export type Switched = bridge.Switched;
export type ChangeSet = bridge.ChangeSet;
export type CodeView = bridge.CodeView;
export type Draft = bridge.Draft;
export type DraftFile = bridge.DraftFile;
export type LinkState = bridge.LinkState;
export type MessagePage = bridge.MessagePage;
export type Missed = bridge.Missed;
export type SandboxThread = bridge.SandboxThread;
export type SandboxCounters = bridge.SandboxCounters;
export type SandboxCustomer = bridge.SandboxCustomer;
export type SandboxFaults = bridge.SandboxFaults;
export type SandboxLine = bridge.SandboxLine;
export type SandboxMessage = bridge.SandboxMessage;
export type SandboxPanel = bridge.SandboxPanel;
export type SandboxPhone = bridge.SandboxPhone;
/** A customer's message; `data` is base64, which the generated type does not know. */
export type SandboxWrite = Omit<bridge.SandboxWrite, 'data'> & { data: string };
export type Settings = bridge.Settings;

export type Candidate = wire.Candidate;
export type PasswordChange = bridge.PasswordChange;
export type ContactCard = wire.ContactCard;
export type Interactive = wire.Interactive;
export type KV = wire.KV;
export type Location = wire.Location;
export type Media = wire.Media;
export type NumberHistory = wire.NumberHistory;
export type Problem = wire.Problem;
export type Profile = wire.Profile;
export type ClockState = wire.ClockState;
export type Queued = wire.Queued;
export type QueuedFile = wire.QueuedFile;
export type Send = wire.Send;
export type SendContent = wire.SendContent;
export type SendResult = wire.SendResult;
export type SendTemplate = wire.SendTemplate;
export type SetupCode = wire.SetupCode;
export type StartThread = wire.StartThread;
export type TemplateButton = wire.TemplateButton;

/** Where the app stands: AppState.phase. */
export type Phase = 'welcome' | 'signIn' | 'ready' | 'blocked';
/** The connection: LinkState.state. */
export type Link = 'connecting' | 'catchingUp' | 'live' | 'offline';
