/** What is written of a template, and how it is counted and grouped. Pure. */
import type { DraftTemplate, Template, TemplateButton, TemplateFault, TemplateField, Waba } from '@/bridge/types';
import { placesOf } from '@/lib/template';

/** Meta's bounds, in characters. */
export const most = { body: 1024, edge: 60, label: 25, url: 2000, phone: 20, code: 20 } as const;

/** Everything of a template but its name and language. */
export type Wording = Required<Pick<DraftTemplate, 'category' | 'headerKind' | 'headerText' | 'headerSample' | 'headerHandle' | 'headerFile' | 'body' | 'samples' | 'footer' | 'buttons' | 'fills'>>;

/** A wording with nothing in it. */
export const blankWording: Wording = { category: 'UTILITY', headerKind: '', headerText: '', headerSample: '', headerHandle: '', headerFile: '', body: '', samples: [], footer: '', buttons: [], fills: [] };

/** What is to be edited of a template: its draft, else what its provider has. */
export function wordingOf(template: Template): Wording {
  const from = template.draft ?? template;
  return from.category === 'AUTHENTICATION' ? loginCode(from.buttons?.at(0)?.text ?? '') : { ...blankWording, ...pick(from), category: from.category };
}

/** A login code: Meta writes its text and lists it with that and a link, and takes back neither. */
export function loginCode(text: string): Wording {
  return { ...blankWording, category: 'AUTHENTICATION', buttons: [{ type: 'OTP', text, url: '' }] };
}

function pick(from: Partial<Wording>): Partial<Wording> {
  const names = Object.keys(blankWording) as (keyof Wording)[];
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

/** How many characters a text has, as Meta counts them. */
export const lengthOf = (text: string): number => [...text].length;

/** Whether a wording is too long to be kept: nothing of it is saved until it is shorter. */
export function tooLong({ headerText, body, footer }: Wording): boolean {
  return lengthOf(body) > most.body || lengthOf(headerText) > most.edge || lengthOf(footer) > most.edge;
}

/** Another body, with the examples and fillings of the variables that are still in it. */
export function withBody(wording: Wording, body: string): Wording {
  const before = placesOf(wording.body);
  const now = placesOf(body);
  const samples = now.map((name) => wording.samples[before.indexOf(name)] ?? '');
  return { ...wording, body, samples, fills: wording.fills.filter((each) => now.includes(each.name)) };
}

/** The name of the next variable of a body: the next number, or a name where the others have names. */
export function nextVariable(body: string): string {
  const names = placesOf(body);
  if (names.every((each) => /^\d+$/.test(each))) return String(Math.max(0, ...names.map(Number)) + 1);
  let at = names.length + 1;
  while (names.includes(`value_${at}`)) at += 1;
  return `value_${at}`;
}

/** A body with a variable put in at a place, with an example and what fills it by itself. */
export function withVariable(wording: Wording, at: number, sample: string, fill: 'agentName' | 'contactName' | ''): Wording {
  const name = nextVariable(wording.body);
  const next = withBody(wording, `${wording.body.slice(0, at)}{{${name}}}${wording.body.slice(at)}`);
  const samples = placesOf(next.body).map((each, index) => (each === name ? sample : (next.samples[index] ?? '')));
  return { ...next, samples, fills: fill === '' ? next.fills : [...next.fills, { name, with: fill }] };
}

/** A list with one of it changed. */
export function changed<T>(list: readonly T[], at: number, change: Partial<T>): T[] {
  return list.map((each, index) => (index === at ? { ...each, ...change } : each));
}

/** A new button of a kind. */
export function newButton(type: string): TemplateButton {
  return { type, text: '', url: '' };
}

/** The templates of one name in an account: one per language. */
export interface Family {
  readonly key: string;
  readonly wabaId: string;
  readonly name: string;
  readonly all: readonly Template[];
}

/** Whether a template is nothing any more but what sent messages refer to. */
function isGone({ status, draft }: Template): boolean {
  return status === 'DELETED' && draft === null;
}

/** Templates by account and name; what was deleted and has no draft is left out. */
export function familiesOf(templates: Iterable<Template>): readonly Family[] {
  const found = new Map<string, Template[]>();
  for (const each of templates) {
    if (isGone(each)) continue;
    const key = `${each.wabaId}/${each.name}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found]
    .map(([key, all]) => ({ key, wabaId: all[0]?.wabaId ?? '', name: all[0]?.name ?? '', all: all.sort((a, b) => a.language.localeCompare(b.language)) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.wabaId.localeCompare(b.wabaId));
}

/** A name that no template of the account has, nor a deleted one keeps for a while: the wanted one, or that with a number. */
export function freeName(wanted: string, templates: Iterable<Template>, wabaId: string, now: number): string {
  const taken = new Set([...templates].filter((each) => each.wabaId === wabaId && (!isGone(each) || (each.heldUntil ?? 0) > now)).map((each) => each.name));
  if (!taken.has(wanted)) return wanted;
  let at = 2;
  while (taken.has(`${wanted}_${at}`)) at += 1;
  return `${wanted}_${at}`;
}

/** The longest name of a template. */
export const longestName = 512;

/** A name as it is shown while somebody types: small, without spaces. Other letters stay to be seen. */
export function typedName(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]+/g, '_');
}

/** Whether a template may have the name. */
export function nameFits(name: string): boolean {
  return /^[a-z0-9_]{1,512}$/u.test(name);
}

/** The nearest name that a template may have, "unico" for "único"; '' where no letter of it can stay. */
export function nearestName(typed: string): string {
  const plain = typedName(typed).normalize('NFKD').replace(/\p{M}+/gu, '').replaceAll('ß', 'ss');
  return plain.replace(/[^a-z0-9_]/gu, '').slice(0, longestName);
}

/** Whether an account's templates can be written from here. */
export function writable({ provider = '' }: Pick<Waba, 'provider'>): boolean {
  return provider === '' || provider === 'meta' || provider === 'twilio';
}

/** What an account's provider cannot be given of a template: Twilio's content never changes and has no file at its head, no login code and no code to copy. The relay refuses it too. */
export function limited(account: Pick<Waba, 'provider'> | undefined): boolean {
  return account?.provider === 'twilio';
}

/** Whether nothing of a template can be changed any more: its provider has it, and takes no changes. */
export function isFinal({ status }: Pick<Template, 'status'>, account: Pick<Waba, 'provider'> | undefined): boolean {
  return limited(account) && status !== 'DRAFT' && status !== 'DELETED' && status !== 'UNSUBMITTED';
}

/** Until when the provider takes no change of an approved template, 0 = it takes one now. */
export function shutUntil({ status, editableAt = 0 }: Pick<Template, 'status' | 'editableAt'>, now: number): number {
  return status === 'APPROVED' && editableAt > now ? editableAt : 0;
}

/** The faults of one field; of a button, by its place. */
export function faultsOf(faults: readonly TemplateFault[], field: TemplateField, at?: number): readonly TemplateFault[] {
  return faults.filter((each) => each.field === field && (at === undefined || each.at === at));
}

const reasons = ['ABUSIVE_CONTENT', 'INCORRECT_CATEGORY', 'INVALID_FORMAT', 'PROMOTIONAL', 'SCAM', 'TAG_CONTENT_MISMATCH', 'CATEGORY_NOT_AVAILABLE'] as const;

/** Why a template was rejected: the reason's word, if it is one that is known, and what else was said. */
export function rejection(reason: string): { readonly known: (typeof reasons)[number] | undefined; readonly detail: string } {
  const [word = '', ...rest] = reason.split(' ');
  const known = reasons.find((each) => each === word);
  return { known, detail: known === undefined ? reason : rest.join(' ') };
}
