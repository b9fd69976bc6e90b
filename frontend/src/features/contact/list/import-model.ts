/** A list of contacts in a file: which column is what, its rows, and the parts in which they are sent. */
import type { Attribute, ContactLine } from '@/bridge/types';
import { type CsvRow, rowsIn } from '@/lib/csv';

/** What a column can be, beside an attribute. */
export const parts = ['phone', 'name', 'accountId', 'language', 'labels'] as const;

/** What each column of a file is: one of parts, the id of an attribute, or '' for nothing. */
export type Mapping = readonly string[];

/** A row as it is sent, with its line in the file from 1 and its cells. */
export interface FileRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly row: ContactLine;
}

const aliases: Readonly<Record<(typeof parts)[number], readonly string[]>> = {
  phone: ['phone', 'number', 'phonenumber', 'mobile', 'tel', 'telephone', 'whatsapp'],
  name: ['name', 'fullname', 'contact', 'customer'],
  accountId: ['account', 'accountid', 'customerid', 'customernumber'],
  language: ['language', 'lang', 'locale'],
  labels: ['labels', 'label', 'tags'],
};

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Which column is probably what, by its heading; each is taken once. */
export function guessed(head: readonly string[], attributes: readonly Attribute[]): Mapping {
  const taken = new Set<string>();
  return head.map((each) => {
    const word = plain(each);
    const part = parts.find((name) => aliases[name].includes(word)) ?? attributes.find((attribute) => plain(attribute.name) === word)?.id ?? '';
    if (part === '' || taken.has(part)) return '';
    taken.add(part);
    return part;
  });
}

/** A row as the relay takes it. */
export function rowOf({ line, fields }: CsvRow, mapping: Mapping): FileRow {
  const cell = (part: string): string => fields[mapping.indexOf(part)] ?? '';
  const attributes = mapping.flatMap((part, index) => {
    const value = fields[index] ?? '';
    return part === '' || value === '' || parts.some((each) => each === part) ? [] : [{ key: part, value: value.replace(/^'(?=[=+\-@])/, '') }];
  });
  const labels = cell('labels').split(/[,;|]/).map((each) => each.trim()).filter((each) => each !== '');
  const words = { name: cell('name'), accountId: cell('accountId'), language: cell('language') };
  return {
    line,
    cells: fields,
    row: {
      // A table marks a number that begins with + as no formula.
      phone: cell('phone').replace(/^'/, ''),
      ...(words.name !== '' && { name: words.name }),
      ...(words.accountId !== '' && { accountId: words.accountId }),
      ...(words.language !== '' && { language: words.language }),
      ...(labels.length > 0 && { labels }),
      ...(attributes.length > 0 && { attributes }),
    },
  };
}

const encoder = new TextEncoder();
const mostRows = 100;
const mostBytes = 50_000;

/** The rows of a file's text, in parts that the relay takes: at most 100 rows and well below 60 KB each. */
export function* partsOf(text: string, mapping: Mapping): Generator<readonly FileRow[]> {
  let part: FileRow[] = [];
  let bytes = 0;
  let first = true;
  for (const each of rowsIn(text)) {
    if (first) {
      first = false;
      continue;
    }
    const read = rowOf(each, mapping);
    // A character that Go escapes takes six bytes at most.
    const size = encoder.encode(JSON.stringify(read.row).replace(/[<>&\u2028\u2029]/g, '\\u0000')).length + 1;
    if (part.length > 0 && (part.length >= mostRows || bytes + size > mostBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(read);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
