/** What somebody fills in to record an opt-in, and what is wrong with it. The relay judges it again. */
import type { OptInMethod, Purpose } from './lists';

/** The fields; `day` is "2026-05-07". */
export interface OptInDraft {
  readonly method: OptInMethod | '';
  readonly purposes: readonly Purpose[];
  readonly day: string;
  readonly proof: string;
}

/** An opt-in as the relay takes it. */
export interface OptInGiven {
  readonly method: OptInMethod;
  readonly purposes: Purpose[];
  readonly at: number;
  readonly proof: string;
}

/** What is wrong with a field. */
export interface OptInFaults {
  readonly method?: 'missing';
  readonly purposes?: 'missing';
  readonly day?: 'wrong';
  readonly proof?: 'tooLong';
}

/** The most of a proof: the relay takes 1 KB, which JSON may need six bytes a character of. */
export const proofMost = 1024;

/** A day as the fields write it, in the reader's time zone. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

/** Today is now, so that an agreement of today counts from now on; another day is its beginning. 0 = it is no day, or none that can be. */
export function timeOf(day: string, now: number): number {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day.trim()) ?? [];
  if (year === undefined) return 0;
  if (day.trim() === dayOf(now)) return now;
  const at = new Date(Number(year), Number(month) - 1, Number(date)).getTime();
  return dayOf(at) === day.trim() && at <= now && Number(year) >= 2009 ? at : 0;
}

/** The opt-in that the fields say, or what is wrong with them. */
export function readOptIn({ method, purposes, day, proof }: OptInDraft, now: number): { readonly given: OptInGiven } | { readonly faults: OptInFaults } {
  const at = timeOf(day, now);
  const words = proof.trim();
  const faults: OptInFaults = {
    ...(method === '' && { method: 'missing' }),
    ...(purposes.length === 0 && { purposes: 'missing' }),
    ...(at === 0 && { day: 'wrong' }),
    ...(jsonBytes(words) > proofMost && { proof: 'tooLong' }),
  };
  if (method === '' || Object.keys(faults).length > 0) return { faults };
  return { given: { method, purposes: [...purposes], at, proof: words } };
}

/** How many bytes a text takes as Go writes it in JSON: <, > and & take six. */
function jsonBytes(text: string): number {
  const escaped = JSON.stringify(text).slice(1, -1).replace(/[<>&\u2028\u2029]/g, '\\u0000');
  return new TextEncoder().encode(escaped).length;
}
