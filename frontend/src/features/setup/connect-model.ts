/** What the form that connects a number holds, and what the relay is asked with. The relay checks all of it. */
import type { CodeMethod, FormField, FormReason, SetupCreate } from '@/bridge/types';

/** By what the number is found: in an account that is linked, by its ID at Meta, or typed with everything about it. */
export const waysIn = ['linked', 'phoneId', 'manual'] as const;

/** One of waysIn. */
export type FormWay = (typeof waysIn)[number];

/** The form as it is typed. `assigned` is a person's or an inbox's id behind its kind. */
export interface ConnectDraft {
  readonly wabaId: string;
  readonly phone: string;
  readonly country: string;
  readonly national: string;
  readonly certificate: string;
  readonly method: CodeMethod;
  readonly name: string;
  readonly active: boolean;
  readonly assigned: '' | `agent:${string}` | `inbox:${string}`;
  readonly pin: string;
}

/** An empty form. */
export const blankDraft: ConnectDraft = { wabaId: '', phone: '', country: '', national: '', certificate: '', method: 'SMS', name: '', active: true, assigned: '', pin: '' };

/** What is known of the chosen number at its provider; undefined = nothing. */
export interface KnownNumber {
  readonly verified: boolean;
  readonly registered: boolean;
}

/** The number of a form. In the manual way it is put together of its two parts; a whole number in the second wins. */
export function phoneOf(way: FormWay, draft: ConnectDraft): string {
  if (way !== 'manual') return draft.phone;
  if (/[+a-z]/i.test(draft.national) || draft.country.trim() === '') return draft.national;
  return `+${draft.country.replace(/^[^\d]+/u, '')} ${draft.national}`;
}

/** Whether a person has to say how the code comes. */
export const asksMethod = (way: FormWay, known: KnownNumber | undefined): boolean => way === 'manual' || known?.verified === false;

/** Whether the number's PIN is needed now: it is registered at the end of this form. */
export const asksPin = (known: KnownNumber | undefined, reasons: readonly FormReason[]): boolean =>
  (known?.verified === true && !known.registered) || reasons.some((each) => each.field === 'pin');

/** What to ask the relay for. What the way does not show is left out. */
export function createOf(way: FormWay, draft: ConnectDraft, known: KnownNumber | undefined): SetupCreate {
  const [kind, id = ''] = draft.active ? draft.assigned.split(/:(.*)/su) : [''];
  return {
    wabaId: draft.wabaId, phone: phoneOf(way, draft), name: draft.name, active: draft.active,
    agentId: kind === 'agent' ? id : '', inboxId: kind === 'inbox' ? id : '',
    certificate: way === 'manual' ? draft.certificate : '', method: asksMethod(way, known) ? draft.method : '', pin: draft.pin,
  };
}

const fieldOf: Readonly<Record<keyof ConnectDraft, FormField | undefined>> = {
  wabaId: 'account', phone: 'phone', country: 'phone', national: 'phone', certificate: 'certificate', method: undefined, name: 'name', active: 'assigned', assigned: 'assigned', pin: 'pin',
};

/** The reasons that are left when something was changed: what was said of its field is not so any more. */
export function reasonsAfter(reasons: readonly FormReason[], part: Partial<ConnectDraft>): readonly FormReason[] {
  const changed = (Object.keys(part) as (keyof ConnectDraft)[]).map((key) => fieldOf[key]);
  return reasons.filter((each) => !changed.includes(each.field));
}

/** The reason that stands beside a field. */
export const reasonOf = (reasons: readonly FormReason[], field: FormField): FormReason | undefined => reasons.find((each) => each.field === field);
