/** A list of people in a file: its rows as the relay takes them, or what is wrong with them. */
import type { BusinessNumber, Inbox, Licence, PersonRow, Presence, Role, User } from '@/bridge/types';
import { assertNever } from '@/lib/assert-never';
import { isFormula, openQuote, readCsv } from '@/lib/csv';
import { licences, presences, roles } from '@/lib/lists';
import { levelFits, placesOf } from './places';

/** The columns. Name and email have to be there; what another column leaves out stays as it is. */
export const columns = ['name', 'email', 'role', 'licences', 'whatsapp', 'capacity', 'autoaccept', 'presence', 'numbers', 'inboxes'] as const;

type Column = (typeof columns)[number];

/** How many people one list has at most, and how long it may be as it is sent; the relay refuses more. */
export const mostPeople = 200;
const mostBytes = 112_000;

/** The largest file that is read. */
export const largestFile = 5_000_000;

/** What is wrong with a row: its column, and the words that stand there. 'more' is what stands under no column. */
export interface RowFault {
  readonly column: Column | 'more';
  readonly value: string;
}

/** A row of the file; `line` is its place among the rows, from 1. */
export interface ListRow {
  readonly line: number;
  readonly name: string;
  readonly email: string;
  readonly row: PersonRow | undefined;
  readonly fault: RowFault | undefined;
}

/** The rows of a file, or what keeps it from being read. */
export type PeopleList = { readonly rows: readonly ListRow[] } | { readonly missing: readonly string[] } | { readonly tooMany: number } | { readonly unknown: readonly string[] } | { readonly twice: readonly string[] } | { readonly openQuote: number };

/** What names in the file can mean. */
export interface Known {
  readonly inboxes: readonly Inbox[];
  readonly numbers: readonly BusinessNumber[];
}

/** Reads a file's text. Names are those of the screen, in any case; several stand in one field with a semicolon, comma or bar between. */
export function readPeople(text: string, known: Known): PeopleList {
  const open = openQuote(text);
  if (open !== undefined) return { openQuote: open };
  const [head = [], ...lines] = readCsv(text);
  const names = head.map((each) => each.toLowerCase());
  const missing = ['name', 'email'].filter((each) => !names.includes(each));
  if (missing.length > 0) return { missing };
  const unknown = names.filter((each) => each !== '' && !columns.some((column) => column === each));
  if (unknown.length > 0) return { unknown };
  const twice = names.filter((each, at) => each !== '' && names.indexOf(each) !== at);
  if (twice.length > 0) return { twice };
  if (lines.length > mostPeople) return { tooMany: lines.length };
  const rows = lines.map((fields, index) => {
    const field = (name: Column): string => fields[names.indexOf(name)] ?? '';
    return { line: index + 1, name: field('name'), email: field('email'), ...readRow(field, known, fields.filter((each, at) => each !== '' && (names[at] ?? '') === '')) };
  });
  const bytes = new TextEncoder().encode(JSON.stringify(rows.map((each) => each.row))).length;
  return bytes > mostBytes ? { tooMany: lines.length } : { rows };
}

/** The people of the organization as such a file, which can be changed and read again. */
export function peopleTable(people: readonly User[], { inboxes, numbers }: Known): readonly (readonly string[])[] {
  return [columns, ...people.map((user) => columns.map((column) => written(column, user, inboxes, numbers)))];
}

const yesNo = (on: boolean): string => (on ? 'yes' : 'no');

// A number that nobody sees any more, or whose name another has too, would be read as less or as another one.
function named(list: readonly (string | undefined)[], numbers: readonly BusinessNumber[]): string {
  const names = list.filter((each) => each !== undefined);
  const clear = names.length === list.length && names.every((each) => numbers.filter((one) => plain(one.name) === plain(each)).length === 1);
  return clear ? noneOr(names) : '';
}

// A name with a sign in it that stands between names could not be read again: an empty field is left as it is.
function noneOr(list: readonly string[]): string {
  if (list.some((each) => /[;,|]/.test(each))) return '';
  return list.length === 0 ? 'none' : list.join('; ');
}

function written(column: Column, user: User, inboxes: readonly Inbox[], numbers: readonly BusinessNumber[]): string {
  switch (column) {
    case 'name':
      // Nor could this one; whom the row means is told by the address.
      return isFormula(user.name) ? '' : user.name;
    case 'email':
    case 'role':
      return user[column];
    case 'licences':
      return noneOr(licences.filter((each) => !(user.without ?? []).includes(each)));
    case 'whatsapp':
      return yesNo(user.whatsApp);
    case 'capacity':
      return String(user.capacity);
    case 'autoaccept':
      return yesNo(user.autoAccept === true);
    case 'presence':
      // Passes sooner than the list is read again: it would send people to a lunch that is over.
      return '';
    case 'numbers':
      return user.outbound?.only === true ? named(user.outbound.numbers.map((id) => numbers.find((each) => each.id === id)?.name), numbers) : 'all';
    case 'inboxes':
      return placesText(user, inboxes);
    default:
      return assertNever(column);
  }
}

function placesText(user: User, inboxes: readonly Inbox[]): string {
  const places = placesOf(inboxes, user.id);
  return places === undefined ? '' : noneOr(places.map((each) => `${inboxes.find((one) => one.id === each.inboxId)?.name ?? ''}:${each.level}`));
}

class Unfit extends Error {
  readonly fault: RowFault;
  constructor(fault: RowFault) {
    super(fault.column);
    this.fault = fault;
  }
}

function readRow(field: (name: Column) => string, known: Known, more: readonly string[]): Pick<ListRow, 'row' | 'fault'> {
  const read = <T>(column: Column, of: (value: string) => T | undefined): T | undefined => {
    const value = field(column);
    if (value === '') return undefined;
    const found = of(value);
    if (found === undefined) throw new Unfit({ column, value });
    return found;
  };
  try {
    // A comma in a field without quotes moves all that follows by one column.
    if (more.length > 0) throw new Unfit({ column: 'more', value: more.join(', ') });
    // Both go into tables that a spreadsheet opens, and nobody is called so.
    for (const column of ['name', 'email'] as const) if (isFormula(field(column))) throw new Unfit({ column, value: field(column) });
    const role = read('role', (value) => like<Role>(roles, value));
    const has = read('licences', licencesIn);
    const whatsApp = read('whatsapp', yesOrNo);
    const capacity = read('capacity', (value) => (levelFits(Number(value)) ? Number(value) : undefined));
    const autoAccept = read('autoaccept', yesOrNo);
    const presence = read('presence', presenceIn);
    const outbound = read('numbers', (value) => outboundIn(value, known.numbers));
    const places = read('inboxes', (value) => placesNamed(value, known.inboxes));
    return {
      row: {
        name: field('name'), email: field('email'), ...(role && { role }), ...(has && { licences: { list: has } }), ...(whatsApp !== undefined && { whatsApp }),
        ...(capacity !== undefined && { capacity }), ...(autoAccept !== undefined && { autoAccept }), ...presence, ...(outbound && { outbound }), ...(places && { places: { list: places } }),
      },
      fault: undefined,
    };
  } catch (reason) {
    if (reason instanceof Unfit) return { row: undefined, fault: reason.fault };
    throw reason;
  }
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, '');

function like<T extends string>(list: readonly T[], value: string): T | undefined {
  return list.find((each) => plain(each) === plain(value));
}

const several = (value: string): string[] => value.split(/[;,|]/).map((each) => each.trim()).filter((each) => each !== '');

function licencesIn(value: string): Licence[] | undefined {
  if (plain(value) === 'all') return [...licences];
  if (plain(value) === 'none') return [];
  const found = several(value).map((each) => like<Licence>(licences, each));
  return found.every((each) => each !== undefined) ? found : undefined;
}

function yesOrNo(value: string): boolean | undefined {
  if (['yes', 'on', 'true', '1'].includes(plain(value))) return true;
  return ['no', 'off', 'false', '0'].includes(plain(value)) ? false : undefined;
}

/** How long the reason of who is away may be, in characters; the relay refuses more. */
const longestReason = 40;

// "Online", "away" or "Away: Lunch".
function presenceIn(value: string): Pick<PersonRow, 'presence' | 'reason'> | undefined {
  const [, state = '', reason = ''] = /^([^:]*)(?::(.*))?$/s.exec(value) ?? [];
  const presence = like<Presence>(presences, state);
  const why = reason.trim();
  if (presence === undefined || (why !== '' && presence !== 'away') || [...why].length > longestReason) return undefined;
  return { presence, ...(why !== '' && { reason: why }) };
}

function outboundIn(value: string, numbers: readonly BusinessNumber[]): PersonRow['outbound'] {
  if (plain(value) === 'all') return { only: false, numbers: [] };
  if (plain(value) === 'none') return { only: true, numbers: [] };
  const digits = (text: string): string => text.replace(/\D/g, '');
  const found = several(value).map((each) => numbers.find((number) => plain(number.name) === plain(each) || (digits(each).length > 6 && digits(number.phone) === digits(each)))?.id);
  return found.every((each) => each !== undefined) ? { only: true, numbers: found } : undefined;
}

// "Support:40" or "Support".
function placesNamed(value: string, inboxes: readonly Inbox[]): { inboxId: string; level: number }[] | undefined {
  if (plain(value) === 'none') return [];
  const found = several(value).map((each) => {
    const whole = inboxes.find((inbox) => plain(inbox.name) === plain(each));
    if (whole !== undefined) return { inboxId: whole.id, level: 1 };
    const [, name = '', level = ''] = /^(.*):\s*(\d+)$/.exec(each) ?? [];
    const inbox = inboxes.find((one) => plain(one.name) === plain(name));
    return inbox === undefined || !levelFits(Number(level)) ? undefined : { inboxId: inbox.id, level: Number(level) };
  });
  return found.every((each) => each !== undefined) ? found : undefined;
}
