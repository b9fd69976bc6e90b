import { useTranslation } from '@/lib/texts';
import { duration } from '@/lib/time';
import { useLocale } from './locale';

const minute = 60_000;

/** What an inbox may promise. */
export const serviceParts = ['first', 'next', 'resolution'] as const;
/** One of serviceParts. */
export type ServicePart = (typeof serviceParts)[number];

/** One promise, as the relay sends it. */
interface Target {
  readonly dueAt: number;
  readonly warnAt: number;
}

/** What is looked at of an interaction. */
interface Promised {
  readonly state: string;
  readonly answeredAt: number;
  readonly levels?: { readonly first?: Target; readonly next?: Target; readonly resolution?: Target };
}

/** A promise that is still to be kept, or was missed and is still owed. */
export interface OpenPromise {
  readonly part: ServicePart;
  readonly dueAt: number;
  readonly tone: 'plain' | 'amber' | 'red';
}

/** What an inbox promised of an interaction and is owed still, the most urgent first. */
export function openPromises(interaction: Promised | undefined, now: number): OpenPromise[] {
  if (interaction?.levels === undefined || interaction.state === 'ended') return [];
  const { first, next, resolution } = interaction.levels;
  const owed: readonly (readonly [ServicePart, Target | undefined])[] = [['first', interaction.answeredAt === 0 ? first : undefined], ['next', next], ['resolution', resolution]];
  return owed
    .flatMap(([part, target]): OpenPromise[] => (target === undefined ? [] : [{ part, dueAt: target.dueAt, tone: now >= target.dueAt ? 'red' : now >= target.warnAt ? 'amber' : 'plain' }]))
    .sort((a, b) => a.dueAt - b.dueAt);
}

/** A promise in words: "Answer due in 4 min", "First answer overdue for 2 min". */
export function useServiceWords(): (promise: OpenPromise, now: number) => string {
  const { t } = useTranslation('terms');
  const locale = useLocale();
  return ({ part, dueAt }, now) => {
    const what = t(`service.${part}`);
    // In whole minutes: seconds that stand still for half a minute would be none. The nearest, for `now` may be half a minute old: what is due in ten is never due in eleven.
    if (dueAt > now) return t('service.due', { what, left: duration(Math.max(1, Math.round((dueAt - now) / minute)) * minute, locale) });
    return t('service.overdue', { what, time: duration(Math.max(1, Math.floor((now - dueAt) / minute)) * minute, locale) });
  };
}
