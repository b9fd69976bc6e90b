/** The wizard that connects a number. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { AccountStanding, AppAccess, AppPut, CarrierLink, CarrierNumber, CarrierState, CheckedNumber, CodeMethod, CodeView, CredentialUses, MoveChecked, NumberProve, NumberProven, OfferedProvider, ProfilePut, Setup, SetupConnect, SetupCreate, SetupCreated, Setups, SetupSave, SMSAdd, SMSNumber, SMSRoute, WabaNumber, WabaVerified, WabaVerify, Webhooks, WebhooksSend } from './types';

const go = services.Setup;

/** The service as the screens know it; errors are BridgeErrors. */
export interface SetupApi {
  /** Stores and proves the account at a carrier. */
  linkCarrier(link: CarrierLink): Promise<CarrierState>;
  /** Forgets an account at a carrier; refused while an SMS address is still to be put back there. */
  unlinkCarrier(provider: string): Promise<CarrierState>;
  /** Forgets an app's secrets; refused while an account is linked through it. */
  unlinkApp(appId: string): Promise<void>;
  /** Forgets an account's token; its numbers stay and send nothing. */
  unlinkWaba(wabaId: string): Promise<void>;
  /** The carriers that can be linked, and whether they are: screens show no other. */
  carriers(): Promise<{ carriers: CarrierState[] }>;
  /** The numbers owned at the carriers. */
  carrierNumbers(): Promise<{ numbers: CarrierNumber[] }>;
  /** Why a typed number will not do, or what it is. */
  checkNumber(phone: string): Promise<CheckedNumber>;
  /** Stores an app with its secret and says what to paste at its provider. */
  putApp(app: AppPut): Promise<AppAccess>;
  /** The apps with webhook address and verify token, and the providers at which there can be one. */
  apps(): Promise<{ apps: AppAccess[]; providers: OfferedProvider[] }>;
  /** Proves an account's id and token, and stores them. */
  verifyWaba(waba: WabaVerify): Promise<WabaVerified>;
  /** Proves a token by a number that it can read, and links the number's account. */
  proveNumber(number: NumberProve): Promise<NumberProven>;
  /** Connects a number from one form; with reasons nothing was done. */
  create(form: SetupCreate): Promise<SetupCreated>;
  /** The numbers that the account has at Meta. */
  wabaNumbers(wabaId: string): Promise<{ numbers: WabaNumber[] }>;
  /** What stands in the way of a number's move to another account. */
  checkMove(numberId: string, wabaId: string): Promise<MoveChecked>;
  /** Begins the move, or goes on with it: a set-up that ends with the same number. */
  moveNumber(numberId: string, wabaId: string): Promise<Setup>;
  /** Where Meta sends the webhooks of an account, asked for now. */
  lookWebhooks(wabaId: string): Promise<Webhooks>;
  /** Makes Meta send them here. */
  sendWebhooks(send: WebhooksSend): Promise<Webhooks>;
  /** Fetches the account's templates now. */
  pullTemplates(wabaId: string): Promise<void>;
  /** The numbers being set up, and those whose SMS address is still to be put back at the carrier. */
  list(): Promise<Setups>;
  /** Starts setting up a number, or goes on with it, and takes its lease. */
  begin(phone: string): Promise<Setup>;
  /** Keeps the lease while the wizard is open. */
  renew(id: string): Promise<Setup>;
  /** Gives the lease back; what was done stays. */
  leave(id: string): Promise<void>;
  /** Asks its holder for the set-up. */
  ask(id: string): Promise<Setup>;
  /** The holder's answer: hands it over, or keeps it. */
  answer(id: string, handOver: boolean): Promise<Setup>;
  /** Takes it, when the holder is gone or did not answer. */
  takeOver(id: string): Promise<Setup>;
  /** Throws a set-up away. */
  drop(id: string): Promise<void>;
  /** Adds the number to the account at Meta, or finds it there. */
  connect(connect: SetupConnect): Promise<Setup>;
  /** Asks Meta for the code by SMS or VOICE. */
  requestCode(id: string, method: CodeMethod): Promise<Setup>;
  /** The newest caught code. */
  code(id: string): Promise<CodeView>;
  /** Puts the caught code on the clipboard; answers how. */
  copyCode(id: string): Promise<string>;
  /** Answers the calls to the number for a while, so that a code that Meta speaks is caught. */
  listen(id: string): Promise<Setup>;
  /** What the call said whose code is awaited: a WAV file. */
  sound(id: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Asks Meta whether the number is verified by now: the code may have been pasted into Meta's own window. */
  look(id: string): Promise<Setup>;
  /** Checks the caught code (code "") or a typed one. */
  verify(id: string, code: string): Promise<Setup>;
  /** Keeps settings and profile. */
  save(save: SetupSave): Promise<Setup>;
  /** Makes (id "") or changes a business profile, and sends it to the numbers that use it. */
  putProfile(profile: ProfilePut): Promise<{ id: string }>;
  /** Deletes one that no number uses. */
  deleteProfile(profileId: string): Promise<void>;
  /** Gives a number a profile, or sends the one that it has once more. */
  useProfile(numberId: string, profileId: string): Promise<void>;
  /** Asks Meta what it shows of a number; what differs comes with the number. */
  lookProfile(numberId: string): Promise<void>;
  /** Makes what Meta shows of a number its profile. */
  takeProfile(numberId: string): Promise<{ id: string }>;
  /** When each credential was last used, to about a minute. */
  uses(): Promise<CredentialUses>;
  /** How an account stands at its provider, asked for now. */
  lookStanding(wabaId: string): Promise<AccountStanding>;
  /** What the provider has of a template counts from now on. */
  takeTemplate(templateId: string): Promise<void>;
  /** The provider is to have again what was agreed on of a template. */
  putTemplateBack(templateId: string): Promise<void>;
  /** Switches on or off at the provider that the identity of who writes to a number is checked. */
  putIdentityCheck(numberId: string, on: boolean): Promise<void>;
  /** Sets the two-step PIN of a number; it is passed on and kept nowhere. */
  putPin(numberId: string, pin: string): Promise<void>;
  /** Proves the PIN that somebody else set. */
  takePin(numberId: string, pin: string): Promise<void>;
  /** Where the SMS of a carrier's number go now. */
  lookSMS(number: SMSNumber): Promise<SMSRoute>;
  /** Makes a carrier's number an SMS channel; answers its id. */
  addSMS(add: SMSAdd): Promise<{ id: string }>;
  /** Registers, subscribes, pulls templates and maps the number. */
  finish(id: string, pin: string): Promise<Setup>;
}

/** Bytes that came as base64. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

/** The service over somebody who answers what the relay is asked. */
export const setupOver = (ask: Ask): SetupApi => ({
  linkCarrier: (link) => ask('carrier.link', link),
  unlinkCarrier: (provider) => ask('carrier.unlink', { provider }),
  unlinkApp: async (appId) => void (await ask('app.unlink', { appId })),
  unlinkWaba: async (wabaId) => void (await ask('waba.unlink', { wabaId })),
  carriers: () => ask('carrier.list', {}),
  carrierNumbers: () => ask('carrier.numbers', {}),
  checkNumber: (phone) => ask('setup.check', { phone }),
  putApp: (app) => ask('app.put', app),
  apps: () => ask('app.access', {}),
  verifyWaba: (waba) => ask('waba.verify', waba),
  proveNumber: (number) => ask('number.prove', number),
  create: (form) => ask('setup.create', form),
  wabaNumbers: (wabaId) => ask('waba.numbers', { wabaId }),
  checkMove: (numberId, wabaId) => ask('number.moveCheck', { numberId, wabaId }),
  moveNumber: (numberId, wabaId) => ask('number.move', { numberId, wabaId }),
  lookWebhooks: (wabaId) => ask('webhooks.look', { wabaId }),
  sendWebhooks: (send) => ask('webhooks.send', send),
  pullTemplates: async (wabaId) => void (await ask('templates.pull', { wabaId })),
  list: () => ask('setup.list', {}),
  begin: (phone) => ask('setup.begin', { phone }),
  renew: (setupId) => ask('setup.renew', { setupId }),
  leave: async (setupId) => void (await ask('setup.leave', { setupId })),
  ask: (setupId) => ask('setup.ask', { setupId }),
  answer: (setupId, handOver) => ask('setup.answer', { setupId, handOver }),
  takeOver: (setupId) => ask('setup.takeOver', { setupId }),
  drop: async (setupId) => void (await ask('setup.drop', { setupId })),
  connect: (connect) => ask('setup.connect', connect),
  requestCode: (setupId, method) => ask('setup.request', { setupId, method }),
  code: (id) => call(() => go.Code(id)),
  copyCode: (id) => call(() => go.CopyCode(id)),
  listen: (setupId) => ask('setup.listen', { setupId }),
  sound: async (id) => bytesOf(await call(() => go.Sound(id))),
  look: (setupId) => ask('setup.look', { setupId }),
  verify: (setupId, code) => ask('setup.verify', { setupId, code }),
  save: (save) => ask('setup.save', save),
  lookSMS: (number) => ask('sms.look', number),
  addSMS: (add) => ask('sms.add', add),
  putProfile: (profile) => ask('profile.put', profile),
  deleteProfile: async (profileId) => void (await ask('profile.delete', { profileId })),
  useProfile: async (numberId, profileId) => void (await ask('profile.use', { numberId, profileId })),
  lookProfile: async (numberId) => void (await ask('profile.look', { numberId })),
  uses: () => ask('credential.uses', {}),
  lookStanding: (wabaId) => ask('standing.look', { wabaId }),
  takeTemplate: async (templateId) => void (await ask('template.take', { templateId })),
  putTemplateBack: async (templateId) => void (await ask('template.putBack', { templateId })),
  putIdentityCheck: async (numberId, on) => void (await ask('number.identity', { numberId, on })),
  putPin: async (numberId, pin) => void (await ask('pin.put', { numberId, pin })),
  takePin: async (numberId, pin) => void (await ask('pin.take', { numberId, pin })),
  takeProfile: (numberId) => ask('profile.take', { numberId }),
  finish: (setupId, pin) => ask('setup.finish', { setupId, pin }),
});

/** The service in Go. */
export const setup = setupOver(request);
