/** A long table, looked through in steps between which the window stays usable. */
import { breathe } from './breathe';
import { csvStep, stepsIn } from './csv';

/** What a table is like. */
export interface Scanned {
  readonly head: readonly string[] | undefined;
  /** Beneath its heading, empty lines left out. */
  readonly rows: number;
  /** The line on which a quote opens that nothing closes. */
  readonly openQuote: number | undefined;
}

/** Looks through a table. `onStep` is told how much has been read, from 0 to 1, and says whether to go on; undefined where it did not. */
export async function scanCsv(text: string, onStep: (share: number) => boolean): Promise<Scanned | undefined> {
  const found = stepsIn(text);
  let head: readonly string[] | undefined;
  let rows = 0;
  for (let next = found.next(), steps = 1; ; next = found.next()) {
    if (next.done === true) return { head, rows, openQuote: next.value };
    if (next.value === undefined) {
      await breathe();
      if (!onStep((steps++ * csvStep) / text.length)) return undefined;
    } else if (head === undefined) head = next.value.fields;
    else rows++;
  }
}
