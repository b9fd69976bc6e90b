/**
 * Everything that the window can ask of Go, in one value that a test can replace. Stores and features call
 * `bridge().threads.close(…)`; nothing else imports wailsjs.
 */
import { admin, type AdminApi } from './admin';
import { threads, type ThreadsApi } from './threads';
import { contacts, type ContactsApi } from './contacts';
import { compose, type ComposeApi } from './compose';
import { events, type EventsApi } from './events';
import { records, type RecordsApi } from './records';
import { sandbox, type SandboxApi } from './sandbox';
import { session, type SessionApi } from './session';
import { setup, type SetupApi } from './setup';
import { signUp, type SignUpApi } from './sign-up';
import { sync, type SyncApi } from './sync';
import { templates, type TemplatesApi } from './templates';
import { system, type SystemApi } from './system';
import { canned, type CannedApi } from './canned';
import { work, type WorkApi } from './work';

/** The services and the nudges. */
export interface Bridge {
  readonly session: SessionApi;
  readonly sync: SyncApi;
  readonly compose: ComposeApi;
  readonly threads: ThreadsApi;
  readonly work: WorkApi;
  readonly contacts: ContactsApi;
  readonly canned: CannedApi;
  readonly admin: AdminApi;
  readonly setup: SetupApi;
  readonly signUp: SignUpApi;
  readonly records: RecordsApi;
  readonly templates: TemplatesApi;
  readonly sandbox: SandboxApi;
  readonly system: SystemApi;
  readonly events: EventsApi;
}

const real: Bridge = { session, sync, compose, threads, contacts, work, canned, admin, setup, signUp, records, templates, sandbox, system, events };
let installed = real;

/** The bridge in use. Ask each time: a test may have put a fake in its place. */
export function bridge(): Bridge {
  return installed;
}

/** Puts another bridge in place (a test's fake) and returns the function that puts the former one back. */
export function installBridge(other: Bridge): () => void {
  const former = installed;
  installed = other;
  return () => {
    installed = former;
  };
}
