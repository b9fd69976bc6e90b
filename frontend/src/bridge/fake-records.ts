/** The fake's records: what a test put there, narrowed by what tests narrow by. */
import type { Answers } from './fake-answers';
import { BridgeError } from './errors';
import { fakeStart } from './fake-rows';
import type { FakeWorld } from './fake-world';
import type { RecordsApi } from './records';
import type { Customer, LimitUsed, RecordFilter, RecordRow, Report, ReportTemplate, ReportWait, RecordsAsk, RecordsExport, RecordsPage, TableProgress } from './types';

/** A record, ended an hour after it began, with what a test wants of it. */
export function recordRow(part: Partial<RecordRow> & { readonly interactionId: string }): RecordRow {
  return {
    threadId: 't1', firstSeq: 1, line: 1, numberId: 'num_1', serviceName: 'Support', dataSource: [], contactId: 'con_1', contactName: 'Lucía Gómez', contactPhone: '+34600000001',
    inboxId: '', planId: '', businessStarted: false, startedBy: '', startedAt: fakeStart - 3_600_000, endedAt: fakeStart, endReason: 'closed', endedBy: '', disposition: 'archived', rule: 'ended',
    before: 'active', beforeRule: 'humanReplied', agents: [], moreAgents: 0, queue: 12_000, first: 45_000, handling: 600_000, messagesIn: 3, messagesOut: 2, sentiment: '', ...part,
  };
}

/** Whether a row is rated as a filter says; the fake knows of scores only. */
function isRated({ score = 0 }: RecordRow, { ratings = [] }: RecordFilter): boolean {
  return ratings.length === 0 || ratings.some((as) => as === (score > 0 ? 'rated' : 'notRated') || as === String(score));
}

/** Whether a row meets the parts of a filter by which tests narrow. */
function matches(row: RecordRow, filter: RecordFilter): boolean {
  const has = (list: readonly string[] | undefined, value: string): boolean => list === undefined || list.length === 0 || list.includes(value);
  const of = filter.agents ?? [];
  return isRated(row, filter) && row.startedAt >= (filter.from ?? 0) && row.startedAt < (filter.to ?? Number.MAX_SAFE_INTEGER) && has(filter.inboxes, row.inboxId) && (of.length === 0 || row.agents.some((each) => of.includes(each.userId)));
}

const counted = (keys: readonly string[]): { key: string; count: number }[] =>
  [...new Set(keys)].map((key) => ({ key, count: keys.filter((each) => each === key).length })).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));

function waitOf(ms: readonly number[]): ReportWait {
  const sorted = [...ms].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95) };
}

/** The figures of rows; days and hours are those of UTC, whatever zone is asked for. */
function reportOf(rows: readonly RecordRow[], zone: string): Report {
  const ended = rows.filter((row) => row.endedAt > 0);
  const day = (row: RecordRow): string => new Date(row.startedAt).toISOString().slice(0, 10);
  const hour = (row: RecordRow): number => ((new Date(row.startedAt).getUTCDay() + 6) % 7) * 24 + new Date(row.startedAt).getUTCHours();
  const agents = counted(rows.flatMap((row) => [...new Set(row.agents.map((each) => each.userId))]));
  return {
    zone, conversations: rows.length, goOn: rows.length - ended.length, byBusiness: rows.filter((row) => row.businessStarted).length,
    unanswered: rows.filter((row) => !row.businessStarted && row.first < 0).length, noAgent: rows.filter((row) => row.agents.length === 0).length,
    messagesIn: rows.reduce((sum, row) => sum + row.messagesIn, 0), messagesOut: rows.reduce((sum, row) => sum + row.messagesOut, 0),
    hours: Array.from({ length: 168 }, (_, index) => rows.filter((row) => hour(row) === index).length),
    days: counted(rows.map(day)).map(({ key, count }) => ({ day: key, count })).sort((a, b) => (a.day < b.day ? -1 : 1)), daysCut: false,
    queue: waitOf(rows.filter((row) => row.agents.length > 0).map((row) => row.queue)), first: waitOf(rows.filter((row) => row.first >= 0).map((row) => row.first)), handling: waitOf(ended.filter((row) => row.agents.length > 0).map((row) => row.handling)),
    dispositions: counted(rows.map((row) => row.disposition)), before: counted(ended.map((row) => row.before)), endReasons: counted(ended.map((row) => row.endReason)),
    promised: counted(rows.flatMap((row) => (row.service === undefined || row.service.first === '' ? [] : [row.service.first]))),
    agents: agents.map(({ key, count }) => ({ userId: key, conversations: count, ended: rows.filter((row) => row.endedBy === key).length })), moreAgents: 0,
  };
}

/** What the relay answers of records. */
export function recordsAnswers(rows: readonly RecordRow[], templates: readonly ReportTemplate[] = [], limits: readonly LimitUsed[] = []): Answers<'limits.used' | 'records.customers' | 'records.list' | 'records.report'> {
  return {
    'limits.used': () => ({ accounts: [...limits] }),
    'records.customers': ({ text, id }) => {
      const all = new Map(rows.map((row): [string, Customer] => [row.contactId, { id: row.contactId, name: row.contactName, phone: row.contactPhone }]));
      const found = [...all.values()].filter((each) => (id === undefined || id === '' ? `${each.name} ${each.phone ?? ''}`.toLowerCase().includes(text.toLowerCase()) : each.id === id));
      return { customers: found.toSorted((a, b) => a.name.localeCompare(b.name)), more: false };
    },
    'records.report': ({ filter }) => {
      const zone = filter.zone ?? 'UTC';
      if (zone !== 'UTC' && !Intl.supportedValuesOf('timeZone').includes(zone)) throw new BridgeError('invalid', 'The relay does not know this time zone. Set the time zone of this computer to a usual one.', 'recordZone');
      return { ...reportOf(rows.filter((row) => matches(row, filter)), zone), ...(templates.length > 0 && { templates: [...templates] }) };
    },
    'records.list': ({ filter, before, limit }: RecordsAsk): RecordsPage => {
      if ((filter.from ?? 0) > 0 && (filter.to ?? 0) > 0 && (filter.from ?? 0) >= (filter.to ?? 0)) throw new BridgeError('invalid', 'The period ends before it begins. Choose other days.', 'recordPeriod');
      const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter((each) => each !== '');
      const has = (list: readonly string[] | undefined, value: string): boolean => list === undefined || list.length === 0 || list.includes(value);
      const found = rows
        .filter((row) => words.every((word) => `${row.contactName} ${row.serviceName}`.toLowerCase().includes(word)))
        .filter((row) => filter.contact === undefined || filter.contact === '' || row.contactId === filter.contact)
        .filter((row) => has(filter.dispositions, row.disposition) && has(filter.inboxes, row.inboxId) && has(filter.endReasons, row.endReason) && (filter.agents === undefined || filter.agents.length === 0 || row.agents.some((each) => filter.agents?.includes(each.userId) === true)))
        .filter((row) => isRated(row, filter))
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
export function ownRecords(world: FakeWorld, tables: FakeTables): Pick<RecordsApi, 'export' | 'progress' | 'cancel'> {
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
