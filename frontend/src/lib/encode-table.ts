/** Long tables as Go saves them. */
import { encodeBlob } from './base64';
import { breathe } from './breathe';
import { csvLines } from './csv';

/** How many lines are written before the window is let breathe. */
export const linesAtOnce = 1000;

/** A table for spreadsheets in base64, as saveMade takes it, however many lines it has. */
export async function encodeTable(lines: Iterable<readonly string[]>, separator: ',' | ';'): Promise<string> {
  const pieces = ['\uFEFF'];
  let part: (readonly string[])[] = [];
  for (const line of lines) {
    part.push(line);
    if (part.length < linesAtOnce) continue;
    pieces.push(csvLines(part, separator));
    part = [];
    await breathe();
  }
  return encodeBlob(new Blob([...pieces, csvLines(part, separator)]));
}
