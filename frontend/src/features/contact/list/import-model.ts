/** A list of contacts in a file: which column is what, its rows, and the parts in which they are sent. */
import type { Attribute, ContactLine } from '@/bridge/types';
import { type CsvRow, stepsIn } from '@/lib/csv';
import { type FileRow as Row, inParts } from '@/lib/file-rows';

/** What a column can be, beside an attribute. */
export const parts = ['phone', 'name', 'accountId', 'language', 'labels'] as const;

/** What each column of a file is: one of parts, the id of an attribute, or '' for nothing. */
export type Mapping = readonly string[];

type FileRow = Row<ContactLine>;

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

function* rowsOf(text: string, mapping: Mapping): Generator<FileRow | undefined> {
  let isHead = true;
  for (const each of stepsIn(text)) {
    if (each !== undefined && isHead) isHead = false;
    else yield each && rowOf(each, mapping);
  }
}

/** The rows of a file's text without its heading, in parts that the relay takes. */
export const partsOf = (text: string, mapping: Mapping): Generator<readonly FileRow[]> => inParts(rowsOf(text, mapping));
