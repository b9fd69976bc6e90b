/** Channels, inboxes, people and what was not understood. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { CheckupProgress, ClockState, Device, ImportOptIns, ImportPeople, Invitation, Invite, Licence, OptInRule, OptInsImported, PasswordChange, PeopleImported, PlanTried, Preferences, PublicHolidays, Pulse, PutInbox, PutPlan, Rehearsal, RehearseAsk, SetPresence, TryPlan, UpdateNumber, UpdateUser } from './types';

const go = services.Admin;

/** The service as the screens know it; errors are BridgeErrors. */
export interface AdminApi {
  /** How the relay and its numbers are. */
  pulse(): Promise<Pulse>;
  /** Says that the clock of the relay's computer is right; the relay puts right what is stamped later. */
  setClock(): Promise<ClockState>;
  /** Makes (id "") or changes an inbox. */
  putInbox(inbox: PutInbox): Promise<{ id: string }>;
  /** Begins to play an inbox's recorded time by other settings; the last one of one's own ends. */
  rehearse(asked: RehearseAsk): Promise<Rehearsal>;
  /** How far one's own last one is, and what came of it. */
  rehearsal(): Promise<Rehearsal>;
  /** Ends it. */
  cancelRehearsal(): Promise<Rehearsal>;
  /** Removes an inbox; its open threads go to moveTo. */
  deleteInbox(id: string, moveTo: string): Promise<void>;
  /** Changes a number's settings. */
  updateNumber(number: UpdateNumber): Promise<void>;
  /** Makes (id "") or changes a plan that branches. */
  putPlan(plan: PutPlan): Promise<{ id: string }>;
  /** Removes a plan; refused while a number has it. */
  deletePlan(planId: string): Promise<void>;
  /** Where a plan would lead, saved or not. */
  tryPlan(what: TryPlan): Promise<PlanTried>;
  /** The public holidays of a year, and the regions of which they are known; with region "" the regions alone. */
  holidays(region: string, year: number): Promise<PublicHolidays>;
  /** Gives a number a plan that branches. */
  planNumber(numberId: string, planId: string): Promise<void>;
  /** Maps a number to an inbox; "" unmaps it. */
  mapNumber(numberId: string, inboxId: string): Promise<void>;
  /** Switches a number on or off; on is refused while nobody is assigned to it. */
  switchNumber(numberId: string, active: boolean): Promise<void>;
  /** Removes a number; refused while it is mapped. */
  deleteNumber(numberId: string): Promise<void>;
  /** Examines a number in the background; what it found becomes its checkup row. */
  runCheckup(numberId: string): Promise<CheckupProgress>;
  /** How far an examination is. */
  checkupProgress(numberId: string): Promise<CheckupProgress>;
  /** Begins a test of a number on purpose; how far it is stands in the number's checkup row. */
  beginProving(numberId: string): Promise<void>;
  /** Takes the conversation in which the test's code came, and answers in it. */
  answerProving(numberId: string, text: string): Promise<void>;
  /** Ends the test; what was written stays. */
  cancelProving(numberId: string): Promise<void>;
  /** Changes a colleague. */
  updateUser(user: UpdateUser): Promise<void>;
  /** Gives a colleague the licences that are named and takes the others. */
  /** Gives and takes those that changed. */
  setLicences(userId: string, licences: readonly Licence[], changed: readonly Licence[]): Promise<void>;
  /** Sets a colleague's presence. */
  setPresenceOf(presence: SetPresence): Promise<void>;
  /** Makes an invitation; link and code are shown once. */
  invite(invite: Invite): Promise<Invitation>;
  /** The open invitations. */
  invitations(): Promise<{ invitations: Invitation[] }>;
  /** Takes an invitation back. */
  uninvite(id: string): Promise<void>;
  /** Makes new links and codes for open invitations, shown once; the earlier ones end. All or none. */
  reinvite(ids: readonly string[]): Promise<{ invitations: Invitation[] }>;
  /** Makes a one-time link for a new password. */
  resetPassword(userId: string): Promise<Invitation>;
  /** A person's signed-in devices. */
  devices(userId: string): Promise<{ devices: Device[] }>;
  /** Signs a device out. */
  revokeDevice(deviceId: string): Promise<void>;
  /** Signs somebody out on all devices; oneself, on all others. */
  signOutAll(userId: string): Promise<void>;
  /** Changes one's own password. */
  changePassword(change: PasswordChange): Promise<void>;
  /** Says what happens to templates for customers without an opt-in. */
  setOptInRule(rule: OptInRule): Promise<void>;
  /** Records consents of a list, at most 100 at a time. */
  /** Takes a list of people whole or not at all; a dry run only says what would become of each. */
  importPeople(list: ImportPeople): Promise<PeopleImported>;
  importOptIns(list: ImportOptIns): Promise<OptInsImported>;
  /** Stores one's own switches that the relay acts on. */
  savePreferences(preferences: Preferences): Promise<void>;
  /** Says what everybody chooses from when they are away; none = the usual ones. */
  /** `was` is the list with which the form began; without it the new one counts as it is. */
  setAwayReasons(reasons: string[], was?: string[]): Promise<void>;
  /** Tries again to understand something that was kept. */
  replay(unhandledId: string): Promise<void>;
  /** The kept JSON of something not understood. */
  rawUnhandled(unhandledId: string): Promise<{ json: string; cut: boolean }>;
}

/** The service over somebody who answers what the relay is asked. */
export const adminOver = (ask: Ask): AdminApi => ({
  pulse: () => ask('pulse', {}),
  setClock: () => call(() => go.SetClock()),
  putInbox: (inbox) => ask('inbox.put', inbox),
  rehearse: (asked) => ask('rehearse.start', asked),
  rehearsal: () => ask('rehearse.state', {}),
  cancelRehearsal: () => ask('rehearse.cancel', {}),
  deleteInbox: async (id, moveTo) => void (await ask('inbox.delete', { id, moveTo })),
  updateNumber: async (number) => void (await ask('number.update', number)),
  putPlan: (plan) => ask('plan.put', plan),
  deletePlan: async (planId) => void (await ask('plan.delete', { planId })),
  tryPlan: (what) => ask('plan.try', what),
  holidays: (region, year) => ask('hours.holidays', { region, year }),
  planNumber: async (numberId, planId) => void (await ask('number.map', { numberId, inboxId: '', planId })),
  mapNumber: async (numberId, inboxId) => void (await ask('number.map', { numberId, inboxId })),
  switchNumber: async (numberId, active) => void (await ask('number.switch', { numberId, active })),
  deleteNumber: async (numberId) => void (await ask('number.delete', { numberId })),
  runCheckup: (numberId) => ask('checkup.run', { numberId }),
  checkupProgress: (numberId) => ask('checkup.state', { numberId }),
  beginProving: async (numberId) => void (await ask('proving.begin', { numberId })),
  answerProving: async (numberId, text) => void (await ask('proving.answer', { numberId, text })),
  cancelProving: async (numberId) => void (await ask('proving.cancel', { numberId })),
  updateUser: async (user) => void (await ask('user.update', user)),
  setLicences: async (userId, licences, changed) => void (await ask('user.licences', { userId, licences: [...licences], changed: [...changed] })),
  setPresenceOf: async (presence) => void (await ask('presence.set', presence)),
  invite: (invite) => ask('people.invite', invite),
  invitations: () => ask('people.invitations', {}),
  uninvite: async (id) => void (await ask('people.uninvite', { id })),
  reinvite: (ids) => ask('people.reinvite', { ids: [...ids] }),
  resetPassword: (userId) => ask('people.resetPassword', { userId }),
  devices: (userId) => ask('people.devices', { userId }),
  revokeDevice: async (deviceId) => void (await ask('people.revokeDevice', { deviceId })),
  signOutAll: async (userId) => void (await ask('people.signOutAll', { userId })),
  changePassword: (change) => call(() => go.ChangePassword(change)),
  importPeople: (list) => ask('people.import', list),
  importOptIns: (list) => ask('optIn.import', list),
  setOptInRule: async (rule) => void (await ask('optIn.rule', { rule })),
  savePreferences: async (preferences) => void (await ask('user.preferences', preferences)),
  setAwayReasons: async (reasons, was) => void (await ask('presence.reasons', was === undefined ? { reasons } : { reasons, was })),
  replay: async (unhandledId) => void (await ask('unhandled.replay', { unhandledId })),
  rawUnhandled: (unhandledId) => ask('unhandled.raw', { unhandledId }),
});

/** The service in Go. */
export const admin = adminOver(request);
