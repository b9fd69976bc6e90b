/** The import of a list: looked through first, then done, part by part, until it is over or stopped. */
import { useEffect, useRef, useState } from 'react';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { CannedImported, ContactsImported } from '@/bridge/types';
import { breathe } from '@/lib/breathe';
import { type FileRow, mostKilobytes } from '@/lib/file-rows';

/** A row that was refused, with its line in the file from 1. */
export interface Refused {
  readonly line: number;
  readonly cells: readonly string[];
  readonly said: ContactsImported['refused'][number]['said'];
}

/** What became of the rows so far. */
export interface Sum {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly rows: number;
  /** How many rows were refused. Which ones is told once the run has ended: there may be as many as the file has. */
  readonly refused: number;
  readonly faults: readonly Refused[];
}

const nothing: Sum = { added: 0, changed: 0, same: 0, rows: 0, refused: 0, faults: [] };

/** A run through the file: none yet, going on, over, stopped by the person, or broken off. */
export type Stage = 'none' | 'running' | 'over' | 'stopped' | 'broken';

/** The state of an import. */
export interface Import {
  readonly stage: Stage;
  readonly sum: Sum;
  readonly error: BridgeError | undefined;
  readonly run: (dry: boolean) => Promise<void>;
  readonly stop: () => void;
}

type Answer = CannedImported | ContactsImported;

/** What is imported: its parts, and how the relay is asked about each, or to take it. */
export interface Source<T> {
  readonly parts: () => Iterable<readonly FileRow<T>[]>;
  readonly ask: (rows: T[], dry: boolean) => Promise<Answer>;
}

/** Goes through a file. The window stays usable meanwhile: each part waits for the relay. */
export function useRowsImport<T>(source: Source<T>, onDone: () => void): Import {
  const [stage, setStage] = useState<Stage>('none');
  const [sum, setSum] = useState(nothing);
  const [error, setError] = useState<BridgeError>();
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const run = async (dry: boolean): Promise<void> => {
    stopped.current = false;
    setError(undefined);
    setSum(nothing);
    setStage('running');
    const faults: Refused[] = [];
    let now = nothing;
    let ended: Stage = 'over';
    try {
      for (const part of source.parts()) {
        if (stopped.current) break;
        if (part.length === 0) {
          await breathe();
          continue;
        }
        const got = await asked(source, part, dry, faults);
        now = { added: now.added + got.added, changed: now.changed + got.changed, same: now.same + got.same, rows: now.rows + part.length, refused: faults.length, faults: nothing.faults };
        setSum(now);
      }
      if (stopped.current) ended = 'stopped';
    } catch (reason) {
      setError(toBridgeError(reason));
      ended = 'broken';
    }
    setSum({ ...now, refused: faults.length, faults });
    setStage(ended);
    if (!dry) onDone();
  };
  return { stage, sum, error, run, stop: () => (stopped.current = true) };
}

/**
 * Asks about a part. A row of which a field is beyond what the relay takes at all has it refuse the whole part: that is
 * asked again by halves, until such a row stands alone and is refused by itself.
 */
async function asked<T>(source: Source<T>, part: readonly FileRow<T>[], dry: boolean, faults: Refused[]): Promise<Pick<Answer, 'added' | 'changed' | 'same'>> {
  const [first] = part;
  if (first?.tooLarge === true) {
    faults.push({ line: first.line, cells: first.cells, said: { code: 'invalid', subcode: 'tooLarge', params: { context: 'command', kilobytes: mostKilobytes } } });
    return { added: 0, changed: 0, same: 0 };
  }
  try {
    const got = await source.ask(part.map((each) => each.row), dry);
    for (const each of got.refused) faults.push({ line: part[each.row]?.line ?? 0, cells: part[each.row]?.cells ?? [], said: each.said });
    return got;
  } catch (reason) {
    const error = toBridgeError(reason);
    if (error.code !== 'invalid' || first === undefined) throw error;
    if (part.length === 1) {
      faults.push({ line: first.line, cells: first.cells, said: { code: error.code, subcode: error.subcode, message: error.message } });
      return { added: 0, changed: 0, same: 0 };
    }
    const middle = Math.ceil(part.length / 2);
    const one = await asked(source, part.slice(0, middle), dry, faults);
    const other = await asked(source, part.slice(middle), dry, faults);
    return { added: one.added + other.added, changed: one.changed + other.changed, same: one.same + other.same };
  }
}
