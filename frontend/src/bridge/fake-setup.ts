/** The fake's wizard: a carrier with two numbers, a Meta that sends a code when it is told to. */
import { type MoveCondition, moveConditions } from '@/lib/lists';
import { BridgeError } from './errors';
import { numberRow } from './fake-rows';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';
import type { SetupApi } from './setup';
import type { AccountStanding, AgreedTemplate, AppAccess, CarrierNumber, CarrierState, CheckedNumber, FormReason, OfferedProvider, OwedAddress, SandboxPanel, Setup, SetupCode, SetupCreate, SetupCreated, SignUp, SMSRoute, Template, WabaNumber, Webhooks, WebhooksSend } from './types';

/** What tests of the wizard may set and look at. */
export interface FakeBench {
  providers: OfferedProvider[];
  carrier: CarrierState;
  twilio: CarrierState | undefined;
  numbers: CarrierNumber[];
  /** Where the SMS of every number go before it is a channel. */
  smsRoute: SMSRoute;
  apps: AppAccess[];
  setups: Map<string, Setup>;
  owed: OwedAddress[];
  signUps: Map<string, SignUp>;
  /** Whose account comes from Meta's hosted page. */
  business: string;
  /** What stands in the way of a move. */
  moveBlocks: MoveCondition[];
  /** Where Meta sends webhooks, the same of every account. */
  webhooks: Webhooks;
  codes: Map<string, SetupCode>;
  /** The numbers that an account has at Meta. */
  atMeta: WabaNumber[];
  /** Meta does not say which account has a number. */
  unlisted: boolean;
  /** Why the relay refuses a form beside what is missing in it. */
  reasons: FormReason[];
  /** Set-ups whose number was verified in Meta's own window. */
  proven: Set<string>;
  /** How every account stands at Meta. */
  standing: AccountStanding;
  /** The two-step PIN of every number at Meta. */
  pin: string;
  panel: SandboxPanel;
}

const here = 'http://127.0.0.1:1/webhooks/meta/app_1';

/** A text of a form that keeps what is there when it is empty, and "none" removes it. */
const keptOr = (before: string | undefined, typed: string): string => (typed === '' ? (before ?? '') : typed === 'none' ? '' : typed);

/** A bench as it is at first. */
export function newBench(): FakeBench {
  const number = (phone: string, used = ''): CarrierNumber => ({ phone, carrier: 'vonage', country: 'US', type: 'mobile-lvn', sms: true, voice: true, used });
  return {
    providers: [{ name: 'meta', channel: 'whatsapp', signUp: true }],
    carrier: { provider: 'vonage', linked: true, signed: true, webhookUrl: 'http://127.0.0.1:1/webhooks/vonage/sms', methods: ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'] },
    twilio: undefined,
    numbers: [number('+14155550123'), number('+14155550124', 'Support'), number('+442079460958')],
    smsRoute: { address: 'https://shop.example/sms', here: false, reached: true },
    apps: [{ id: 'app_1', provider: 'meta', name: 'Parley practice', webhookUrl: 'http://127.0.0.1:1/webhooks/meta/app_1', verifyToken: 'verify-me', handshakeAt: 1, refusedAt: 0, configId: '648201739450112', connectUrl: 'http://127.0.0.1:1/connect/meta', hostedUrl: '', hostedToken: false }],
    webhooks: { address: here, appAddress: here, appHere: true, missing: [], subscribed: true, others: [], redirects: [] },
    standing: { review: 'approved', verification: 'approved', noPayment: false, numbers: [] },
    pin: '222222', setups: new Map(), owed: [], signUps: new Map(), business: '506914307656634', moveBlocks: [], codes: new Map(), proven: new Set(), atMeta: [], unlisted: false, reasons: [],
    panel: {
      rev: 1, nowMs: 0, accountId: 'acc', appId: 'app_1', token: 'sandbox-token', numbers: [], phones: [],
      faults: { webhookLatencyMs: 0, apiLatencyMs: 0, duplicateProbability: 0, duplicateCount: 0, reorderMs: 0, apiErrorProbability: 0, apiErrorCode: 0, messagesOnly: false, failAfterSend: 0, syncErrors: false, tokenDead: false, webhooksStopped: false, smsLost: false, breaks: [] },
      counters: { delivered: 0, pending: 0, failed: 0, retries: 0, duplicates: 0, apiCalls: 0, apiErrors: 0, accepted: 0, sms: 0 },
    },
  };
}

/** Brings the code of a set-up, as an SMS would. */
export function catchCode(world: FakeWorld, bench: FakeBench, id: string, code: string): void {
  bench.codes.set(id, { setupId: id, code, sms: `<#> ${code.slice(0, 3)}-${code.slice(3)} is your WhatsApp code`, sender: 'WhatsApp', receivedAt: world.now, expiresAt: world.now + 600_000, call: false, recording: '' });
  const setup = bench.setups.get(id);
  if (setup !== undefined) bench.setups.set(id, { ...setup, codeCameAt: world.now, codeShownAt: world.now, codeCopiedAt: 0, codeExpiresAt: world.now + 600_000 });
  world.emit('code');
}

/** Has the number called, and answered: what was understood, with its code when that is sure, else with a recording. */
export function catchCall(world: FakeWorld, bench: FakeBench, id: string, heard: string, code: string): void {
  bench.codes.set(id, { setupId: id, code, sms: heard, sender: '16505434800', receivedAt: world.now, expiresAt: world.now + 600_000, call: true, recording: code === '' ? 'RE1' : '' });
  const setup = bench.setups.get(id);
  if (setup !== undefined) bench.setups.set(id, { ...setup, codeCameAt: world.now, codeShownAt: world.now, codeCopiedAt: 0, codeExpiresAt: world.now + 600_000, listens: code === '' });
  world.emit('code');
}

function newSetup(world: FakeWorld, phone: string, owned: boolean): Setup {
  return {
    id: world.id('set'), phone, display: phone, step: 'number', state: 'draft', holder: world.state.userId, holderName: world.state.userName, mine: true, holderGone: false, askedBy: '', askedAt: 0, keptAt: 0, takeOverAt: 0,
    leaseSince: world.now, leaseUntil: world.now + 120_000, appId: '', wabaId: '', phoneId: '', displayName: '', codeMethod: '', codeAskedAt: 0,
    codeCameAt: 0, codeShownAt: 0, codeCopiedAt: 0, codeExpiresAt: 0, resendAt: 0, tryAt: 0, verifiedAt: 0, lookedAt: 0, name: '', description: '', serviceName: '', dataSource: [],
    profile: { about: '', address: '', description: '', email: '', vertical: '', websites: [] }, profileId: '', inboxId: '', agentId: '', finishStep: '', finishDone: [],
    numberId: '', problem: '', problemCode: 0, carrierOwned: owned, carrierCalls: false, listens: false, updatedAt: world.now,
  };
}

/** What the relay answers of the wizard and of linking. */
type SetupName =
  | 'app.access' | 'app.put' | 'app.unlink' | 'carrier.unlink' | 'waba.unlink' | 'carrier.link' | 'carrier.numbers' | 'carrier.list' | 'carrier.state' | 'setup.begin' | 'setup.check' | 'setup.connect' | 'setup.drop' | 'setup.finish'
  | 'profile.delete' | 'profile.look' | 'profile.put' | 'profile.take' | 'profile.use' | 'setup.leave' | 'setup.listen' | 'setup.ask' | 'setup.answer' | 'setup.takeOver' | 'setup.list' | 'setup.look' | 'setup.renew' | 'setup.request' | 'setup.save' | 'setup.verify' | 'sms.add' | 'sms.look' | 'templates.pull' | 'waba.numbers' | 'waba.verify' | 'number.prove' | 'setup.create' | 'number.moveCheck' | 'number.move'
  | 'webhooks.look' | 'webhooks.send' | 'pin.put' | 'pin.take' | 'standing.look' | 'template.take' | 'template.putBack';

/** What becomes of webhooks that are sent here; refused where they go elsewhere, until that is wanted. */
function sendHere(now: Webhooks, { what, numberId, replace }: WebhooksSend): Webhooks {
  const stands = (address: string | undefined): void => {
    if (address !== undefined && address !== '' && address !== now.address && !replace) throw new BridgeError('conflict', `The webhooks go to ${address}.`, 'webhooksElsewhere');
  };
  if (what === 'app') {
    stands(now.appAddress);
    return { ...now, appAddress: now.address, appHere: true, missing: [] };
  }
  stands(now.redirects.find((each) => each.numberId === numberId)?.address);
  return { ...now, subscribed: what === 'account' || now.subscribed, redirects: now.redirects.filter((each) => each.numberId !== numberId) };
}

/** The wizard. */
export function setupAnswers(world: FakeWorld, bench: FakeBench): Answers<SetupName> {
  const need = (id: string): Setup => {
    const found = bench.setups.get(id);
    if (found === undefined) throw new BridgeError('notFound', 'There is no such set-up any more.', 'setup');
    return found;
  };
  const used = (number: CarrierNumber): CarrierNumber => {
    const by = [...bench.setups.values()].find((each) => each.phone === number.phone && each.step !== 'done');
    return by === undefined ? number : { ...number, used: number.phone, setUp: true, setUpBy: by.holderName };
  };
  const rented = (phone: string): void => {
    if (!bench.numbers.some((each) => each.phone === phone)) throw new BridgeError('notFound', 'The carrier does not have this number any more.', 'smsNumber');
  };
  const linked = (wabaId: string): string => {
    if (world.get('wabas', wabaId) === undefined) throw new BridgeError('invalid', 'This account is not linked.', 'noWaba');
    return wabaId;
  };
  const change = (id: string, part: Partial<Setup>): Setup => {
    const next = { ...need(id), ...part, updatedAt: world.now };
    bench.setups.set(id, next);
    return next;
  };
  const wears = (numberId: string, profileId: string): void => {
    const { profile, seq } = world.need('profiles', profileId);
    world.put('numbers', { ...world.need('numbers', numberId), profileId, profile, shown: { seq, at: world.now, lookedAt: world.now } });
  };
  const driftOf = (templateId: string): { readonly agreed: AgreedTemplate; readonly now: Template } => {
    const { agreed, ...now } = world.need('templates', templateId);
    if (agreed === undefined) throw new BridgeError('conflict', 'There is nothing to settle.', 'noDrift');
    return { agreed, now };
  };
  const pinned = (numberId: string, pin: string): void => {
    const number = world.need('numbers', numberId);
    if (!/^\d{6}$/.test(pin)) throw new BridgeError('invalid', 'The two-step PIN has six digits.', 'pin');
    bench.pin = pin;
    world.put('numbers', { ...number, twoStep: { drift: '', at: 0, agreedAt: world.now } });
  };
  const checked = (phone: string): Pick<CheckedNumber, 'ok' | 'phone' | 'reason'> => {
    const digits = phone.replace(/[\s().-]/g, '');
    const ok = /^\+[1-9]\d{7,14}$/.test(digits);
    return { ok, phone: digits, reason: ok ? '' : digits.startsWith('0') ? 'localDigits' : digits.startsWith('+') ? 'notValid' : 'missingPlus' };
  };
  const created = (form: SetupCreate): SetupCreated => {
    const reasons = [...bench.reasons];
    if (!checked(form.phone).ok) reasons.push({ field: 'phone', said: { code: 'invalid', subcode: 'badNumber', params: { context: 'empty' } } });
    if (form.name.trim() === '') reasons.push({ field: 'name', said: { code: 'invalid', subcode: 'missing', params: { field: 'displayName' } } });
    if (world.get('wabas', form.wabaId) === undefined) reasons.push({ field: 'account', said: { code: 'invalid', subcode: 'noWaba' } });
    if (reasons.length > 0) return { reasons };
    const { phone } = checked(form.phone);
    const isReady = bench.atMeta.some((each) => each.phone === phone && each.verified);
    const setup: Setup = { ...newSetup(world, phone, false), wabaId: form.wabaId, phoneId: '1001', name: form.name, displayName: form.name, inboxId: form.inboxId, agentId: form.agentId };
    const now: Setup = isReady ? { ...setup, step: 'done', verifiedAt: world.now, numberId: world.id('num') } : { ...setup, step: 'verify', codeMethod: form.method, codeAskedAt: form.method === '' ? 0 : world.now };
    bench.setups.set(now.id, now);
    return { reasons: [], setup: now };
  };
  return {
    'carrier.link': ({ provider, account = '', apiKey, signatureSecret }) => {
      if (provider === 'twilio' && bench.twilio !== undefined) {
        if (signatureSecret === 'wrong') throw new BridgeError('invalid', 'Twilio does not accept this login.', 'twilio');
        world.put('wabas', { id: account, provider, appId: account, name: 'Practice boats', verifiedAt: world.now, expiresAt: 0, scopes: [], problem: '' });
        return (bench.twilio = { ...bench.twilio, linked: true, signed: true });
      }
      if (apiKey === 'wrong') throw new BridgeError('unauthorized', 'The carrier does not know this key.', 'credentials');
      return (bench.carrier = { ...bench.carrier, linked: true });
    },
    'carrier.unlink': ({ provider }) => {
      if (provider !== bench.carrier.provider && provider !== bench.twilio?.provider) throw new BridgeError('invalid', 'There is no such carrier.', 'provider');
      if (provider === 'twilio' && bench.twilio !== undefined) {
        for (const each of world.all('wabas').filter((account) => account.provider === provider)) world.drop('wabas', each.id);
        return (bench.twilio = { ...bench.twilio, linked: false, signed: false });
      }
      return (bench.carrier = { ...bench.carrier, linked: false, signed: false });
    },
    'app.unlink': ({ appId }) => {
      if (world.all('wabas').some((each) => each.appId === appId)) throw new BridgeError('conflict', 'An account is linked through this app.', 'appUsed');
      if (!bench.apps.some((each) => each.id === appId)) throw new BridgeError('notFound', 'There is no such app.', 'notYours');
      bench.apps = bench.apps.filter((each) => each.id !== appId);
    },
    'waba.unlink': ({ wabaId }) => {
      world.need('wabas', wabaId);
      world.drop('wabas', wabaId);
    },
    'carrier.list': () => ({ carriers: bench.twilio === undefined ? [bench.carrier] : [bench.carrier, bench.twilio] }),
    'carrier.state': () => bench.carrier,
    'carrier.numbers': () => ({ numbers: bench.numbers.map(used) }),
    'sms.look': ({ phone }) => {
      rented(phone);
      return bench.smsRoute;
    },
    'sms.add': ({ carrier, phone, name, inboxId }) => {
      if (name.trim() === '') throw new BridgeError('invalid', 'A name is missing.', 'missing');
      rented(phone);
      if (world.all('numbers').some((each) => each.name === name)) throw new BridgeError('conflict', 'There is a channel with this name already.', 'nameUsed');
      const id = world.id('num');
      world.put('numbers', numberRow({ id, provider: carrier, channel: 'sms', phone, name, wabaId: '', inboxId, planId: inboxId === '' ? '' : `pln_${inboxId}`, state: inboxId === '' ? 'ready' : 'active' }));
      bench.numbers = bench.numbers.map((each) => (each.phone === phone ? { ...each, smsUsed: name } : each));
      return { id };
    },
    'setup.check': ({ phone: typed }) => {
      const { ok, phone, reason } = checked(typed);
      const begun = [...bench.setups.values()].find((each) => each.phone === phone && each.step !== 'done');
      return { ok, phone: ok ? phone : '', display: phone, reason, notes: [], ...(begun === undefined ? { inUse: '' } : { inUse: phone, setUp: true, setUpBy: begun.holderName }) };
    },
    'app.put': ({ id, name, configId = '', hostedUrl = '', systemToken = '' }) => {
      const was = bench.apps.find((each) => each.id === id);
      const kept = keptOr(was?.configId, configId);
      const made: AppAccess = { id, provider: 'meta', name, webhookUrl: `http://127.0.0.1:1/webhooks/meta/${id}`, verifyToken: 'verify-me', handshakeAt: 0, refusedAt: 0, configId: kept, connectUrl: 'http://127.0.0.1:1/connect/meta', hostedUrl: keptOr(was?.hostedUrl, hostedUrl), hostedToken: systemToken === '' ? (was?.hostedToken ?? false) : systemToken !== 'none' };
      bench.apps = [...bench.apps.filter((each) => each.id !== id), made];
      return made;
    },
    'app.access': () => ({ apps: bench.apps, providers: bench.providers }),
    'waba.verify': ({ appId, wabaId, token }) => {
      if (token === 'wrong') return { wabaId, name: '', scopes: [], missing: [], expiresAt: 0, problem: '', said: { code: 'invalid', subcode: 'token', params: { context: 'rejected' } } };
      const known = world.get('wabas', wabaId);
      const name = known?.name ?? 'Practice shop';
      world.put('wabas', { id: wabaId, ...(known?.provider !== undefined && { provider: known.provider }), appId, name, verifiedAt: world.now, expiresAt: 0, scopes: [], problem: '' });
      return { wabaId, name, scopes: ['whatsapp_business_messaging', 'whatsapp_business_management'], missing: [], expiresAt: 0, problem: '' };
    },
    'number.prove': ({ appId, phoneId, wabaId, token }) => {
      if (!/^\d{4,32}$/.test(phoneId.trim())) throw new BridgeError('invalid', 'A phone number ID has digits only.', 'phoneId');
      if (token === 'wrong') throw new BridgeError('invalid', 'Meta does not accept this token.', 'token');
      const number = bench.atMeta.find((each) => each.phoneId === phoneId.trim());
      if (number === undefined) throw new BridgeError('invalid', 'Meta does not show this phone number ID to this token.', 'phoneId');
      if (wabaId === '' && bench.unlisted) throw new BridgeError('invalid', 'Meta does not say which account has this number.', 'wabaId');
      const account = wabaId === '' ? '102290129340398' : wabaId;
      world.put('wabas', { id: account, appId, name: 'Practice shop', verifiedAt: world.now, expiresAt: 0, scopes: [], problem: '' });
      const waba = { wabaId: account, name: 'Practice shop', scopes: [], missing: [], expiresAt: 0, problem: '' };
      return { phoneId: number.phoneId, phone: number.phone, verifiedName: number.verifiedName, verified: number.verified, registered: number.registered, waba };
    },
    'setup.create': (form) => created(form),
    'number.moveCheck': ({ numberId }) => {
      world.need('numbers', numberId);
      const said = (name: string) => ({ said: { code: 'conflict' as const, subcode: 'move', params: { context: name } } });
      return { checks: moveConditions.map((name) => ({ name, ...(bench.moveBlocks.includes(name) && said(name)) })) };
    },
    'number.move': ({ numberId, wabaId }) => {
      const { phone, name, wabaId: from } = world.need('numbers', numberId);
      const setup: Setup = { ...newSetup(world, phone, false), wabaId: linked(wabaId), phoneId: '1002', name, displayName: name, moveFrom: from, step: 'connect' };
      bench.setups.set(setup.id, setup);
      return setup;
    },
    'waba.numbers': ({ wabaId }) => (linked(wabaId), { numbers: bench.atMeta }),
    'templates.pull': ({ wabaId }) => linked(wabaId),
    'webhooks.look': ({ wabaId }) => (linked(wabaId), bench.webhooks),
    'webhooks.send': (send) => (linked(send.wabaId), (bench.webhooks = sendHere(bench.webhooks, send))),
    'setup.list': () => ({ setups: [...bench.setups.values()], ...(bench.owed.length > 0 && { owed: bench.owed }) }),
    'setup.begin': ({ phone: typed }) => {
      const { ok, phone } = checked(typed);
      if (!ok) throw new BridgeError('invalid', 'This is no phone number.', 'badNumber');
      const known = [...bench.setups.values()].find((each) => each.phone === phone);
      const setup = known ?? newSetup(world, phone, bench.numbers.some((each) => each.phone === phone));
      bench.setups.set(setup.id, setup);
      return setup;
    },
    'setup.renew': ({ setupId }) => change(setupId, { leaseUntil: world.now + 120_000 }),
    'setup.leave': ({ setupId }) => void change(setupId, { holder: '', holderName: '', mine: false }),
    'setup.drop': ({ setupId }) => void bench.setups.delete(need(setupId).id),
    'setup.ask': ({ setupId }) => change(setupId, { askedAt: world.now, keptAt: 0, takeOverAt: world.now + 60_000 }),
    'setup.answer': ({ setupId, handOver }) => change(setupId, handOver ? { holder: 'usr_other', holderName: need(setupId).askedBy, mine: false, askedAt: 0, askedBy: '' } : { askedAt: 0, askedBy: '' }),
    'setup.takeOver': ({ setupId }) => {
      const setup = need(setupId);
      if (setup.takeOverAt === 0 || setup.takeOverAt > world.now) throw new BridgeError('conflict', 'Ask them first.', 'leaseAskFirst');
      return change(setupId, { holder: world.state.userId, holderName: world.state.userName, mine: true, holderGone: false, askedAt: 0, takeOverAt: 0, leaseSince: world.now });
    },
    'setup.connect': ({ setupId, wabaId, displayName }) => change(setupId, { wabaId: linked(wabaId), displayName, phoneId: '1001', step: 'connect' }),
    'setup.listen': ({ setupId }) => {
      if (!need(setupId).carrierCalls) throw new BridgeError('conflict', "Parley can't answer the calls to this number.", 'callsElsewhere');
      return change(setupId, { listens: true });
    },
    'setup.request': ({ setupId, method }) => change(setupId, { listens: method === 'VOICE' && need(setupId).carrierCalls, step: 'verify', codeMethod: method, codeAskedAt: world.now, codeCameAt: 0, resendAt: world.now + 60_000 }),
    'setup.look': ({ setupId }) => change(setupId, { lookedAt: world.now, ...(bench.proven.has(setupId) ? { verifiedAt: world.now, step: 'settings' } : {}) }),
    'setup.verify': ({ setupId, code: typed }) => {
      const right = bench.codes.get(setupId)?.code;
      if (right === undefined || (typed !== '' && typed !== right)) return change(setupId, { said: { code: 'invalid', subcode: 'meta', params: { context: 'wrongCode', code: '136025' } }, problemCode: 136025 });
      return change(setupId, { verifiedAt: world.now, step: 'settings', said: undefined, problemCode: 0 });
    },
    'standing.look': ({ wabaId }) => (linked(wabaId), bench.standing),
    'template.take': ({ templateId }) => world.put('templates', driftOf(templateId).now),
    'template.putBack': ({ templateId }) => {
      const { agreed, now } = driftOf(templateId);
      if (now.status === 'PENDING') throw new BridgeError('conflict', 'Wait until Meta has reviewed this one.', 'templateDrift');
      world.put('templates', { ...now, ...agreed, status: 'PENDING' });
    },
    'pin.put': ({ numberId, pin }) => pinned(numberId, pin),
    'pin.take': ({ numberId, pin }) => {
      if (/^\d{6}$/.test(pin) && pin !== bench.pin) throw new BridgeError('invalid', 'The two-step PIN is wrong.', 'meta');
      pinned(numberId, pin);
    },
    'profile.put': ({ id, numberId, ...typed }) => {
      const named = id === '' && typed.name === '' && numberId !== '';
      const rest = { ...typed, name: named ? world.need('numbers', numberId).name : typed.name };
      if (rest.name.trim() === '') throw new BridgeError('invalid', 'The name is missing.', 'missing');
      const same = id === '' ? world.all('profiles').find((each) => each.name === rest.name && JSON.stringify(each.profile) === JSON.stringify(rest.profile)) : undefined;
      const made = { ...rest, id: same?.id ?? (id === '' ? world.id('pro') : world.need('profiles', id).id), seq: (world.get('profiles', id)?.seq ?? 0) + 1 };
      world.put('profiles', made);
      if (numberId !== '') wears(numberId, made.id);
      return { id: made.id };
    },
    'profile.delete': ({ profileId }) => world.drop('profiles', world.need('profiles', profileId).id),
    'profile.use': ({ numberId, profileId }) => wears(numberId, profileId),
    'profile.look': ({ numberId }) => void world.need('numbers', numberId),
    'profile.take': ({ numberId }) => {
      const number = world.need('numbers', numberId);
      if (number.shown?.theirs === undefined) throw new BridgeError('conflict', 'There is nothing to take over.', 'noDrift');
      const before = world.need('profiles', number.profileId);
      world.put('profiles', { ...before, profile: number.shown.theirs, seq: before.seq + 1 });
      wears(numberId, number.profileId);
      return { id: number.profileId };
    },
    'setup.save': ({ setupId, ...rest }) => change(setupId, rest),
    'setup.finish': ({ setupId }) => {
      const setup = need(setupId);
      const numberId = world.id('num');
      world.put('numbers', numberRow({ id: numberId, phone: setup.phone, name: setup.name, inboxId: setup.inboxId }));
      return change(setupId, { step: 'done', finishStep: '', finishDone: ['register', 'subscribe', 'profile', 'templates', 'activate'], numberId });
    },
  };
}

/** What the app does itself for the wizard: the code is sealed to it. */
export function ownSetup(world: FakeWorld, bench: FakeBench, copied: string[]): Pick<SetupApi, 'code' | 'copyCode' | 'sound'> {
  return {
    code: async (id) => {
      world.note('setup.code', [id]);
      const code = bench.codes.get(id);
      return { found: code !== undefined, code: code ?? { setupId: id, code: '', sms: '', sender: '', receivedAt: 0, expiresAt: 0, call: false, recording: '' } };
    },
    sound: async (id) => {
      world.note('setup.sound', [id]);
      if ((bench.codes.get(id)?.recording ?? '') === '') throw new BridgeError('notFound', 'There is no recording of a call to listen to any more.', 'recording');
      return new TextEncoder().encode('RIFF\u0000\u0000\u0000\u0000WAVE');
    },
    copyCode: async (id) => {
      world.note('setup.copyCode', [id]);
      const code = bench.codes.get(id);
      if (code === undefined) throw new BridgeError('notFound', 'There is no code to copy. Ask Meta for a new one.', 'noCode');
      copied.push(code.code);
      const setup = bench.setups.get(id);
      if (setup !== undefined) bench.setups.set(id, { ...setup, codeCopiedAt: world.now });
      return 'native';
    },
  };
}
