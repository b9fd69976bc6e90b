/** The rows of a list in a file, in parts that the relay takes. */

/** A row as it is sent, with its line in the file from 1 and its cells. */
export interface FileRow<T> {
  readonly line: number;
  readonly cells: readonly string[];
  readonly row: T;
  /** More than the relay takes at once. Such a row is a part of its own, and never sent. */
  readonly tooLarge?: true;
}

const encoder = new TextEncoder();
const mostRows = 100;
const mostBytes = 50_000;
/** The most bytes of one row, in kilobytes as they are told. */
export const mostKilobytes = 60;
const mostOfRow = mostKilobytes * 1000;

/** At most 100 rows and well below 60 KB each. An empty part is a pause: so far there is nothing to send, and much was read. */
export function* inParts<T>(rows: Iterable<FileRow<T> | undefined>): Generator<readonly FileRow<T>[]> {
  let part: FileRow<T>[] = [];
  let bytes = 0;
  for (const each of rows) {
    if (each === undefined) {
      yield [];
      continue;
    }
    const json = JSON.stringify(each.row);
    // A character that Go escapes takes six bytes at most.
    const size = json.length > mostOfRow ? json.length : encoder.encode(json.replace(/[<>&\u2028\u2029]/g, '\\u0000')).length + 1;
    if (part.length > 0 && (part.length >= mostRows || bytes + size > mostBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(size > mostOfRow ? { ...each, tooLarge: true } : each);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
