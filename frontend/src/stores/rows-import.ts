/** The import of a list: looked through first, then done, part by part, until it is over or stopped. */
import { useEffect, useRef, useState } from 'react';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { CannedImported, ContactsImported } from '@/bridge/types';
import type { FileRow } from '@/lib/file-rows';

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
  readonly refused: readonly Refused[];
}

const nothing: Sum = { added: 0, changed: 0, same: 0, rows: 0, refused: [] };

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

/** What is imported: its parts, and how the relay is asked about each, or to take it. */
export interface Source<T> {
  readonly parts: () => Iterable<readonly FileRow<T>[]>;
  readonly ask: (rows: T[], dry: boolean) => Promise<CannedImported | ContactsImported>;
}

/** Goes through a file. The window stays usable meanwhile: each part waits for the relay. */
export function useRowsImport<T>({ parts, ask }: Source<T>, onDone: () => void): Import {
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
    setStage('running');
    let now = nothing;
    const refused: Refused[] = [];
    try {
      for (const part of parts()) {
        if (stopped.current) break;
        const got = await ask(part.map((each) => each.row), dry);
        for (const each of got.refused) refused.push({ line: part[each.row]?.line ?? 0, cells: part[each.row]?.cells ?? [], said: each.said });
        now = { added: now.added + got.added, changed: now.changed + got.changed, same: now.same + got.same, rows: now.rows + part.length, refused: [...refused] };
        setSum(now);
      }
      setStage(stopped.current ? 'stopped' : 'over');
    } catch (reason) {
      setError(toBridgeError(reason));
      setStage('broken');
    }
    if (!dry) onDone();
  };
  return { stage, sum, error, run, stop: () => (stopped.current = true) };
}
