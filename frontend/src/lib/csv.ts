/** Reads tables that other programs write: commas or semicolons, quotes, a byte order mark, any line ends. */

/** The rows of a table, each with its fields; empty lines are left out. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const plain = text.replace(/^\uFEFF/, '');
  const head = plain.slice(0, /[\r\n]|$/.exec(plain)?.index ?? 0);
  const comma = head.includes(';') && !head.includes(',') ? ';' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    row.push(field.trim());
    field = '';
  };
  const endRow = (): void => {
    endField();
    if (row.some((each) => each !== '')) rows.push(row);
    row = [];
  };
  for (let i = 0; i < plain.length; i++) {
    const each = plain.charAt(i);
    if (quoted && each === '"' && plain.charAt(i + 1) === '"') {
      field += '"';
      i++;
    } else if (each === '"' && (quoted || field.trim() === '')) quoted = !quoted;
    else if (quoted) field += each;
    else if (each === comma) endField();
    else if (each === '\n' || each === '\r') endRow();
    else field += each;
  }
  endRow();
  return rows;
}
