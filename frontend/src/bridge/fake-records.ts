/** The fake's records: what a test put there, narrowed by what tests narrow by. */
import type { Answers } from './fake-answers';
import { BridgeError } from './errors';
import { fakeStart } from './fake-rows';
import type { FakeWorld } from './fake-world';
import type { RecordsApi } from './records';
import type { RecordRow, RecordsAsk, RecordsExport, RecordsPage, TableProgress } from './types';

/** A record, ended an hour after it began, with what a test wants of it. */
export function recordRow(part: Partial<RecordRow> & { readonly interactionId: string }): RecordRow {
  return {
    threadId: 't1', firstSeq: 1, line: 1, numberId: 'num_1', serviceName: 'Support', dataSource: [], contactId: 'con_1', contactName: 'Lucía Gómez', contactPhone: '+34600000001',
    inboxId: '', planId: '', businessStarted: false, startedBy: '', startedAt: fakeStart - 3_600_000, endedAt: fakeStart, endReason: 'closed', endedBy: '', disposition: 'archived', rule: 'ended',
    before: 'active', beforeRule: 'humanReplied', agents: [], moreAgents: 0, queue: 12_000, first: 45_000, handling: 600_000, messagesIn: 3, messagesOut: 2, sentiment: '', ...part,
  };
}

/** What the relay answers of records. */
export function recordsAnswers(rows: readonly RecordRow[]): Answers<'records.list'> {
  return {
    'records.list': ({ filter, before, limit }: RecordsAsk): RecordsPage => {
      if ((filter.from ?? 0) > 0 && (filter.to ?? 0) > 0 && (filter.from ?? 0) >= (filter.to ?? 0)) throw new BridgeError('invalid', 'The period ends before it begins. Choose other days.', 'recordPeriod');
      const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter((each) => each !== '');
      const has = (list: readonly string[] | undefined, value: string): boolean => list === undefined || list.length === 0 || list.includes(value);
      const found = rows
        .filter((row) => words.every((word) => `${row.contactName} ${row.serviceName}`.toLowerCase().includes(word)))
        .filter((row) => has(filter.dispositions, row.disposition) && has(filter.inboxes, row.inboxId) && has(filter.endReasons, row.endReason) && (filter.agents === undefined || filter.agents.length === 0 || row.agents.some((each) => filter.agents?.includes(each.userId) === true)))
        .toSorted((a, b) => b.firstSeq - a.firstSeq);
      const page = found.filter((row) => before === 0 || row.firstSeq < before);
      const most = limit > 0 ? Math.min(limit, 100) : 100;
      return {
        rows: page.slice(0, most), more: page.length > most, matching: found.length, all: rows.length,
        services: [...new Set(rows.map((row) => row.serviceName))].filter((each) => each !== '').sort(),
        sources: [...new Set(rows.flatMap((row) => row.dataSource.map((each) => `${each.key}=${each.value}`)))].sort(),
        lines: rows.length, hash: rows.length === 0 ? '' : 'a'.repeat(64),
      };
    },
  };
}

/** What this computer does with tables in the fake: tests move `progress` on. */
export interface FakeTables {
  asked: RecordsExport | undefined;
  name: string;
  progress: TableProgress;
}

/** No table yet. */
export const newTables = (): FakeTables => ({ asked: undefined, name: '', progress: { state: 'none', rows: 0, all: 0, path: '', problem: null } });

/** The part of the service that this computer does itself. */
export function ownRecords(world: FakeWorld, tables: FakeTables): Omit<RecordsApi, 'list'> {
  return {
    export: async (asked, name) => {
      world.note('records.export', [asked, name]);
      Object.assign(tables, { asked, name, progress: { state: 'running', rows: 0, all: 0, path: `/home/me/${name}.csv`, problem: null } });
      return true;
    },
    progress: async () => tables.progress,
    cancel: async () => {
      tables.progress = { ...tables.progress, state: 'failed', path: '', problem: { code: 'conflict', subcode: 'recordTable', params: { context: 'cancelled' } } };
    },
  };
}
