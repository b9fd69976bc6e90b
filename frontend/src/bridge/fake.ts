/**
 * A complete bridge in memory, for unit tests and previews: the real services over answers by the names that Go
 * declares, rows that change as the relay would change them, calls that can be made to fail. What it answers and refuses
 * is held against the relay's own answers (contract.test.ts).
 */
import { type Bridge, installBridge } from './bridge';
import { adminOver } from './admin';
import { asking } from './fake-answers';
import { fakeSession, fakeSystem, type FakeOffice, newOffice, officeAnswers, ownAdmin } from './fake-office';
import { fakeSandbox } from './fake-sandbox';
import { catchCode, type FakeBench, newBench, ownSetup, setupAnswers } from './fake-setup';
import { addMessage, deliver, fakeCompose, fakeSync, startThread, talkAnswers } from './fake-talk';
import { FakeWorld } from './fake-world';
import { cannedOver } from './canned';
import { cannedAnswers, cannedFiles } from './fake-canned';
import { noteAnswers } from './fake-notes';
import { savedFilterAnswers } from './fake-saved-filters';
import { workAnswers } from './fake-work';
import { workOver } from './work';
import { type FakeTables, newTables, ownRecords, recordsAnswers } from './fake-records';
import { type FakeRehearsals, newRehearsals, rehearseAnswers } from './fake-rehearse';
import { signUpAnswers } from './fake-sign-up';
import { usesAnswers } from './fake-uses';
import { identityAnswers } from './fake-identity';
import type { Ask } from './request';
import { contactsOver } from './contacts';
import { contactAnswers } from './fake-contacts';
import { recordsOver } from './records';
import { setupOver } from './setup';
import { signUpOver } from './sign-up';
import { syncOver } from './sync';
import { fakeSample, newAuthored, templateAnswers, type Authored } from './fake-templates';
import { templatesOver } from './templates';
import { threadsOver } from './threads';
import type { CredentialUse, LimitUsed, Message, RecordRow, ReportTemplate } from './types';

/** The bridge, and what a test does to the world behind it. */
export interface FakeBridge extends Bridge {
  readonly world: FakeWorld;
  readonly office: FakeOffice;
  readonly bench: FakeBench;
  /** When credentials were last used; tests put it there. */
  readonly uses: CredentialUse[];
  /** The records; tests put them there. */
  readonly recorded: RecordRow[];
  /** What became of templates, as every report has it. */
  readonly sentTemplates: ReportTemplate[];
  /** How much of messaging limits is used up. */
  readonly limitsUsed: LimitUsed[];
  /** The table of them that is being saved. */
  readonly tables: FakeTables;
  /** The rehearsals of inboxes. */
  readonly rehearsals: FakeRehearsals;
  /** Asks it as the services do. */
  readonly ask: Ask;
  /** What the provider says of templates that are written here. */
  readonly authored: Authored;
  /** Adds a message of a thread, a customer's unless it says otherwise. */
  receive(part: Partial<Message> & { threadId: string }): Message;
  /** Lets what is queued go, as after a reconnection. */
  deliver(): void;
  /** Brings the code of a set-up. */
  catchCode(setupId: string, code: string): void;
}

/** Makes a fake with an empty world. */
export function createFake(): FakeBridge {
  const world = new FakeWorld();
  const office = newOffice();
  const bench = newBench();
  const uses: CredentialUse[] = [];
  const recorded: RecordRow[] = [];
  const sentTemplates: ReportTemplate[] = [];
  const limitsUsed: LimitUsed[] = [];
  const tables = newTables();
  const authored = newAuthored();
  const rehearsals = newRehearsals();
  const ask = asking(world, { ...talkAnswers(world), ...officeAnswers(world, office), ...setupAnswers(world, bench), ...identityAnswers(world), ...signUpAnswers(world, bench), ...usesAnswers(uses), ...recordsAnswers(recorded, sentTemplates, limitsUsed), ...savedFilterAnswers(world), ...contactAnswers(world), ...workAnswers(world), ...noteAnswers(world), ...cannedAnswers(world), ...templateAnswers(world, authored), ...rehearseAnswers(world, rehearsals) });
  return {
    world, office, bench, uses, recorded, sentTemplates, limitsUsed, tables, authored, rehearsals, ask,
    session: fakeSession(world),
    sync: { ...syncOver(ask), ...fakeSync(world) },
    compose: fakeCompose(world),
    threads: { ...threadsOver(ask), start: startThread(world) },
    work: workOver(ask),
    contacts: contactsOver(ask),
    canned: { ...cannedOver(ask), ...cannedFiles(world) },
    admin: { ...adminOver(ask), ...ownAdmin(world, office) },
    setup: { ...setupOver(ask), ...ownSetup(world, bench, office.copied) },
    signUp: signUpOver(ask),
    records: { ...recordsOver(ask), ...ownRecords(world, tables) },
    templates: { ...templatesOver(ask), sample: fakeSample(world) },
    sandbox: fakeSandbox(world, bench),
    system: fakeSystem(world, office),
    events: world.events,
    receive: (part) => addMessage(world, part),
    deliver: () => deliver(world),
    catchCode: (setupId, code) => catchCode(world, bench, setupId, code),
  };
}

/** Makes a fake and puts it in place of the real bridge. */
export function installFake(): FakeBridge & { readonly uninstall: () => void } {
  const fake = createFake();
  return Object.assign(fake, { uninstall: installBridge(fake) });
}
