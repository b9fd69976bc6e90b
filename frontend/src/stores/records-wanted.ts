/** A filter with which another screen leads to the records: a figure and what it counts are on two screens. */
import { create } from 'zustand';
import type { RecordFilter } from '@/bridge/types';

/** Whole days of this computer as fields have them (YYYY-MM-DD, '' = open), and what else the records have to meet. */
export interface WantedRecords {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly rest: RecordFilter;
}

const useWanted = create<{ readonly wanted: WantedRecords | undefined }>(() => ({ wanted: undefined }));

/** Has the records begin with a filter when they are opened next. */
export function wantRecords(wanted: WantedRecords): void {
  useWanted.setState({ wanted });
}

/** What is wanted now; undefined when nobody led there. */
export function wantedRecords(): WantedRecords | undefined {
  return useWanted.getState().wanted;
}

/** Forgets it, once the records have it. */
export function forgetWantedRecords(): void {
  useWanted.setState({ wanted: undefined });
}
