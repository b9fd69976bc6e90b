/** The records: what there is to say about each interaction, asked page by page. */
import { type Ask, request } from './request';
import type { RecordsAsk, RecordsPage } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface RecordsApi {
  /** A page of the records that match, newest first. */
  list(asked: RecordsAsk): Promise<RecordsPage>;
}

/** The service over somebody who answers what the relay is asked. */
export const recordsOver = (ask: Ask): RecordsApi => ({ list: (asked) => ask('records.list', asked) });

/** The service in Go. */
export const records = recordsOver(request);
