/** What an agent's day looks like in numbers, from what is kept here. */
import type { Interaction, Role, Span, Thread } from '@/bridge/types';
import { sortIntoLists } from '@/stores/selectors';

/** The numbers of the strip. Times in milliseconds; null where there is nothing to measure. */
export interface Strip {
  readonly open: number;
  readonly snoozed: number;
  readonly waiting: number;
  /** Since when whoever waits longest waits. */
  readonly since: number | null;
  readonly answered: number;
  readonly closed: number;
  readonly median: number | null;
}

/** Who looks, and when their day began. */
export interface Looker {
  readonly me: string;
  readonly role: Role | '';
  readonly midnight: number;
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return (lower + upper) / 2;
}

/** Whose it was when it was first answered; a row without spans has its last owner alone. */
function answeredBy(interaction: Interaction, spans: readonly Span[]): string {
  const at = interaction.answeredAt;
  const had = spans.filter((each) => each.from <= at && (each.to === 0 || each.to >= at));
  return had.at(-1)?.userId ?? interaction.owner;
}

/** Counts them. */
export function stripOf(threads: Iterable<Thread>, interactions: Iterable<Interaction>, spans: Iterable<Span>, { me, role, midnight }: Looker): Strip {
  const { mine, snoozed, waiting } = sortIntoLists(threads, me, role);
  const queue = waiting.filter((each) => each.state === 'waiting');
  const stamps = queue.map((each) => each.waitingSince).filter((each) => each > 0);
  const today = [...interactions].filter((each) => each.answeredAt >= midnight || each.endedAt >= midnight);
  const of = new Map(today.map((each): [string, Span[]] => [each.id, []]));
  for (const span of spans) of.get(span.interactionId)?.push(span);
  const answered = today.filter((each) => each.answeredAt >= midnight && answeredBy(each, of.get(each.id) ?? []) === me);
  return {
    open: mine.length + snoozed.length,
    snoozed: snoozed.length,
    waiting: queue.length,
    since: stamps.length === 0 ? null : Math.min(...stamps),
    answered: answered.length,
    closed: today.filter((each) => each.endedAt >= midnight && each.endedBy === me).length,
    median: medianOf(answered.filter((each) => each.serviceStartAt > 0).map((each) => Math.max(0, each.answeredAt - each.serviceStartAt))),
  };
}
