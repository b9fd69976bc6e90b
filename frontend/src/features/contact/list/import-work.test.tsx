import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { breathe } from '@/lib/breathe';
import { csvStep } from '@/lib/csv';
import { encodeTable, linesAtOnce } from '@/lib/encode-table';
import { scanCsv } from '@/lib/scan-csv';
import { useRowsImport } from '@/stores/rows-import';
import { partsOf } from './import-model';

const many = 200_000;
const phones = (n: number): string => (n % 10 === 0 ? '12' : `+34${String(600_000_000 + n)}`);
const long = `phone,name\n${Array.from({ length: many }, (_, n) => `${phones(n)},Guest ${n}`).join('\n')}\n`;

// Work is counted in turns: whatever waits for a timer has let the window go on.
let turns = 0;
beforeEach(() => {
  turns = 0;
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((...args: Parameters<typeof setTimeout>) => (turns++, real(...args))) as typeof setTimeout);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a file of 200,000 rows', () => {
  it.each([
    ['many rows', long, many, undefined],
    ['one row without an end', `phone,name\n1,"${'x'.repeat(3_000_000)}`, 1, 2],
    ['quotes in a word', `phone,name\n1,x${'"'.repeat(500_000)}\n`, 1, undefined],
    ['empty lines', `phone,name\n${'\n'.repeat(3_000_000)}`, 0, undefined],
  ])('of %s is read a step at a time', async (_name, text, rows, openQuote) => {
    const shares: number[] = [];
    expect(await scanCsv(text, (share) => shares.push(share) > 0)).toEqual({ head: ['phone', 'name'], rows, openQuote });
    expect(turns).toBe(Math.ceil(text.length / csvStep) - 1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('is read no further once somebody has stopped it', async () => {
    expect(await scanCsv(long, (share) => share < 0.2)).toBeUndefined();
    expect(turns).toBeLessThan(long.length / csvStep / 2);
  });

  it('keeps each refused row once, and gives all of them when it is over', async () => {
    let asks = 0;
    let seen = 0;
    let held = 0;
    async function ask(rows: { phone: string }[]): Promise<{ added: number; changed: number; same: number; refused: { row: number; said: null }[] }> {
      if (asks++ % 100 === 0) await breathe(); // and React draws what there is
      const refused = rows.flatMap((each, row) => (each.phone === '12' ? [{ row, said: null }] : []));
      return { added: rows.length - refused.length, changed: 0, same: 0, refused };
    }
    const { result } = renderHook(() => {
      const run = useRowsImport({ parts: () => partsOf(long, ['phone', 'name']), ask }, () => undefined);
      if (run.stage === 'running' && run.sum.refused > 0) seen++;
      if (run.stage === 'running') held = Math.max(held, run.sum.faults.length);
      return run;
    });
    // Within act nothing would be drawn before the end.
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
    await result.current.run(true);
    await vi.waitFor(() => expect(result.current.stage).toBe('over'));
    vi.unstubAllGlobals();
    expect(asks).toBe(many / 100);
    expect(seen).toBeGreaterThan(1);
    expect(held).toBe(0);
    const { faults, ...counts } = result.current.sum;
    expect([result.current.stage, counts]).toEqual(['over', { added: many * 0.9, changed: 0, same: 0, rows: many, refused: many / 10 }]);
    expect([faults.length, faults[0]?.line, faults.at(-1)?.line]).toEqual([many / 10, 2, many - 8]);
  });

  it('is written a step at a time', async () => {
    let atOnce = 0;
    let last = 0;
    let lines = 0;
    const pull = function* (): Generator<readonly string[]> {
      for (let n = 0; n < 20_001; n++) {
        if (turns !== last) lines = 0;
        last = turns;
        atOnce = Math.max(atOnce, ++lines);
        yield [phones(n), '=x'];
      }
    };
    const text = atob(await encodeTable(pull(), ','));
    expect(text.split('\r\n')).toHaveLength(20_002);
    expect(text).toContain(`"'=x"`);
    expect(atOnce).toBe(linesAtOnce);
  });
});
