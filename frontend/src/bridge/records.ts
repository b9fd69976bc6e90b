/** The records: what there is to say about each interaction, asked page by page, and saved as a table. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { Customers, CustomersAsk, LimitUsed, PutSavedFilter, Report, ReportAsk, RecordsAsk, RecordsExport, RecordsPage, TableProgress } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface RecordsApi {
  /** A page of the records that match, newest first. */
  list(asked: RecordsAsk): Promise<RecordsPage>;
  /** Customers whom a filter can be for. */
  customers(asked: CustomersAsk): Promise<Customers>;
  /** The figures of the records that match. */
  report(asked: ReportAsk): Promise<Report>;
  /** How many customers each account's numbers wrote to first in the last 24 hours. */
  limitsUsed(): Promise<readonly LimitUsed[]>;
  /** Keeps a filter under a name (id '' makes one) and gives its id. */
  keepFilter(filter: PutSavedFilter): Promise<string>;
  /** Deletes one; keeping the same again brings it back. */
  dropFilter(id: string): Promise<void>;
  /** Asks where to and begins to save what matches; false = the person cancelled. The name has no ending. */
  export(asked: RecordsExport, name: string): Promise<boolean>;
  /** How far that is. */
  progress(): Promise<TableProgress>;
  /** Ends it; nothing is left of it. */
  cancel(): Promise<void>;
}

/** The part that is asked of the relay. */
export const recordsOver = (ask: Ask): Pick<RecordsApi, 'list' | 'customers' | 'report' | 'limitsUsed' | 'keepFilter' | 'dropFilter'> => ({
  list: (asked) => ask('records.list', asked),
  customers: (asked) => ask('records.customers', asked),
  report: (asked) => ask('records.report', asked),
  limitsUsed: async () => (await ask('limits.used', {})).accounts,
  keepFilter: async (filter) => (await ask('savedFilter.put', filter)).id,
  dropFilter: async (id) => void (await ask('savedFilter.delete', { id })),
});

const go = services.Records;

/** The service in Go. */
export const records: RecordsApi = {
  ...recordsOver(request),
  export: (asked, name) => call(() => go.Export(asked, name)),
  progress: () => call(() => go.Progress()),
  cancel: () => call(() => go.Cancel()),
};
