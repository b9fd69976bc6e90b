/** The fake's channels, inboxes, people, session and computer. */
import type { AdminApi } from './admin';
import { BridgeError } from './errors';
import { checkupRow, fakeStart, inboxRow, provingRow } from './fake-rows';
import type { Answers } from './fake-answers';
import { type FakeWorld, notYours } from './fake-world';
import type { SessionApi } from './session';
import type { SystemApi } from './system';
import type { Alarm, Abilities, Alert, AlertTest, Checkup, CheckupProgress, ClockState, Device, Invitation, News, PersonFate } from './types';
import { alertChain, licences as knownLicences } from '@/lib/lists';

/** What tests of these services may set and look at. */
export interface FakeOffice {
  invitations: Invitation[];
  devices: Device[];
  copied: string[];
  /** The picture on the clipboard that only the system gives, in base64. */
  pasted: string;
  opened: string[];
  /** Pictures that the page made and saved; the content is base64. */
  made: { readonly kind: string; readonly name: string; readonly content: string }[];
  /** The numbers that a list of people would leave without anybody. */
  leftAlone: string[];
  abilities: Abilities;
  alertTest: AlertTest;
  /** What is wrong with the relay. */
  alarms: Alarm[];
  /** How it stands with its time. */
  clock: ClockState;
  /** How far the examination of a number is. */
  checkup: CheckupProgress;
  viewing: { threadId: string; focused: boolean };
  /** Whether it understands now what it did not. */
  understands: boolean;
  /** What came beyond the screens, in the order of its numbers. */
  news: ({ readonly alert: Alert } | { readonly open: string } | { readonly openSetup: string } | { readonly openLink: string })[];
  /** Texts that a notification asks about, by number, and what the page answered. */
  marked: Map<number, string>;
  plain: Map<number, string>;
  quits: { keep: boolean; remember: boolean }[];
}

/** An office as it is at first. */
export function newOffice(): FakeOffice {
  return {
    invitations: [], leftAlone: [], copied: [], pasted: '', opened: [], made: [], alarms: [], checkup: { running: false, since: 0, checks: [] }, clock: { sure: true, computer: fakeStart, ahead: 0 }, news: [], marked: new Map(), plain: new Map(), quits: [], viewing: { threadId: '', focused: false }, understands: false,
    devices: [{ id: 'dev_1', name: 'This computer', platform: 'linux', createdAt: fakeStart, lastSeenAt: fakeStart, current: true }],
    alertTest: { id: 'ntf_1', links: alertChain.map((name) => ({ name, did: 'works', why: '' })), raisedAt: fakeStart, takenAt: fakeStart, seenAt: 0 }, abilities: { notifications: true, sound: true, clipboard: true, problems: [] },
  };
}

/** What the relay answers of channels, inboxes and people. */
type OfficeName =
  | 'hours.holidays' | 'inbox.delete' | 'inbox.put' | 'plan.delete' | 'plan.put' | 'plan.try' | 'number.delete' | 'number.map' | 'number.switch' | 'number.update' | 'people.devices' | 'people.invitations' | 'people.import' | 'people.invite'
  | 'people.resetPassword' | 'people.revokeDevice' | 'people.signOutAll' | 'people.uninvite' | 'people.reinvite' | 'pulse' | 'unhandled.raw' | 'checkup.run' | 'checkup.state' | 'proving.answer' | 'proving.begin' | 'proving.cancel' | 'unhandled.replay'
  | 'user.licences' | 'optIn.import' | 'optIn.rule' | 'presence.reasons' | 'user.preferences' | 'user.update';

/** Channels, inboxes, people. */
export function officeAnswers(world: FakeWorld, office: FakeOffice): Answers<OfficeName> {
  const invitation = (part: Partial<Invitation>): Invitation => ({
    id: world.id('inv'), name: '', email: '', role: 'agent', link: 'https://relay.example/join#K7Q2-M4XD', code: 'K7Q2-M4XD', expiresAt: world.now + 7 * 86_400_000, ...part,
  });
  return {
    pulse: () => {
      const numbers = world.all('numbers').map((each) => ({ numberId: each.id, lastEventAt: world.now, events: 12, duplicates: 0 }));
      return { now: world.now, version: '0.1.0', publicUrl: '', practice: world.state.practice, unhandled: world.all('unhandled').length, numbers, alarms: office.alarms, clock: office.clock };
    },
    'inbox.put': (inbox) => {
      if (world.all('inboxes').some((each) => each.name === inbox.name && each.id !== inbox.id)) throw new BridgeError('conflict', 'There is an inbox with this name already.', 'nameTaken');
      const id = inbox.id === '' ? world.id('inb') : inbox.id;
      const { noNumber, type, hours: said, overflow: handsOn, targets: promised, ...rest } = { ...inbox, edited: undefined };
      const numberId = noNumber === true ? '' : rest.numberId === '' ? (world.get('inboxes', id)?.numberId ?? '') : rest.numberId;
      const known = world.get('inboxes', id);
      const kind = type || known?.type || world.get('numbers', numberId)?.channel || 'whatsapp';
      const { hours: had, opening, overflow: before, targets: promisedBefore, ...was } = known ?? {};
      const targets = promised ?? promisedBefore;
      const promises = targets !== undefined && targets.first + targets.next + targets.resolution > 0;
      const overflow = handsOn === undefined ? before : handsOn.inboxId === '' ? undefined : handsOn;
      const hours = said === undefined ? had : said.week.length === 0 ? undefined : said;
      const open = { closed: false, since: world.now, until: 0, holiday: '' };
      world.put('inboxes', inboxRow({ ...was, ...rest, type: kind, numberId, id, ...(overflow === undefined ? {} : { overflow }), ...(promises ? { targets } : {}), ...(hours === undefined ? {} : { hours, opening: opening ?? open }) }));
      return { id };
    },
    'hours.holidays': ({ region, year }) => {
      const regions = [{ code: 'DE' }, { code: 'DE-BY', part: 'Bayern' }, { code: 'US' }];
      if (region !== '' && !regions.some((each) => each.code === region)) throw new BridgeError('invalid', 'The public holidays of this country or region are not known here.', 'badRegion');
      return {
        regions,
        days: region === '' ? [] : [{ date: `${String(year)}-01-01`, name: 'Neujahrstag' }, { date: `${String(year)}-12-24`, name: 'Heiligabend', observed: true }, { date: `${String(year)}-12-25`, name: 'Erster Weihnachtsfeiertag' }],
      };
    },
    'plan.put': (plan) => {
      if (world.all('plans').some((each) => each.name === plan.name && each.id !== plan.id)) throw new BridgeError('conflict', 'There is a plan with this name already.', 'nameTaken');
      if (plan.id !== '') world.need('plans', plan.id);
      world.need('inboxes', plan.inboxId);
      const id = plan.id === '' ? world.id('pln') : plan.id;
      world.put('plans', { id, name: plan.name, type: 'branches', inboxId: plan.inboxId, branches: plan.branches });
      return { id };
    },
    'plan.delete': ({ planId }) => {
      if (world.all('numbers').some((each) => each.planId === world.need('plans', planId).id)) throw new BridgeError('conflict', 'A number has this plan.', 'planUsed');
      world.drop('plans', planId);
    },
    'plan.try': ({ inboxId, branches }) => ({ branch: 0, inboxId, held: branches.map((each) => ({ held: each.if.map(() => false) })) }),
    'inbox.delete': ({ id }) => world.drop('inboxes', world.need('inboxes', id).id),
    'checkup.run': ({ numberId }) => {
      world.need('numbers', numberId);
      return (office.checkup = { running: true, since: world.now, checks: [] });
    },
    'checkup.state': ({ numberId }) => {
      world.need('numbers', numberId);
      return office.checkup;
    },
    'proving.begin': ({ numberId }) => {
      world.need('numbers', numberId);
      world.put('checkups', { ...(world.get('checkups', numberId) ?? checkupRow({ id: numberId, at: 0, checks: [] })), proving: provingRow({ since: world.now, by: world.state.userId }) });
    },
    'proving.answer': ({ numberId }) => {
      const checkup = world.get('checkups', world.need('numbers', numberId).id);
      if (checkup?.proving === undefined || checkup.proving.threadId === '') throw new BridgeError('conflict', 'The text with the code has not come in yet.', 'proving');
      const answerId = world.id('msg');
      world.put('checkups', { ...checkup, proving: { ...checkup.proving, answerId, status: 'queued', statusAt: world.now, failed: false } });
      return { messageId: answerId, threadId: checkup.proving.threadId };
    },
    'proving.cancel': ({ numberId }) => {
      const { proving, ...rest } = world.get('checkups', world.need('numbers', numberId).id) ?? {};
      if (proving !== undefined) world.put('checkups', rest as Checkup);
    },
    'number.update': ({ numberId, edited: _, ...rest }) => world.put('numbers', { ...world.need('numbers', numberId), ...rest }),
    'number.map': ({ numberId, inboxId, planId = '' }) => world.put('numbers', planId !== '' ? { ...world.need('numbers', numberId), planId: world.need('plans', planId).id, inboxId: world.need('plans', planId).inboxId, state: 'active' } : { ...world.need('numbers', numberId), planId: inboxId === '' ? '' : `pln_${inboxId}`, inboxId, state: inboxId === '' ? 'ready' : 'active' }),
    'number.switch': ({ numberId, active }) => {
      const number = world.need('numbers', numberId);
      if (active && number.inboxId === '') throw new BridgeError('conflict', 'Nobody is assigned to this number.', 'nobodyAssigned');
      world.put('numbers', { ...number, off: !active, state: active ? 'active' : 'inactive' });
    },
    'number.delete': ({ numberId }) => {
      if (world.need('numbers', numberId).inboxId !== '') throw new BridgeError('conflict', 'An inbox uses this number. Take it out there first.', 'mapped');
      world.drop('numbers', numberId);
    },
    'user.update': ({ userId, places, outbound, edited, ...rest }) => {
      const { outbound: had, ...user } = world.need('users', userId);
      const may = outbound ?? had;
      world.put('users', { ...user, ...rest, ...(may?.only === true && { outbound: may }) });
      for (const inbox of world.all('inboxes')) {
        if (edited?.places?.some((each) => each.inboxId === inbox.id) !== true) continue;
        const place = places?.list.find((each) => each.inboxId === inbox.id);
        const members = inbox.members.filter((each) => each !== userId);
        world.put('inboxes', { ...inbox, members: place === undefined ? members : [...members, userId], levels: [...(inbox.levels ?? []).filter((each) => each.userId !== userId), ...(place === undefined ? [] : [{ userId, level: place.level }])] });
      }
    },
    'user.licences': ({ userId, licences }) => world.put('users', { ...world.need('users', userId), without: knownLicences.filter((each) => !licences.includes(each)) }),
    'optIn.import': ({ rows }) => ({ added: rows.length, known: 0, contacts: rows.length, refused: [] }),
    'presence.reasons': ({ reasons }) => world.put('orgs', ...world.all('orgs').map((each) => ({ ...each, awayReasons: [...reasons] }))),
    'optIn.rule': ({ rule }) => world.put('orgs', ...world.all('orgs').map((each) => ({ ...each, optIns: rule }))),
    'user.preferences': ({ readReceipts, keepReceipts = false, autoAccept, afterClose, dayEnds = 0 }) => {
      const user = world.need('users', world.state.userId);
      world.put('users', { ...user, ...(keepReceipts ? {} : { readReceipts }), ...(autoAccept === undefined ? {} : { autoAccept }), ...(afterClose === undefined ? {} : { afterClose }), dayEnds: dayEnds === 0 ? user.dayEnds : Math.max(dayEnds, 0) });
    },
    'people.invite': ({ without, arranged, ...part }) => {
      const made = invitation(part);
      office.invitations = [...office.invitations, { ...made, link: '', code: '' }];
      world.put('reservations', { id: made.id, without: [...(without ?? [])], until: made.expiresAt, ...(arranged?.places && { places: arranged.places.list }), ...(arranged?.presence !== undefined && { presence: arranged.presence }), ...(arranged?.reason !== undefined && { reason: arranged.reason }) });
      return made;
    },
    'people.import': ({ rows, dry }) => {
      const fates = rows.map((row): PersonFate => {
        const user = world.all('users').find((each) => each.email === row.email);
        if (office.invitations.some((each) => each.email === row.email)) return { fate: 'open', said: null, invitation: null };
        if (user === undefined) return { fate: 'invited', said: null, invitation: dry ? null : invitation({ name: row.name, email: row.email, role: row.role === undefined || row.role === '' ? 'agent' : row.role }) };
        return { fate: user.name === row.name ? 'same' : 'changed', said: null, invitation: null };
      });
      if (!dry) office.invitations = [...office.invitations, ...fates.flatMap((each) => (each.invitation === null ? [] : [{ ...each.invitation, link: '', code: '' }]))];
      return { kept: !dry, fates, ...(office.leftAlone.length > 0 && { leftAlone: office.leftAlone }) };
    },
    'people.invitations': () => ({ invitations: office.invitations }),
    'people.uninvite': ({ id }) => {
      office.invitations = office.invitations.filter((each) => each.id !== id);
      if (world.get('reservations', id) !== undefined) world.drop('reservations', id);
    },
    'people.reinvite': ({ ids }) => {
      const made = ids.map((id) => {
        const was = office.invitations.find((each) => each.id === id);
        if (was === undefined) throw notYours();
        const next = invitation({ name: was.name, email: was.email, role: was.role, link: 'https://relay.example/join#N3W2-C0D3', code: 'N3W2-C0D3' });
        const kept = world.get('reservations', id);
        if (kept !== undefined) {
          world.drop('reservations', id);
          world.put('reservations', { ...kept, id: next.id });
        }
        return next;
      });
      office.invitations = [...office.invitations.filter((each) => !ids.includes(each.id)), ...made.map((each) => ({ ...each, link: '', code: '' }))];
      return { invitations: made };
    },
    'people.resetPassword': ({ userId }) => invitation({ name: world.need('users', userId).name }),
    'people.devices': () => ({ devices: office.devices }),
    'people.revokeDevice': ({ deviceId }) => {
      if (!office.devices.some((each) => each.id === deviceId)) throw notYours();
      office.devices = office.devices.filter((each) => each.id !== deviceId);
    },
    'people.signOutAll': ({ userId }) => {
      world.need('users', userId);
      office.devices = office.devices.filter((each) => each.current && userId === world.state.userId);
    },
    'unhandled.replay': ({ unhandledId }) => {
      const line = world.need('unhandled', unhandledId);
      world.put('unhandled', office.understands ? { ...line, replayed: true } : { ...line, tried: (line.tried ?? 0) + 1 });
    },
    'unhandled.raw': () => ({ json: '{"field":"unheard_of"}', cut: false }),
  };
}

/** What the app does itself for the office. */
export function ownAdmin(world: FakeWorld, office: FakeOffice): Pick<AdminApi, 'setClock' | 'changePassword'> {
  return {
    setClock: async () => {
      world.note('admin.setClock', []);
      office.alarms = office.alarms.filter((each) => each !== 'clock');
      office.clock = { ...office.clock, sure: true, ahead: 0 };
      return office.clock;
    },
    changePassword: async () => world.note('admin.changePassword', []),
  };
}

/** Start and sign-in. */
export function fakeSession(world: FakeWorld): SessionApi {
  const on = (name: string, ...args: readonly unknown[]): void => world.note(`session.${name}`, args);
  const ready = (practice: boolean): void => world.setState({ phase: 'ready', practice });
  return {
    state: async () => (on('state'), world.state),
    startPractice: async () => (on('startPractice'), ready(true)),
    startHere: async () => (on('startHere'), world.setState({ phase: 'signIn', practice: false, thisComputer: true, fresh: true }), 'OWNR-7Q2M'),
    connect: async (url) => (on('connect', url), world.setState({ phase: 'signIn', practice: false, thisComputer: false, relayUrl: url })),
    retry: async () => {
      on('retry');
      const { link, userId } = world.state;
      world.setState({ phase: userId === '' ? 'signIn' : 'ready', problem: undefined, link: { ...link, state: link.state === 'offline' ? 'live' : link.state } });
    },
    signIn: async (email) => {
      on('signIn', email);
      if (world.state.organizations.length === 0) ready(false);
    },
    signInTo: async (email, _password, organization) => (on('signInTo', email, organization), ready(false)),
    switchOrganization: async (organization, password, force) => {
      on('switchOrganization', organization, force);
      if (!force && world.queued.length > 0) return { queued: world.queued.length, password: false };
      const to = world.state.organizations.find((each) => each.id === organization);
      if (to === undefined) throw new BridgeError('notFound', 'This organization is not there.', 'organization');
      if (!to.signedIn && password === '') return { queued: 0, password: true };
      world.setState({ organizations: world.state.organizations.map((each) => ({ ...each, current: each.id === organization, signedIn: each.signedIn || each.id === organization })) });
      return { queued: 0, password: false };
    },
    claim: async (code, name, email) => (on('claim', code, name, email), ready(false)),
    signOut: async (force) => {
      on('signOut', force);
      if (!force && world.queued.length > 0) return world.queued.length;
      world.setState({ phase: 'signIn' });
      return 0;
    },
    leavePractice: async () => (on('leavePractice'), world.setState({ phase: 'welcome', practice: false })),
    dismissMissed: async () => (on('dismissMissed'), world.setState({ missed: { messages: 0, threads: 0, since: 0 } })),
    dismissRepairs: async () => (on('dismissRepairs'), world.setState({ repairs: [] })),
    switchUser: async (email) => {
      on('switchUser', email);
      const user = world.all('users').find((each) => each.email === email);
      if (user === undefined) throw new BridgeError('notFound', 'There is nobody with this address here.');
      world.setState({ userId: user.id, userName: user.name, role: user.role });
    },
  };
}

/** Shows an alert inside the window, or leads it to a thread, as a click on a notification does. */
export function tell(world: FakeWorld, office: FakeOffice, item: FakeOffice['news'][number]): void {
  office.news.push(item);
  world.emit('alert' in item ? 'alert' : 'navigate', office.news.length);
}

function newsAfter({ news }: FakeOffice, after: number): News {
  const fresh = news.slice(after);
  const alerts = fresh.flatMap((each) => ('alert' in each ? [each.alert] : []));
  const click = fresh.findLast((each) => !('alert' in each));
  return { seq: news.length, alerts, open: click !== undefined && 'open' in click ? click.open : '', openSetup: click !== undefined && 'openSetup' in click ? click.openSetup : '', openLink: click !== undefined && 'openLink' in click ? click.openLink : '' };
}

/** The computer around the window. */
export function fakeSystem(world: FakeWorld, office: FakeOffice): SystemApi {
  const on = (name: string, ...args: readonly unknown[]): void => world.note(`system.${name}`, args);
  return {
    settings: async () => (on('settings'), world.settings),
    saveSettings: async (settings) => {
      on('saveSettings', settings);
      world.settings = settings;
    },
    abilities: async () => (on('abilities'), office.abilities),
    testAlert: async () => (on('testAlert'), office.alertTest),
    testedAlert: async () => (on('testedAlert'), office.alertTest),
    sawAlert: async (id) => {
      on('sawAlert', id);
      office.alertTest = { ...office.alertTest, seenAt: office.alertTest.raisedAt + 3000 };
    },
    news: async (after) => (on('news', after), newsAfter(office, after)),
    marked: async (number) => (on('marked', number), office.marked.get(number) ?? ''),
    plain: async (number, text) => (on('plain', number), void office.plain.set(number, text)),
    viewing: async (threadId, focused) => {
      on('viewing', threadId, focused);
      office.viewing = { threadId, focused };
    },
    front: async (isFront) => {
      on('front', isFront);
    },
    pastedPicture: async () => (on('pastedPicture'), office.pasted),
    copy: async (text) => (on('copy'), office.copied.push(text), 'native'),
    openLink: async (url) => (on('openLink', url), void office.opened.push(url)),
    openMedia: async (id) => (on('openMedia', id), void office.opened.push(id)),
    saveMedia: async (id) => (on('saveMedia', id), office.opened.push(id), '/home/ana/Downloads/file'),
    saveTranscript: async (name, transcript) => (on('saveTranscript', name, transcript), { path: `/home/ana/${name}.pdf`, lacks: 0 }),
    saveMade: async (kind, name, content) => {
      on('saveMade', kind, name);
      // As Go does: what is no base64 is refused.
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(content)) throw new BridgeError('invalid', 'This is no file that Parley saves.', 'made');
      office.made.push({ kind, name, content });
      return `/home/ana/${name}.${kind}`;
    },
    quit: async (keep, remember) => (on('quit', keep, remember), void office.quits.push({ keep, remember })),
  };
}
