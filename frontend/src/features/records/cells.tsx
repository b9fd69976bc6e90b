import type { ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordRow } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { dispositionRules, dispositions, endReasons } from '@/lib/lists';
import { formatNumber } from '@/lib/numbers';
import { formatPhone } from '@/lib/phone';
import { dayAndTime, duration, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Chip } from '@/ui/chip';
import { Below, Clipped, Named } from '@/ui/named';
import { Stars } from '@/ui/stars';
import { Agents } from './agents';
import type { ColumnKey } from './model';
import { Promised } from './promised';
import classes from './records.module.css';

/** What stands in each column of a row. */
export type Cells = Readonly<Record<ColumnKey, (row: RecordRow) => ReactNode>>;

/** The cells of a row, in the words of the page. */
export function useCells(): Cells {
  const { t } = useTranslation(['records', 'contact', 'refusals']);
  const locale = useLocale();
  const now = useNow(30_000);
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const plans = useDesk((desk) => desk.plans);
  const users = useDesk((desk) => desk.users);
  const person = (id: string): ReactNode => (id === '' ? <Below>–</Below> : <Clipped>{users.get(id)?.name ?? t('gone')}</Clipped>);
  const named = (id: string, name: string | undefined): ReactNode => (id === '' ? <Below>–</Below> : <Clipped>{name ?? t('gone')}</Clipped>);
  const at = (time: number): ReactNode => <time className="figures" dateTime={new Date(time).toISOString()} title={exactTime(time, locale)}>{dayAndTime(time, now, locale)}</time>;
  const length = (ms: number): ReactNode => <span className={`figures ${classes.length}`}>{duration(ms, locale)}</span>;
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
  return {
    started: (row) => at(row.startedAt),
    customer: (row) => <Named below={row.contactPhone === row.contactName ? '' : formatPhone(row.contactPhone)}><strong dir="auto">{row.contactName === '' ? t('unknown') : row.contactName}</strong></Named>,
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
    beforeRule: (row) => <Below>{row.beforeRule === '' ? '–' : rule(row.beforeRule)}</Below>,
    ended: (row) => (row.endedAt === 0 ? <Below>{t('goesOn')}</Below> : at(row.endedAt)),
    endReason: (row) => reason(row.endReason),
    endedBy: (row) => person(row.endedBy),
    queue: (row) => length(row.queue),
    first: (row) => (row.first < 0 ? <Below>–</Below> : length(row.first)),
    handling: (row) => (row.agents.length === 0 ? <Below>–</Below> : length(row.handling)),
    messages: (row) => <span className="figures">{t('messages', { received: row.messagesIn, sent: row.messagesOut })}</span>,
    promised: (row) => <Promised row={row} />,
    rating: (row) => ((row.score ?? 0) > 0 ? <Stars score={row.score ?? 0} /> : <Below>–</Below>),
    sentiment: (row) => <Below>{row.sentiment === '' ? '–' : row.sentiment}</Below>,
    line: (row) => <span className="figures">{row.line === 0 ? '–' : formatNumber(row.line, locale)}</span>,
  };
}
