/** A list of opt-ins in a file: its rows, what is wrong with them, and the parts in which they are sent. */
import type { OptInRow } from '@/bridge/types';
import { openQuote, readCsv } from '@/lib/csv';
import { oneOf } from '@/lib/known';
import { optInMethods, purposes } from '@/lib/lists';
import { readOptIn } from '@/lib/opt-in';

/** The columns; `name` and `proof` may be missing. */
export const columns = ['phone', 'name', 'method', 'purposes', 'date', 'proof'] as const;

/** What is wrong with a row. Whether its number is one, the relay says. */
export type RowFault = 'phone' | 'method' | 'purposes' | 'date' | 'proof';

/** A row that can be sent, or not; `line` is its place among the rows, from 1. */
export interface ListRow {
  readonly line: number;
  readonly row: OptInRow | undefined;
  readonly fault: RowFault | undefined;
}

/** The rows of a file, that it lacks a column, or the line on which a quote opens that nothing closes. */
export type OptInList = { readonly rows: readonly ListRow[] } | { readonly missing: readonly string[] } | { readonly openQuote: number };

/** Reads a file's text. Methods are written as the screen or the relay calls them, in any case. */
export function readList(text: string, now: number): OptInList {
  const open = openQuote(text);
  if (open !== undefined) return { openQuote: open };
  const [head = [], ...lines] = readCsv(text);
  const names = head.map((each) => each.toLowerCase());
  const missing = ['phone', 'method', 'purposes', 'date'].filter((each) => !names.includes(each));
  if (missing.length > 0) return { missing };
  return {
    rows: lines.map((fields, index) => {
      const field = (name: (typeof columns)[number]): string => fields[names.indexOf(name)] ?? '';
      return { line: index + 1, ...readRow(field, now) };
    }),
  };
}

function readRow(field: (name: (typeof columns)[number]) => string, now: number): Pick<ListRow, 'row' | 'fault'> {
  const method = oneOf(optInMethods, optInMethods.find((each) => each.toLowerCase() === field('method').toLowerCase().replace(/[\s_-]/g, '')) ?? '');
  const words = field('purposes').toLowerCase().split(/[^\p{L}]+/u).filter((each) => each !== '');
  const about = purposes.filter((each) => words.includes(each));
  const at = dateOf(field('date'));
  const fault = (why: RowFault): Pick<ListRow, 'row' | 'fault'> => ({ row: undefined, fault: why });
  if (field('phone').replace(/\D/g, '').length < 7) return fault('phone');
  if (method === undefined) return fault('method');
  if (about.length === 0 || about.length < new Set(words).size) return fault('purposes');
  if (at === 0 || at > now || at < Date.UTC(2009, 0, 1)) return fault('date');
  // Only the length of the proof can be wrong still: the day is a placeholder that always is one.
  const read = readOptIn({ method, purposes: about, day: '2010-01-01', proof: field('proof') }, now);
  if (!('given' in read)) return fault('proof');
  return { row: { phone: field('phone'), name: field('name'), optIn: { ...read.given, at } }, fault: undefined };
}

/** "2026-05-07", which is its beginning for the reader, or with a time as ISO 8601 writes it; 0 = neither. The same text is always the same time, so that a file can be read twice. */
function dateOf(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year !== undefined) {
    const date = new Date(Number(year), Number(month) - 1, Number(day));
    return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? date.getTime() : 0;
  }
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) || 0 : 0;
}

const encoder = new TextEncoder();

/** Parts that the relay takes: at most 100 rows and well below 60 KB each. */
export function partsOf(rows: readonly ListRow[]): readonly (readonly (ListRow & { readonly row: OptInRow })[])[] {
  const parts: (ListRow & { readonly row: OptInRow })[][] = [];
  let bytes = 0;
  for (const each of rows) {
    if (each.row === undefined) continue;
    // A character that Go escapes takes six bytes at most.
    const size = encoder.encode(JSON.stringify(each.row).replace(/[<>&\u2028\u2029]/g, '\\u0000')).length + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= 100 || bytes + size > 50_000) {
      parts.push([{ ...each, row: each.row }]);
      bytes = size;
    } else {
      last.push({ ...each, row: each.row });
      bytes += size;
    }
  }
  return parts;
}
