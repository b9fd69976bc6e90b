import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { RecordRow } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { dispositionRules, dispositions, endReasons } from '@/lib/lists';
import { formatNumber } from '@/lib/numbers';
import { threadPath } from '@/lib/paths';
import { dayAndTime, duration, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Chip } from '@/ui/chip';
import type { Column } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Clipped, Named } from '@/ui/named';
import { Agents } from './agents';
import { Promised } from './promised';
import { columnKeys, type ColumnKey } from './model';

const widths: Readonly<Record<ColumnKey, string>> = {
  started: '128px', customer: 'minmax(150px, 1.4fr)', number: 'minmax(110px, 1fr)', service: 'minmax(100px, 1fr)', source: 'minmax(120px, 1fr)',
  inbox: 'minmax(100px, 1fr)', plan: 'minmax(100px, 1fr)', startedBy: 'minmax(100px, 1fr)', agents: 'minmax(120px, 1.2fr)', disposition: '104px',
  rule: 'minmax(130px, 1fr)', before: '110px', ended: '128px', endReason: 'minmax(110px, 1fr)', endedBy: 'minmax(100px, 1fr)', queue: '92px', first: '92px',
  handling: '92px', messages: '96px', promised: '104px', sentiment: '90px', line: '72px',
};

// What a column needs at least, with the gap behind it.
const narrowest: Readonly<Record<ColumnKey, number>> = {
  started: 140, customer: 162, number: 122, service: 112, source: 132, inbox: 112, plan: 112, startedBy: 112, agents: 132, disposition: 116, rule: 142, before: 122,
  ended: 140, endReason: 122, endedBy: 112, queue: 104, first: 104, handling: 104, messages: 108, promised: 116, sentiment: 102, line: 84,
};

/** The width below which a table of those columns scrolls sideways. */
export function widthOf(keys: readonly ColumnKey[]): number {
  return keys.reduce((sum, key) => sum + narrowest[key], 100);
}

/** The chosen columns with what stands in them, and the button that opens the conversation. */
export function useColumns(chosen: readonly ColumnKey[]): readonly Column<RecordRow>[] {
  const { t } = useTranslation(['records', 'contact', 'refusals']);
  const locale = useLocale();
  const [, go] = useLocation();
  const now = useNow(30_000);
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const plans = useDesk((desk) => desk.plans);
  const users = useDesk((desk) => desk.users);
  const person = (id: string): ReactNode => (id === '' ? <Below>–</Below> : <Clipped>{users.get(id)?.name ?? t('gone')}</Clipped>);
  const named = (id: string, name: string | undefined): ReactNode => (id === '' ? <Below>–</Below> : <Clipped>{name ?? t('gone')}</Clipped>);
  const at = (time: number): ReactNode => <time className="figures" dateTime={new Date(time).toISOString()} title={exactTime(time, locale)}>{dayAndTime(time, now, locale)}</time>;
  const length = (ms: number): ReactNode => <span className="figures">{duration(ms, locale)}</span>;
  const state = (word: string): ReactNode => {
    const known = oneOf(dispositions, word);
    if (known === undefined) return <Below>–</Below>;
    return <Chip tone={known === 'waiting' ? 'amber' : known === 'active' ? 'ok' : 'plain'}>{t(`contact:disposition.${known}`)}</Chip>;
  };
  const rule = (word: string): string => {
    const known = oneOf(dispositionRules, word);
    return known === undefined ? '' : t(`rule.${known}`);
  };
  const reason = (word: string): ReactNode => {
    const known = oneOf(endReasons, word);
    return known === undefined ? <Below>{t('goesOn')}</Below> : t(`endReason.${known}`);
  };
  const cells: Readonly<Record<ColumnKey, (row: RecordRow) => ReactNode>> = {
    started: (row) => at(row.startedAt),
    customer: (row) => <Named below={row.contactPhone === row.contactName ? '' : row.contactPhone}><strong dir="auto">{row.contactName === '' ? t('unknown') : row.contactName}</strong></Named>,
    number: (row) => named(row.numberId, numbers.get(row.numberId)?.name),
    service: (row) => (row.serviceName === '' ? <Below>–</Below> : <Clipped>{row.serviceName}</Clipped>),
    source: (row) => (row.dataSource.length === 0 ? <Below>–</Below> : <span dir="auto">{row.dataSource.map((each) => `${each.key}=${each.value}`).join(', ')}</span>),
    inbox: (row) => named(row.inboxId, inboxes.get(row.inboxId)?.name),
    plan: (row) => named(row.planId, plans.get(row.planId)?.name),
    startedBy: (row) => (row.businessStarted || row.startedBy !== '' ? (row.startedBy === '' ? t('startedBy.business') : person(row.startedBy)) : t('startedBy.customer')),
    agents: (row) => <Agents row={row} />,
    disposition: (row) => <span title={rule(row.rule)}>{state(row.disposition)}</span>,
    rule: (row) => <Below>{rule(row.rule)}</Below>,
    before: (row) => <span title={rule(row.beforeRule)}>{state(row.before)}</span>,
    ended: (row) => (row.endedAt === 0 ? <Below>{t('goesOn')}</Below> : at(row.endedAt)),
    endReason: (row) => reason(row.endReason),
    endedBy: (row) => person(row.endedBy),
    queue: (row) => length(row.queue),
    first: (row) => (row.first < 0 ? <Below>–</Below> : length(row.first)),
    handling: (row) => (row.agents.length === 0 ? <Below>–</Below> : length(row.handling)),
    messages: (row) => <span className="figures">{t('messages', { received: row.messagesIn, sent: row.messagesOut })}</span>,
    promised: (row) => <Promised row={row} />,
    sentiment: (row) => <Below>{row.sentiment === '' ? '–' : row.sentiment}</Below>,
    line: (row) => <span className="figures">{row.line === 0 ? '–' : formatNumber(row.line, locale)}</span>,
  };
  const columns: Column<RecordRow>[] = columnKeys.filter((key) => chosen.includes(key)).map((key) => ({ key, title: t(`columns.${key}`), width: widths[key], cell: cells[key] }));
  columns.push({
    key: 'actions', title: t('columns.actions'), width: '68px', end: true,
    cell: (row) => <IconButton label={t('open', { name: row.contactName === '' ? t('unknown') : row.contactName })} icon={<IconExternalLink size={16} stroke={1.6} />} onClick={() => go(threadPath(row.threadId))} />,
  });
  return columns;
}
