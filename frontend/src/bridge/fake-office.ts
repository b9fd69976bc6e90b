/** The fake's channels, inboxes, people, session and computer. */
import type { AdminApi } from './admin';
import { BridgeError } from './errors';
import { fakeStart, inboxRow } from './fake-rows';
import type { FakeWorld } from './fake-world';
import type { SessionApi } from './session';
import type { SystemApi } from './system';
import type { Abilities, Alert, ClockState, Device, Invitation, News } from './types';

/** What tests of these services may set and look at. */
export interface FakeOffice {
  invitations: Invitation[];
  devices: Device[];
  copied: string[];
  opened: string[];
  abilities: Abilities;
  /** What is wrong with the relay. */
  alarms: string[];
  /** How it stands with its time. */
  clock: ClockState;
  viewing: { threadId: string; focused: boolean };
  /** What came beyond the screens, in the order of its numbers. */
  news: ({ readonly alert: Alert } | { readonly open: string })[];
  quits: { keep: boolean; remember: boolean }[];
}

/** An office as it is at first. */
export function newOffice(): FakeOffice {
  return {
    invitations: [], copied: [], opened: [], alarms: [], clock: { sure: true, computer: fakeStart, ahead: 0 }, news: [], quits: [], viewing: { threadId: '', focused: false },
    devices: [{ id: 'dev_1', name: 'This computer', platform: 'linux', createdAt: fakeStart, lastSeenAt: fakeStart, current: true }],
    abilities: { notifications: true, sound: true, clipboard: true, why: '' },
  };
}

/** Channels, inboxes, people. */
export function fakeAdmin(world: FakeWorld, office: FakeOffice): AdminApi {
  const on = (name: string, ...args: readonly unknown[]): void => world.note(`admin.${name}`, args);
  const invitation = (part: Partial<Invitation>): Invitation => ({
    id: world.id('inv'), name: '', email: '', role: 'agent', link: 'https://relay.example/join#K7Q2-M4XD', code: 'K7Q2-M4XD', expiresAt: world.now + 7 * 86_400_000, ...part,
  });
  const invite = (part: Partial<Invitation>): Invitation => {
    const made = invitation(part);
    office.invitations = [...office.invitations, { ...made, link: '', code: '' }];
    return made;
  };
  return {
    pulse: async () => {
      on('pulse');
      const numbers = world.all('numbers').map((each) => ({ numberId: each.id, lastEventAt: world.now, events: 12, duplicates: 0 }));
      return { now: world.now, version: '0.1.0', publicUrl: '', practice: world.state.practice, unhandled: world.all('unhandled').length, numbers, alarms: office.alarms, clock: office.clock };
    },
    setClock: async () => {
      on('setClock');
      office.alarms = office.alarms.filter((each) => each !== 'clock');
      office.clock = { ...office.clock, sure: true, ahead: 0 };
      return office.clock;
    },
    putInbox: async (inbox) => {
      on('putInbox', inbox);
      if (world.all('inboxes').some((each) => each.name === inbox.name && each.id !== inbox.id)) throw new BridgeError('conflict', 'There is an inbox with this name already.', 'nameTaken');
      const id = inbox.id === '' ? world.id('inb') : inbox.id;
      const { noNumber, ...rest } = inbox;
      const numberId = noNumber === true ? '' : rest.numberId === '' ? (world.get('inboxes', id)?.numberId ?? '') : rest.numberId;
      world.put('inboxes', inboxRow({ ...world.get('inboxes', id), ...rest, numberId, id }));
      return { id };
    },
    deleteInbox: async (id, moveTo) => (on('deleteInbox', id, moveTo), world.drop('inboxes', id)),
    updateNumber: async ({ numberId, ...rest }) => (on('updateNumber', numberId, rest), world.put('numbers', { ...world.need('numbers', numberId), ...rest })),
    mapNumber: async (numberId, inboxId) => {
      on('mapNumber', numberId, inboxId);
      world.put('numbers', { ...world.need('numbers', numberId), inboxId, state: inboxId === '' ? 'ready' : 'active' });
    },
    deleteNumber: async (numberId) => {
      on('deleteNumber', numberId);
      if (world.need('numbers', numberId).inboxId !== '') throw new BridgeError('conflict', 'An inbox uses this number. Take it out there first.', 'mapped');
      world.drop('numbers', numberId);
    },
    updateUser: async ({ userId, ...rest }) => (on('updateUser', userId, rest), world.put('users', { ...world.need('users', userId), ...rest })),
    setPresenceOf: async ({ userId, state, reason }) => {
      on('setPresenceOf', userId, state, reason);
      world.put('users', { ...world.need('users', userId), presence: state, chosen: state, presenceReason: reason });
    },
    invite: async (part) => (on('invite', part), invite(part)),
    invitations: async () => (on('invitations'), { invitations: office.invitations }),
    uninvite: async (id) => {
      on('uninvite', id);
      office.invitations = office.invitations.filter((each) => each.id !== id);
    },
    resetPassword: async (userId) => (on('resetPassword', userId), invitation({ name: world.need('users', userId).name })),
    devices: async (userId) => (on('devices', userId), { devices: office.devices }),
    revokeDevice: async (deviceId) => {
      on('revokeDevice', deviceId);
      office.devices = office.devices.filter((each) => each.id !== deviceId);
    },
    signOutAll: async (userId) => {
      on('signOutAll', userId);
      office.devices = office.devices.filter((each) => each.current && userId === world.state.userId);
    },
    changePassword: async () => on('changePassword'),
    savePreferences: async ({ readReceipts }) => (on('savePreferences', readReceipts), world.put('users', { ...world.need('users', world.state.userId), readReceipts })),
    replay: async (id) => (on('replay', id), world.put('unhandled', { ...world.need('unhandled', id), replayed: true })),
    rawUnhandled: async (id) => (on('rawUnhandled', id), { json: '{"field":"unheard_of"}', cut: false }),
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
    retry: async () => (on('retry'), world.setState({ phase: world.state.userId === '' ? 'signIn' : 'ready', problem: undefined })),
    signIn: async (email) => (on('signIn', email), ready(false)),
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
  return { seq: news.length, alerts, open: fresh.findLast((each) => 'open' in each)?.open ?? '' };
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
    testAlert: async () => (on('testAlert'), office.abilities),
    news: async (after) => (on('news', after), newsAfter(office, after)),
    viewing: async (threadId, focused) => {
      on('viewing', threadId, focused);
      office.viewing = { threadId, focused };
    },
    copy: async (text) => (on('copy'), office.copied.push(text), 'native'),
    openLink: async (url) => (on('openLink', url), void office.opened.push(url)),
    openMedia: async (id) => (on('openMedia', id), void office.opened.push(id)),
    saveMedia: async (id) => (on('saveMedia', id), office.opened.push(id), '/home/ana/Downloads/file'),
    quit: async (keep, remember) => (on('quit', keep, remember), void office.quits.push({ keep, remember })),
  };
}
