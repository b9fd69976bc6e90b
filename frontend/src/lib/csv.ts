/** Tables that other programs write and read: commas, semicolons or tabs, quotes, a byte order mark, any line ends. */

/** The text of a file: UTF-8, or UTF-16 with its mark. Undefined of any other, whose letters would be guessed. */
export function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The rows of a table, each with its fields; empty lines are left out. */
export function readCsv(text: string): readonly (readonly string[])[] {
  return parse(text).rows;
}

/** The line of a table, from 1, on which a quote opens that nothing closes: what follows it would be read as one field. */
export function openQuote(text: string): number | undefined {
  const { opened } = parse(text);
  return opened === undefined ? undefined : text.slice(0, opened).split(/\r\n|\r|\n/).length;
}

/** A row of a table with the line on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** How many rows a table has, empty lines left out. */
export function countRows(text: string): number {
  const found = rowsIn(text);
  let rows = 0;
  while (found.next().done !== true) rows++;
  return rows;
}

function parse(text: string): { readonly rows: readonly (readonly string[])[]; readonly opened: number | undefined } {
  const rows: (readonly string[])[] = [];
  const found = rowsIn(text);
  for (let next = found.next(); ; next = found.next()) {
    if (next.done === true) return { rows, opened: next.value };
    rows.push(next.value.fields);
  }
}

/** The rows of a table one by one, so that a long one holds nothing up; at the end, where a quote opens that nothing closes. */
export function* rowsIn(text: string): Generator<CsvRow, number | undefined> {
  const plain = text.replace(/^\uFEFF/, '');
  const head = plain.slice(0, /[\r\n]|$/.exec(plain)?.index ?? 0);
  const comma = [',', ';', '\t'].find((each) => head.includes(each)) ?? ',';
  let row: string[] = [];
  let line = 1;
  let begins = 1;
  let field = '';
  let quoted = false;
  let opened = 0;
  const endField = (): void => {
    row.push(field.trim());
    field = '';
  };
  const endRow = (): CsvRow | undefined => {
    endField();
    const ended = { line: begins, fields: row };
    row = [];
    begins = line;
    return ended.fields.some((each) => each !== '') ? ended : undefined;
  };
  for (let i = 0; i < plain.length; i++) {
    const each = plain.charAt(i);
    if (each === '\n' || (each === '\r' && plain.charAt(i + 1) !== '\n')) line++;
    if (quoted && each === '"' && plain.charAt(i + 1) === '"') {
      field += '"';
      i++;
    } else if (each === '"' && (quoted || field.trim() === '')) {
      quoted = !quoted;
      opened = i;
    } else if (quoted) field += each;
    else if (each === comma) endField();
    else if (each === '\n' || each === '\r') {
      const ended = endRow();
      if (ended !== undefined) yield ended;
    } else field += each;
  }
  const last = endRow();
  if (last !== undefined) yield last;
  return quoted ? opened + text.length - plain.length : undefined;
}

// A spreadsheet runs a cell that begins so, past what it leaves out at the beginning (desk.BeginsFormula is the same).
const formula = /^[\s'"\p{Cf}\p{Cc}]*[=+\-@＝＋－＠\t\r\n]/u;

/** Whether a spreadsheet would run a cell with this text. */
export function isFormula(text: string): boolean {
  return formula.test(text);
}

/** A table for spreadsheets: marked as UTF-8, each cell in quotes, none of them a formula. Go refuses to save any other. */
export function writeCsv(rows: readonly (readonly string[])[], separator: ',' | ';'): string {
  const cell = (text: string): string => `"${(isFormula(text) ? `'${text}` : text).replaceAll('\0', '').replaceAll('"', '""')}"`;
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join('')}`;
}
