import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useDesk } from '@/stores/desk';
import { bridge } from '@/bridge/bridge';
import type { Report } from '@/bridge/types';
import { toBridgeError } from '@/bridge/errors';
import { useSaid } from '@/i18n/said';
import { encodeText } from '@/lib/base64';
import { isolate } from '@/lib/bidi';
import { writeCsv } from '@/lib/csv';
import { showProblem, showToast } from '@/ui/toast';
import { type Choice, fateColumns, templateLabel, weekdays } from './model';
import { useRatingRows } from './ratings';
import { type ReportFigures, useChargedWords, useReportFigures } from './words';

interface Days {
  readonly firstDay: string;
  readonly lastDay: string;
}

interface SaveProps {
  /** Undefined while there is nothing to save. */
  readonly report: Report | undefined;
  readonly days: Days | undefined;
  readonly choice: Choice;
}

/** Saves the figures that are shown as a table. */
export function SaveReport({ report, days, choice }: SaveProps): ReactElement {
  const { t } = useTranslation('reports');
  const figuresOf = useReportFigures();
  const rowsOf = useRows();
  const countedOf = useCounted();
  const [busy, setBusy] = useState(false);
  const save = async (separator: ',' | ';'): Promise<void> => {
    if (report === undefined || days === undefined) return;
    const header = [t('save.part'), t('save.item'), t('save.value'), t('save.unit')];
    setBusy(true);
    try {
      const text = writeCsv([header, ...countedOf(report, days, choice), ...rowsOf(report, figuresOf(report))], separator);
      const path = await bridge().system.saveMade('csv', t('save.name', { from: days.firstDay, to: days.lastDay }), encodeText(text));
      if (path !== '') showToast('report', t('save.saved'), isolate(path));
    } catch (error) {
      showProblem(t('save.failed'), toBridgeError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />} disabled={report === undefined || busy}>
          {t('save.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save(',')}>{t('save.comma')}</Menu.Item>
        <Menu.Item onClick={() => void save(';')}>{t('save.semicolon')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What the figures are of, for who opens the table a week later: the days, the filter and the time zone. */
function useCounted(): (report: Report, days: Days, choice: Choice) => readonly (readonly string[])[] {
  const { t } = useTranslation('reports');
  const tables = { inboxes: useDesk((desk) => desk.inboxes), numbers: useDesk((desk) => desk.numbers), agents: useDesk((desk) => desk.users) };
  return (report, days, choice) => {
    const row = (item: string, value: string): readonly string[] => [t('filter.title'), item, value, ''];
    const chosen = (what: 'inboxes' | 'numbers' | 'agents'): readonly (readonly string[])[] => {
      const names = choice[what].map((id) => tables[what].get(id)?.name ?? `${t('gone')} (${id})`);
      return (names.length === 0 ? [t('filter.all')] : names).map((name) => row(t(`filter.${what}`), name));
    };
    const channel = { '': t('filter.all'), whatsapp: 'WhatsApp', sms: 'SMS' }[choice.channel];
    return [
      row(t('filter.from'), days.firstDay), row(t('filter.to'), days.lastDay), row(t('save.zone'), report.zone),
      ...chosen('inboxes'), ...chosen('numbers'), ...chosen('agents'), row(t('filter.channel'), channel),
    ];
  };
}

/** The table: what, of what, how many. Lengths are in seconds. */
function useRows(): (report: Report, figures: ReportFigures) => readonly (readonly string[])[] {
  const { t } = useTranslation('reports');
  const say = useSaid();
  const charged = useChargedWords();
  const ratingRows = useRatingRows();
  return (report, figures) => {
    const rows: string[][] = [];
    const add = (part: string, item: string, value: number, unit: 'conversations' | 'messages' | 'seconds'): void => void rows.push([part, item, String(value), t(`save.units.${unit}`)]);
    const all = t('totals.title');
    add(all, t('totals.all'), report.conversations, 'conversations');
    add(all, t('totals.byCustomer'), report.conversations - report.byBusiness, 'conversations');
    add(all, t('totals.byBusiness'), report.byBusiness, 'conversations');
    add(all, t('totals.unanswered'), report.unanswered, 'conversations');
    add(all, t('totals.noAgent'), report.noAgent, 'conversations');
    add(all, t('totals.goOn'), report.goOn, 'conversations');
    add(all, t('save.received'), report.messagesIn, 'messages');
    add(all, t('save.sent'), report.messagesOut, 'messages');
    for (const each of ['queue', 'first', 'handling'] as const) {
      add(t(`waits.${each}`), t('waits.count'), report[each].count, 'conversations');
      if (report[each].count === 0) continue;
      add(t(`waits.${each}`), t('waits.p50'), report[each].p50 / 1000, 'seconds');
      add(t(`waits.${each}`), t('waits.p95'), report[each].p95 / 1000, 'seconds');
    }
    for (const each of figures.days) add(t('days.title'), each.key, each.value, 'conversations');
    const day = (index: number): string => new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 30 + index));
    weekdays(report.hours).forEach((sum, index) => add(t('heat.title'), day(index), sum, 'conversations'));
    report.hours.forEach((count, hour) => add(t('heat.title'), `${day(Math.floor(hour / 24))} ${String(hour % 24).padStart(2, '0')}:00`, count, 'conversations'));
    for (const each of figures.dispositions) add(t('dispositions.title'), each.label, each.value, 'conversations');
    for (const each of figures.before) add(t('before.title'), each.label, each.value, 'conversations');
    for (const each of figures.endReasons) add(t('ends.title'), each.label, each.value, 'conversations');
    for (const each of figures.promised) add(t('promised.title'), each.label, each.value, 'conversations');
    for (const each of report.templates ?? []) {
      for (const fate of fateColumns) add(t('templates.title'), `${templateLabel(each)} · ${t(`templates.${fate}`)}`, each[fate].messages, 'messages');
      for (const why of each.failures) add(t('templates.reasons'), `${templateLabel(each)} · ${why.said ? say(why.said) : t('templates.reasonUnknown')}${why.code === 0 ? '' : ` (${why.code})`}`, why.count, 'messages');
      for (const { key, count } of each.charged) add(t('templates.cost'), `${templateLabel(each)} · ${charged(key)}`, count, 'messages');
    }
    rows.push(...ratingRows(report));
    for (const each of figures.agents) add(t('agents.title'), each.label, each.value, 'conversations');
    return rows;
  };
}
