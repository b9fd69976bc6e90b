/**
 * Nudges from Go. None carries data worth keeping: whoever hears one asks for what is true now, so a lost one
 * costs nothing.
 */
import { onEvent } from './runtime';
import type { Alert } from './types';

/** The events and what they carry. */
export interface EventData {
  /** The local copy's revision: pull Sync.changes. */
  readonly changed: number;
  /** Ask Session.state. */
  readonly state: undefined;
  /** Ask Compose.queued. */
  readonly outbox: undefined;
  /** A set-up's id: ask Setup.code. */
  readonly code: string;
  /** Ask Sandbox.panel. */
  readonly sandbox: undefined;
  /** A thread's id, from a clicked notification. */
  readonly navigate: string;
  /** Something to show inside the window. */
  readonly alert: Alert;
  /** The last window is closing: ask whether to keep receiving, then System.quit. */
  readonly closing: undefined;
}

/** Listens to nudges. */
export interface EventsApi {
  on<N extends keyof EventData>(name: N, heard: (data: EventData[N]) => void): () => void;
}

function text(data: unknown): string {
  return typeof data === 'string' ? data : '';
}

function field(data: unknown, name: string): string {
  return typeof data === 'object' && data !== null ? text(Reflect.get(data, name)) : '';
}

const read: { readonly [N in keyof EventData]: (data: unknown) => EventData[N] } = {
  changed: (data) => (typeof data === 'number' ? data : 0),
  state: () => undefined,
  outbox: () => undefined,
  code: text,
  sandbox: () => undefined,
  navigate: text,
  alert: (data) => ({ title: field(data, 'title'), body: field(data, 'body'), threadId: field(data, 'threadId'), type: field(data, 'type'), why: field(data, 'why') }),
  closing: () => undefined,
};

/** The events of the Wails runtime. */
export const events: EventsApi = {
  on: (name, heard) => onEvent(name, (data) => heard(read[name](data))),
};
