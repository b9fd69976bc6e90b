/** Canned replies as a table: what is written of them, and what a file has. */
import type { CannedLine, CannedReply } from '@/bridge/types';
import { openQuote, rowsIn, textOf } from '@/lib/csv';
import type { FileRow } from '@/lib/file-rows';

const largest = 5_000_000;
/** The most of one person, and of those that are shared (desk.MostCannedReplies). */
const mostRows = 500;
const columns = ['shortcut', 'title', 'text', 'inboxes'] as const;
const aliases: Readonly<Record<(typeof columns)[number], readonly string[]>> = {
  shortcut: ['shortcut', 'short code', 'shortcode', 'code'],
  title: ['title', 'name'],
  text: ['text', 'reply', 'content', 'message'],
  inboxes: ['inboxes', 'inbox'],
};

/** What a file has. */
export interface CannedTable {
  readonly head: readonly string[];
  readonly rows: readonly FileRow<CannedLine>[];
}

/** Why a file cannot be read, and where. */
export interface TableFault {
  readonly fault: 'columns' | 'empty' | 'openQuote' | 'tooLarge' | 'tooMany' | 'twice' | 'unknownText';
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
  const rows: FileRow<CannedLine>[] = [];
  const known = new Set<string>();
  for (const { line, fields } of found) {
    const cell = (column: (typeof columns)[number]): string => unmarked(fields[at(column)] ?? '');
    const shortcut = cell('shortcut').replace(/^\//u, '');
    if (known.has(shortcut.toLowerCase())) return { fault: 'twice', line, shortcut };
    known.add(shortcut.toLowerCase());
    const inboxes = cell('inboxes').split('|').map((each) => each.trim()).filter((each) => each !== '');
    rows.push({ line, cells: fields, row: { shortcut, text: cell('text'), ...(cell('title') !== '' && { title: cell('title') }), ...(inboxes.length > 0 && { inboxes }) } });
    if (rows.length > mostRows) return { fault: 'tooMany' };
  }
  return rows.length === 0 ? { fault: 'empty' } : { head, rows };
}

/** The lines of a table of replies, with its heading. */
export function tableOf(replies: readonly CannedReply[], nameOfInbox: (id: string) => string): readonly (readonly string[])[] {
  return [
    [...columns, 'files'],
    ...replies.map((each) => [each.shortcut, each.title, each.text, each.inboxes.map(nameOfInbox).join(' | '), (each.files ?? []).map((file) => file.fileName).join(' | ')]),
  ];
}
