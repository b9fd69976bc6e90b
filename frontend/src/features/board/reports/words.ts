/** The figures of a report in the reader's words, for the page and for the table that is saved. */
import { useTranslation } from '@/lib/texts';
import type { Report } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { dispositions, endReasons, serviceResults } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { dayStart, type Figure } from './model';

/** The lists of a report. */
export interface ReportFigures {
  readonly days: readonly Figure[];
  readonly dispositions: readonly Figure[];
  readonly before: readonly Figure[];
  readonly endReasons: readonly Figure[];
  readonly promised: readonly Figure[];
  readonly agents: readonly Figure[];
}

/** The function that makes them. */
export function useReportFigures(): (report: Report) => ReportFigures {
  const { t } = useTranslation(['reports', 'contact', 'records']);
  const locale = useLocale();
  const users = useDesk((desk) => desk.users);
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', weekday: 'short' });
  const disposition = (key: string): string => {
    const known = oneOf(dispositions, key);
    return known === undefined ? key : t(`contact:disposition.${known}`);
  };
  const reason = (key: string): string => {
    const known = oneOf(endReasons, key);
    return known === undefined ? key : t(`records:endReason.${known}`);
  };
  return (report) => ({
    days: daysBetween(report.days).map(({ day: key, count }): Figure => {
      const from = dayStart(key) ?? 0;
      return { key, label: day.format(from), value: count, part: { from, to: dayStart(key, 1) ?? 0 } };
    }),
    dispositions: report.dispositions.map(({ key, count }) => ({ key, label: disposition(key), value: count, part: { dispositions: [key] } })),
    before: report.before.filter((each) => each.key !== '').map(({ key, count }) => ({ key, label: disposition(key), value: count, part: { before: [key] } })),
    endReasons: report.endReasons.map(({ key, count }) => ({ key, label: reason(key), value: count, part: { endReasons: [key] } })),
    promised: report.promised.map(({ key, count }) => ({ key, label: oneOf(serviceResults, key) === 'missed' ? t('reports:promised.missed') : t('reports:promised.met'), value: count, part: { promised: [key] } })),
    agents: report.agents.map(({ userId, conversations }) => ({ key: userId, label: users.get(userId)?.name ?? t('reports:gone'), value: conversations, part: { agents: [userId] } })),
  });
}

// The relay names the days on which something began; a chart needs those between them, too.
function daysBetween(days: Report['days']): Report['days'] {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const counts = new Map(days.map((each) => [each.day, each.count]));
  const out: Report['days'] = [];
  for (let at = Date.parse(`${first.day}T00:00:00Z`), end = Date.parse(`${last.day}T00:00:00Z`); at <= end && out.length < 2000; at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    out.push({ day, count: counts.get(day) ?? 0 });
  }
  return out;
}

/** The function that says for what a message was charged; a category of a newer provider as it came. */
export function useChargedWords(): (category: string) => string {
  const { t } = useTranslation(['reports', 'templates']);
  return (category) => {
    if (category === 'free') return t('reports:templates.free');
    const known = oneOf(['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const, category.toUpperCase());
    return known === undefined ? category : t(`templates:category.${known}`);
  };
}
