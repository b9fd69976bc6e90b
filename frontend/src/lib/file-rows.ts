/** The rows of a list in a file, in parts that the relay takes. */

/** A row as it is sent, with its line in the file from 1 and its cells. */
export interface FileRow<T> {
  readonly line: number;
  readonly cells: readonly string[];
  readonly row: T;
}

const encoder = new TextEncoder();
const mostRows = 100;
const mostBytes = 50_000;

/** At most 100 rows and well below 60 KB each. */
export function* inParts<T>(rows: Iterable<FileRow<T>>): Generator<readonly FileRow<T>[]> {
  let part: FileRow<T>[] = [];
  let bytes = 0;
  for (const each of rows) {
    // A character that Go escapes takes six bytes at most.
    const size = encoder.encode(JSON.stringify(each.row).replace(/[<>&\u2028\u2029]/g, '\\u0000')).length + 1;
    if (part.length > 0 && (part.length >= mostRows || bytes + size > mostBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(each);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
