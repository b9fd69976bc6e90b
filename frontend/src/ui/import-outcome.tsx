import { Button, Progress } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { encodeTable } from '@/lib/encode-table';
import { formatNumber } from '@/lib/numbers';
import { Callout } from './callout';
import { Refusal, type Refused } from './refusal';

/** A row that was refused, with its line in the file from 1. */
export interface RefusedRow<S> {
  readonly line: number;
  readonly cells: readonly string[];
  readonly said: S | null;
}

/** A run through a list. */
export interface ImportRun<S> {
  readonly stage: 'none' | 'running' | 'over' | 'stopped' | 'broken';
  readonly sum: { readonly added: number; readonly changed: number; readonly same: number; readonly rows: number; readonly refused: number; readonly faults: readonly RefusedRow<S>[] };
  readonly error: Refused | undefined;
  readonly stop: () => void;
}

/** What both say things with. */
interface Words<S> {
  readonly locale: string;
  readonly say: (said: S) => string;
}

const shownFaults = 20;

/** How far a list has been gone through, what became of its rows, or would, and why some are refused. */
export function ImportOutcome<S>({ run, all, would, locale, say }: Words<S> & { readonly run: ImportRun<S>; readonly all: number; readonly would: boolean }): ReactElement | null {
  const { t } = useTranslation('contacts');
  if (run.stage === 'none') return null;
  const { sum } = run;
  const counts = { added: formatNumber(sum.added, locale), changed: formatNumber(sum.changed, locale), same: formatNumber(sum.same, locale), refused: formatNumber(sum.refused, locale) };
  return (
    <>
      {run.stage === 'running' && (
        <Callout actions={<Button size="compact-sm" variant="default" onClick={run.stop}>{t('import.stop')}</Button>}>
          <span role="status">{t('import.running', { rows: formatNumber(sum.rows, locale), all: formatNumber(all, locale) })}</span>
          <Progress value={(100 * sum.rows) / all} aria-label={t('import.progress')} mt="xs" w={260} />
        </Callout>
      )}
      <Refusal error={run.error} fallback={t('import.failed')} />
      {run.stage !== 'running' && <Callout tone={would || sum.refused > 0 ? 'amber' : 'ok'}>{run.stage === 'over' ? (would ? t('import.would', counts) : t('import.done', counts)) : t('import.partly', counts)}</Callout>}
      {run.stage !== 'running' && sum.faults.length > 0 && (
        <details open>
          <summary>{t('import.refused')}</summary>
          <ul>
            {sum.faults.slice(0, shownFaults).map((each) => (
              <li key={each.line}>{t('import.line', { line: formatNumber(each.line, locale), why: each.said === null ? '' : say(each.said) })}</li>
            ))}
          </ul>
          {sum.faults.length > shownFaults && <p>{t('import.moreRefused', { count: sum.faults.length - shownFaults, rows: formatNumber(sum.faults.length - shownFaults, locale) })}</p>}
        </details>
      )}
    </>
  );
}

/** The refused rows as a table of their own (base64), to be put right and read again. */
export function SaveRefused<S>({ head, refused, say, onSave }: Omit<Words<S>, 'locale'> & { readonly head: readonly string[]; readonly refused: readonly RefusedRow<S>[]; readonly onSave: (table: Promise<string>) => void }): ReactElement | null {
  const { t } = useTranslation('contacts');
  if (refused.length === 0) return null;
  const lines = function* (): Generator<readonly string[]> {
    yield [...head, t('import.lineColumn'), t('import.whyColumn')];
    for (const each of refused) yield [...head.map((_, index) => each.cells[index] ?? ''), String(each.line), each.said === null ? '' : say(each.said)];
  };
  const save = (): void => {
    onSave(encodeTable(lines(), ','));
  };
  return (
    <div>
      <Button variant="default" size="xs" onClick={save}>
        {t('import.saveRefused')}
      </Button>
    </div>
  );
}
