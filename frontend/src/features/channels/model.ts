/** What the channels page shows, as functions of rows. */
import type { BusinessNumber, Inbox, NumberPulse, NumberState, Plan, Pulse } from '@/bridge/types';
import type { Said } from '@/i18n/said';
import { oneOf } from '@/lib/known';
import { type Channel, errorCodes } from '@/lib/lists';
import { formatPhone } from '@/lib/phone';

/** One number of the page. */
export interface ChannelRow {
  readonly number: BusinessNumber;
  /** The name of the inbox it is mapped to, "" when it is not. */
  readonly inbox: string;
  /** The name of the plan that branches before that, "" for none: the inbox is where what no way takes goes. */
  readonly plan: string;
  readonly pulse: NumberPulse | undefined;
}

/** What narrows the numbers; "" is everything. */
export interface Narrowing {
  readonly search: string;
  readonly type: Channel | '';
  readonly state: NumberState | '';
}

/** Nothing is left out. */
export const everything: Narrowing = { search: '', type: '', state: '' };

/** The rows by name, with inbox and liveliness. */
export function channelRows(numbers: Iterable<BusinessNumber>, inboxes: ReadonlyMap<string, Inbox>, plans: ReadonlyMap<string, Plan>, pulse: Pulse | undefined, locale: string): readonly ChannelRow[] {
  const lively = new Map(pulse?.numbers.map((each) => [each.numberId, each]));
  return [...numbers]
    .map((number) => ({ number, inbox: inboxes.get(number.inboxId)?.name ?? '', plan: branching(plans.get(number.planId)), pulse: lively.get(number.id) }))
    .sort((a, b) => a.number.name.localeCompare(b.number.name, locale));
}

function branching(plan: Plan | undefined): string {
  return (plan?.branches ?? []).length === 0 ? '' : (plan?.name ?? '');
}

/** What a number's customers use; a row from before there was more than one says nothing. */
export function typeOf(number: Pick<BusinessNumber, 'channel'>): Channel {
  return number.channel === 'sms' ? 'sms' : 'whatsapp';
}

/** The rows of a type and state that have every word of a search; digits find a number however it is written. */
export function matching(rows: readonly ChannelRow[], { search, type, state }: Narrowing): readonly ChannelRow[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter((each) => each !== '');
  return rows.filter(({ number, inbox, plan }) => {
    if ((type !== '' && typeOf(number) !== type) || (state !== '' && shownState(number) !== state)) return false;
    const text = [number.name, number.phone, number.phone.replace(/\D/g, ''), formatPhone(number.phone), number.description, number.verifiedName, inbox, plan].join('\n').toLocaleLowerCase();
    return words.every((each) => text.includes(each));
  });
}

/** The state that is shown; an older relay calls one that is refused a problem. */
export function shownState(number: Pick<BusinessNumber, 'state'>): NumberState {
  return number.state === 'problem' ? 'disconnected' : number.state;
}

/** Whether something of a number has to be put right at its provider. */
export function isStopped(number: Pick<BusinessNumber, 'state'>): boolean {
  const state = shownState(number);
  return state === 'restricted' || state === 'disconnected';
}

/** Whether somebody changed the profile or the two-step PIN of a number at Meta, and nobody has said yet which side is right. */
export function driftsAtMeta({ shown, twoStep }: Pick<BusinessNumber, 'shown' | 'twoStep'>): boolean {
  return shown?.theirs !== undefined || (twoStep !== undefined && twoStep.drift !== '');
}

/** Whether the switch of a number is on: nobody has switched it off, and somebody is assigned to it. */
export function isOn(number: Pick<BusinessNumber, 'off' | 'state' | 'inboxId'>): boolean {
  return !number.off && number.state !== 'ready' && number.inboxId !== '';
}

/** Why a number is in its state: the context of its sentence, or what the sentence is about. */
export function reasonOf(why: Said | null | undefined): string {
  if (!why) return '';
  const context = why.params?.context;
  return why.subcode === 'standing' && typeof context === 'string' ? context : why.subcode ?? '';
}

/** How many numbers of a type there are, how many are active and how many need attention. */
export function countOf(rows: readonly ChannelRow[], type: Channel): { readonly all: number; readonly active: number; readonly stopped: number } {
  const own = rows.filter(({ number }) => typeOf(number) === type);
  return { all: own.length, active: own.filter(({ number }) => number.state === 'active').length, stopped: own.filter(({ number }) => isStopped(number)).length };
}

const refused = new RegExp(`^(?:still not understood: )?(${errorCodes.join('|')})(?:[ /](\\w+))?(?:/(\\w+))?$`);

/**
 * Why something that was kept was not understood: the sentence of a code such as "invalid/unknownKind", or the reason
 * as it stands.
 */
export function whyNotUnderstood(reason: string, say: (said: Said) => string): string {
  const [, named = '', subcode = '', context = ''] = refused.exec(reason.trim()) ?? [];
  const code = oneOf(errorCodes, named);
  return code === undefined ? reason : say({ code, subcode, params: { context } });
}
