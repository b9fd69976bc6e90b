/** Canned replies as a table: what is written of them, and what a file has. */
import { bridge } from '@/bridge/bridge';
import type { CannedLine, CannedReply } from '@/bridge/types';
import { openQuote, rowsIn, textOf } from '@/lib/csv';
import { type FileRow, inParts } from '@/lib/file-rows';
import type { Source } from '@/stores/rows-import';

const largest = 5_000_000;
/** The most of one person, and of those that are shared (desk.MostCannedReplies). */
const mostRows = 500;
const columns = ['shortcut', 'title', 'text', 'inboxes', 'shared'] as const;
const aliases: Readonly<Record<(typeof columns)[number], readonly string[]>> = {
  shortcut: ['shortcut', 'short code', 'shortcode', 'code'],
  title: ['title', 'name'],
  text: ['text', 'reply', 'content', 'message'],
  inboxes: ['inboxes', 'inbox'],
  shared: ['shared'],
};
const answers: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false };

/** A row: whose it is if the file says so. */
export type TableLine = CannedLine & { readonly shared?: boolean };

/** What a file has. */
export interface CannedTable {
  readonly head: readonly string[];
  readonly rows: readonly FileRow<TableLine>[];
}

/** Why a file cannot be read, and where. */
export interface TableFault {
  readonly fault: 'columns' | 'empty' | 'openQuote' | 'shared' | 'tooLarge' | 'tooMany' | 'twice' | 'unknownText';
  readonly line?: number;
  readonly shortcut?: string;
}

// A cell that a table would run is marked, which is no part of what it says.
const unmarked = (cell: string): string => cell.replace(/^'(?=[=+\-@])/u, '');

/** Reads a file: its rows by the headings of its columns, or what is wrong with it. */
export function readTable(bytes: Uint8Array): CannedTable | TableFault {
  if (bytes.length > largest) return { fault: 'tooLarge' };
  const text = textOf(bytes);
  if (text === undefined) return { fault: 'unknownText' };
  const quote = openQuote(text);
  if (quote !== undefined) return { fault: 'openQuote', line: quote };
  const found = rowsIn(text);
  const first = found.next();
  const head = first.done === true ? [] : first.value.fields;
  const at = (column: (typeof columns)[number]): number => head.findIndex((each) => aliases[column].includes(each.toLowerCase()));
  if (at('shortcut') < 0 || at('text') < 0) return { fault: 'columns' };
  const rows: FileRow<TableLine>[] = [];
  const known = new Set<string>();
  const counts = new Map<string, number>();
  for (const { line, fields } of found) {
    const cell = (column: (typeof columns)[number]): string => unmarked(fields[at(column)] ?? '');
    const shortcut = cell('shortcut').replace(/^\//u, '');
    const said = cell('shared').trim().toLowerCase();
    const shared = answers[said];
    if (said !== '' && shared === undefined) return { fault: 'shared', line };
    // Somebody's own may have the shortcut of a shared one.
    const list = `${said === '' ? '' : String(shared)} `;
    if (known.has(list + shortcut.toLowerCase())) return { fault: 'twice', line, shortcut };
    known.add(list + shortcut.toLowerCase());
    const inboxes = cell('inboxes').split('|').map((each) => each.trim()).filter((each) => each !== '');
    rows.push({ line, cells: fields, row: { shortcut, text: cell('text'), ...(cell('title') !== '' && { title: cell('title') }), ...(inboxes.length > 0 && { inboxes }), ...(shared !== undefined && { shared }) } });
    counts.set(list, (counts.get(list) ?? 0) + 1);
    if ((counts.get(list) ?? 0) > mostRows) return { fault: 'tooMany' };
  }
  return rows.length === 0 ? { fault: 'empty' } : { head, rows };
}

/**
 * What to ask the relay of a table, part by part: one's own first, then those that are shared. Of a row that does not
 * say which, shared says it. A part that is only looked through is told what those before it would have added.
 */
export function cannedSource(rows: CannedTable['rows'], shared: boolean): Source<TableLine> {
  let ahead = { own: 0, shared: 0 };
  const isShared = (row: TableLine): boolean => row.shared ?? shared;
  return {
    parts: function* () {
      ahead = { own: 0, shared: 0 };
      yield* inParts(rows.filter((each) => !isShared(each.row)));
      yield* inParts(rows.filter((each) => isShared(each.row)));
    },
    ask: async (part, isDry) => {
      const list = part.some(isShared) ? 'shared' : 'own';
      const body = { shared: list === 'shared', rows: part.map(({ shared: _shared, ...row }) => row) };
      if (!isDry) return bridge().canned.import(body);
      const got = await bridge().canned.check({ ...body, ahead: ahead[list] });
      ahead[list] += got.added;
      return got;
    },
  };
}

/** The lines of a table of replies, with its heading. */
export function tableOf(replies: readonly CannedReply[], nameOfInbox: (id: string) => string): readonly (readonly string[])[] {
  return [
    [...columns, 'files'],
    ...replies.map((each) => [each.shortcut, each.title, each.text, each.inboxes.map(nameOfInbox).join(' | '), each.shared ? 'yes' : 'no', (each.files ?? []).map((file) => file.fileName).join(' | ')]),
  ];
}
