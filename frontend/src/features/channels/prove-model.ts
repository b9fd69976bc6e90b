/** How far a test of a number on purpose is, as a function of its row: the window holds nothing of it. */
import type { CheckName, Checkup, Proving } from '@/bridge/types';
import { isNamed } from './doctor-model';

/** How long a tester waits before they are told where to look. */
export const silentAfter = 120_000;
const windowLength = 86_400_000;

/** Where the test is. */
export type Stage = 'none' | 'waiting' | 'silent' | 'seen' | 'closed' | 'answering' | 'failed' | 'proven';

/** The stage of a test at a time; `windowed` says whether the channel lets one answer for a day only. */
export function stageOf(proving: Proving | undefined, now: number, windowed: boolean): Stage {
  if (proving === undefined) return 'none';
  if (proving.arrived) return 'proven';
  if (proving.seenAt === 0) return now - proving.since >= silentAfter ? 'silent' : 'waiting';
  if (proving.answerId !== '' && !proving.failed) return 'answering';
  if (windowed && now - proving.seenAt >= windowLength) return 'closed';
  return proving.failed ? 'failed' : 'seen';
}

/** The checks that keep a message from coming in, by name; the two that the test itself is about are no cause of it. */
export function suspects(checkup: Pick<Checkup, 'checks'>): readonly CheckName[] {
  return checkup.checks.filter(({ name, verdict }) => isNamed(verdict) && name !== 'inbound' && name !== 'outbound').map(({ name }) => name);
}
