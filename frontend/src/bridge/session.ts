/** Start, sign-in and the state of the connection. */
import { call } from './call';
import { services } from './go';
import type { AppState, Switched } from './types';

const go = services.Session;

/** The service as the screens know it; errors are BridgeErrors. */
export interface SessionApi {
  /** Where the app stands. */
  state(): Promise<AppState>;
  /** Starts the sandbox on this computer and signs its owner in. */
  startPractice(): Promise<void>;
  /** Starts a relay for real use here; answers with the one-time code of its first owner. */
  startHere(): Promise<string>;
  /** Points the app at a team's relay. */
  connect(url: string): Promise<void>;
  /** Tries what blocked the app again, at once; refused with what still stands in the way. */
  retry(): Promise<void>;
  /** Signs a person in; of somebody in several organizations the state then lists them. */
  signIn(email: string, password: string): Promise<void>;
  /** Signs a person in to one of the organizations that the state lists. */
  signInTo(email: string, password: string, organization: string): Promise<void>;
  /** Goes to another of the person's organizations, or answers with what stands in the way. */
  switchOrganization(organization: string, password: string, force: boolean): Promise<Switched>;
  /** Uses a one-time code or link: first owner, invitation, reset. */
  claim(code: string, name: string, email: string, password: string): Promise<void>;
  /** Forgets the session; without force it does nothing and answers how many replies have not gone, if there are any. */
  signOut(force: boolean): Promise<number>;
  /** Goes from practice to the first question. */
  leavePractice(): Promise<void>;
  /** Forgets the line about what was missed. */
  dismissMissed(): Promise<void>;
  /** Forgets the lines about what was damaged. */
  dismissRepairs(): Promise<void>;
  /** Signs another practice person in. */
  switchUser(email: string): Promise<void>;
}

/** The service in Go. */
export const session: SessionApi = {
  state: () => call(() => go.State()),
  startPractice: () => call(() => go.StartPractice()),
  startHere: () => call(() => go.StartHere()),
  connect: (url) => call(() => go.Connect(url)),
  retry: () => call(() => go.Retry()),
  signIn: (email, password) => call(() => go.SignIn(email, password)),
  signInTo: (email, password, organization) => call(() => go.SignInTo(email, password, organization)),
  switchOrganization: (organization, password, force) => call(() => go.SwitchOrganization(organization, password, force)),
  claim: (code, name, email, password) => call(() => go.Claim(code, name, email, password)),
  signOut: (force) => call(() => go.SignOut(force)),
  leavePractice: () => call(() => go.LeavePractice()),
  dismissMissed: () => call(() => go.DismissMissed()),
  dismissRepairs: () => call(() => go.DismissRepairs()),
  switchUser: (email) => call(() => go.SwitchUser(email)),
};
