/**
 * The door to what Go sends: its shapes and its closed lists, as the Go code has them (build/pagetypes). A text that is one of
 * a list may be another one when the relay is newer than this page: tables over a list are read with `known`.
 */
import type { Rows } from './shapes';

// eslint-disable-next-line no-restricted-syntax -- this file is the one door to what Go sends, and those are all of it
export type * from './shapes';
// eslint-disable-next-line no-restricted-syntax -- as above
export type * from '@/lib/lists';

/** The lists of Rows. */
export type RowList = keyof Rows;
