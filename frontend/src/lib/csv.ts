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
  return parse(text).opened;
}

/** A row of a table with the line on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

function parse(text: string): { readonly rows: readonly (readonly string[])[]; readonly opened: number | undefined } {
  const rows: (readonly string[])[] = [];
  const found = rowsIn(text);
  for (let next = found.next(); ; next = found.next()) {
    if (next.done === true) return { rows, opened: next.value };
    rows.push(next.value.fields);
  }
}

/** How many characters are read at a time where nothing may be held up. */
export const csvStep = 200_000;

/** The rows of a table one by one; at the end, the line on which a quote opens that nothing closes. */
export function* rowsIn(text: string): Generator<CsvRow, number | undefined> {
  const found = stepsIn(text);
  for (let next = found.next(); ; next = found.next()) {
    if (next.done === true) return next.value;
    if (next.value !== undefined) yield next.value;
  }
}

/** The same, with undefined after each step: one row may be as long as the whole file where a quote is missing. */
export function* stepsIn(text: string): Generator<CsvRow | undefined, number | undefined> {
  const plain = text.replace(/^\uFEFF/, '');
  const head = plain.slice(0, /[\r\n]|$/.exec(plain)?.index ?? 0);
  const comma = [',', ';', '\t'].find((each) => head.includes(each)) ?? ',';
  const special = `"\r\n${comma}`;
  let row: string[] = [];
  let line = 1;
  let begins = 1;
  let field = '';
  // Told apart as it grows: to look at a long field at each of its quotes would take forever.
  let blank = true;
  let quoted = false;
  let opened = 0;
  const add = (each: string): void => {
    field += each;
    if (blank) blank = each.trim() === '';
  };
  const endField = (): void => {
    row.push(field.trim());
    field = '';
    blank = true;
  };
  const endRow = (): CsvRow | undefined => {
    endField();
    const ended = { line: begins, fields: row };
    row = [];
    begins = line;
    return ended.fields.some((each) => each !== '') ? ended : undefined;
  };
  for (let i = 0, pause = csvStep; i < plain.length; i++) {
    if (i >= pause) {
      pause += csvStep;
      yield undefined;
    }
    const each = plain.charAt(i);
    if (each === '\n' || (each === '\r' && plain.charAt(i + 1) !== '\n')) line++;
    if (quoted && each === '"' && plain.charAt(i + 1) === '"') {
      add('"');
      i++;
    } else if (each === '"' && (quoted || blank)) {
      quoted = !quoted;
      opened = line;
    } else if (each === comma && !quoted) endField();
    else if ((each === '\n' || each === '\r') && !quoted) {
      const ended = endRow();
      if (ended !== undefined) yield ended;
    } else {
      // Up to what may mean something: a field that grows by single characters is slow to read.
      let end = i + 1;
      while (end < pause && !special.includes(plain.charAt(end))) end++;
      add(plain.slice(i, end));
      i = end - 1;
    }
  }
  const last = endRow();
  if (last !== undefined) yield last;
  return quoted ? opened : undefined;
}

// A spreadsheet runs a cell that begins so, past what it leaves out at the beginning (desk.BeginsFormula is the same).
const formula = /^[\s'"\p{Cf}\p{Cc}]*[=+\-@＝＋－＠\t\r\n]/u;

/** Whether a spreadsheet would run a cell with this text. */
export function isFormula(text: string): boolean {
  return formula.test(text);
}

/** A table for spreadsheets: marked as UTF-8, each cell in quotes, none of them a formula. Go refuses to save any other. */
export function writeCsv(rows: readonly (readonly string[])[], separator: ',' | ';'): string {
  return `\uFEFF${csvLines(rows, separator)}`;
}

/** Lines of such a table, without its mark. */
export function csvLines(rows: readonly (readonly string[])[], separator: ',' | ';'): string {
  const cell = (text: string): string => `"${(isFormula(text) ? `'${text}` : text).replaceAll('\0', '').replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join('');
}
