/**
 * Nudges from Go: a name and a number that counts up, never content, because whatever page the window shows hears
 * them. Whoever hears one asks for what is true now, so a lost one costs nothing.
 */
import { onEvent } from './runtime';

/** The events, and what to ask for. */
export type EventName =
  /** The number is the local copy's revision: pull Sync.changes. */
  | 'changed'
  /** Session.state. */
  | 'state'
  /** Compose.queued. */
  | 'outbox'
  /** Setup.code. */
  | 'code'
  /** Who holds a set-up or asks for it has changed: setup.list, setup.renew. */
  | 'lease'
  /** threads.keptDrafts. */
  | 'drafts'
  /** Sync.together. */
  | 'together'
  /** Sandbox.panel. */
  | 'sandbox'
  /** A notification was clicked: System.news after the number before this one. */
  | 'navigate'
  /** There is something to show inside the window: System.news after the number before this one. */
  | 'alert'
  /** A notification needs a text without its formatting: System.marked by the number, then System.plain. */
  | 'plain'
  /** The last window is closing: ask whether to keep receiving, then System.quit. */
  | 'closing';

/** Listens to nudges. */
export interface EventsApi {
  on(name: EventName, heard: (number: number) => void): () => void;
}

/** The events of the Wails runtime. */
export const events: EventsApi = {
  on: (name, heard) => onEvent(name, (data) => heard(typeof data === 'number' ? data : 0)),
};
