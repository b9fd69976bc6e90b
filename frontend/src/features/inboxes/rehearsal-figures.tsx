import { IconExternalLink } from '@tabler/icons-react';
import { type CSSProperties, type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { Rehearsal, RehearsalMoved, RehearsalSide } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { threadPath } from '@/lib/paths';
import { dayAndTime, duration, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Callout } from '@/ui/callout';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import classes from './rehearse.module.css';
import { useName } from './use-name';

/** What came of a rehearsal: the figures of both settings, each agent's share, and the conversations that go elsewhere; and what of the changes was not played. */
export function Figures({ said, changedAt, offlineChanged }: { readonly said: Rehearsal; readonly changedAt: number | undefined; readonly offlineChanged: boolean }): ReactElement | null {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  if (said.old === undefined || said.new === undefined) return null;
  const span = { from: exactTime(said.from, locale), to: exactTime(said.to, locale) };
  return (
    <>
      <p className={classes.lead} role="status">
        {t('rehearse.what', { chats: formatNumber(said.chats, locale), ...span })}
        {changedAt !== undefined && ` ${t('rehearse.since', { time: exactTime(changedAt, locale) })}`}
      </p>
      {offlineChanged && <Callout tone="amber">{t('rehearse.offlineNotPlayed')}</Callout>}
      {said.all === 0 && !offlineChanged && <Callout tone="ok">{t('rehearse.same')}</Callout>}
      <Both all={said.all} old={said.old} now={said.new} />
      <Shares old={said.old} now={said.new} />
      {said.all > 0 && <Moved rows={said.moved} all={said.all} />}
      <Assumed count={said.assumed} />
    </>
  );
}

function Both({ all, old, now }: { readonly all: number; readonly old: RehearsalSide; readonly now: RehearsalSide }): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const count = (value: number): string => formatNumber(value, locale);
  const time = (side: RehearsalSide, ms: number): string => (side.taken === 0 ? '–' : duration(ms, locale));
  const lines: readonly (readonly [string, string, string])[] = [
    [t('rehearse.elsewhere'), '–', count(all)],
    [t('rehearse.taken'), count(old.taken), count(now.taken)],
    [t('rehearse.p50'), time(old, old.p50), time(now, now.p50)],
    [t('rehearse.p95'), time(old, old.p95), time(now, now.p95)],
    [t('rehearse.lost'), count(old.lost), count(now.lost)],
    [t('rehearse.waiting'), count(old.waiting), count(now.waiting)],
    ...((old.away ?? 0) + (now.away ?? 0) === 0 ? [] : [[t('rehearse.away'), count(old.away ?? 0), count(now.away ?? 0)] as const]),
  ];
  return (
    <table className={classes.both}>
      <thead>
        <tr>
          <th scope="col">{t('rehearse.figure')}</th>
          <th scope="col">{t('rehearse.old')}</th>
          <th scope="col">{t('rehearse.new')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(([name, was, is]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="figures">{was}</td>
            <td className="figures" data-changed={was !== is || undefined}>{is}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A bar for each agent and setting; the figures stand beside them, in a table for whoever sees no bars. */
function Shares({ old, now }: { readonly old: RehearsalSide; readonly now: RehearsalSide }): ReactElement | null {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const nameOf = useName();
  const of = (side: RehearsalSide, id: string): number => side.shares.find((each) => each.userId === id)?.chats ?? 0;
  const ids = [...new Set([...old.shares, ...now.shares].map((each) => each.userId))];
  const most = Math.max(1, ...[...old.shares, ...now.shares].map((each) => each.chats));
  if (ids.length === 0) return null;
  const bar = (value: number, kind: 'old' | 'new'): ReactElement => (
    <td>
      <span className={classes.measured}>
        <span className={classes.bar} data-kind={kind} style={{ '--share': value / most } as CSSProperties} aria-hidden />
        <span className="figures">{formatNumber(value, locale)}</span>
      </span>
    </td>
  );
  return (
    <table className={classes.shares}>
      <caption>{t('rehearse.shares')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('rehearse.agent')}</th>
          <th scope="col">{t('rehearse.old')}</th>
          <th scope="col">{t('rehearse.new')}</th>
        </tr>
      </thead>
      <tbody>
        {ids.map((id) => (
          <tr key={id}>
            <th scope="row" dir="auto">{nameOf(id)}</th>
            {bar(of(old, id), 'old')}
            {bar(of(now, id), 'new')}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Moved({ rows, all }: { readonly rows: readonly RehearsalMoved[]; readonly all: number }): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const nameOf = useName();
  const [, go] = useLocation();
  const threads = useDesk((desk) => desk.threads);
  const contacts = useDesk((desk) => desk.contacts);
  const columns = useMemo((): readonly Column<RehearsalMoved>[] => {
    const customer = (row: RehearsalMoved): string => contacts.get(threads.get(row.threadId)?.contactId ?? '')?.label ?? t('rehearse.unknown');
    const wait = (ms: number, away?: boolean): string => (away === true ? '–' : ms < 0 ? t('rehearse.never') : duration(ms, locale));
    return [
      { key: 'at', title: t('rehearse.came'), width: '140px', cell: (row) => <span className="figures">{dayAndTime(row.at, relayNow(), locale)}</span> },
      { key: 'customer', title: t('rehearse.customer'), width: 'minmax(110px, 1.2fr)', cell: (row) => <Named><bdi>{customer(row)}</bdi></Named> },
      { key: 'was', title: t('rehearse.was'), width: 'minmax(90px, 1fr)', cell: (row) => <Named><bdi>{row.wasAway === true ? t('rehearse.otherInbox') : nameOf(row.was)}</bdi></Named> },
      { key: 'is', title: t('rehearse.is'), width: 'minmax(90px, 1fr)', cell: (row) => <Named><bdi>{row.isAway === true ? t('rehearse.otherInbox') : nameOf(row.is)}</bdi></Named> },
      { key: 'wait', title: t('rehearse.wait'), width: 'minmax(120px, 1fr)', cell: (row) => <span className="figures">{t('rehearse.waits', { was: wait(row.waitWas, row.wasAway), is: wait(row.waitIs, row.isAway) })}</span> },
      { key: 'open', title: t('table.actions'), width: '76px', end: true, cell: (row) => <IconButton label={t('rehearse.open', { name: customer(row) })} icon={<IconExternalLink size={16} stroke={1.6} />} onClick={() => go(threadPath(row.threadId))} /> },
    ];
  }, [t, locale, nameOf, go, threads, contacts]);
  return (
    <section>
      <h3 className={classes.heading}>{t('rehearse.moved')}</h3>
      {all > rows.length && <Below>{t('rehearse.movedFirst', { shown: formatNumber(rows.length, locale), all: formatNumber(all, locale) })}</Below>}
      <DataTable label={t('rehearse.moved')} rows={rows} rowKey={(row) => `${row.threadId} ${String(row.at)}`} columns={columns} minWidth={640} maxHeight="260px" />
    </section>
  );
}

function Assumed({ count }: { readonly count: number }): ReactElement {
  const { t } = useTranslation('inboxes');
  return (
    <details className={classes.assumed}>
      <summary>{t('rehearse.assumed')}</summary>
      <ul>
        <li>{t('rehearse.rule1')} {t('rehearse.assumedCount', { count })}</li>
        <li>{t('rehearse.rule2')}</li>
        <li>{t('rehearse.rule3')}</li>
        <li>{t('rehearse.rule4')}</li>
      </ul>
    </details>
  );
}
