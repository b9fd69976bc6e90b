import { Button, Popover, UnstyledButton } from '@mantine/core';
import { IconClockOff, IconRadar2 } from '@tabler/icons-react';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { Link } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Interaction, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { useNow } from '@/lib/clock';
import { paths, threadPath } from '@/lib/paths';
import { clockTime } from '@/lib/time';
import { dayBegan, nextAt } from '@/lib/working-day';
import { useDesk } from '@/stores/desk';
import { type ThreadFilter, closesAt, useContact, useThread, useUser } from '@/stores/selectors';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { setSort, sortOf, useView } from '@/stores/view';
import { showProblem } from '@/ui/toast';
import classes from './radar.module.css';

const hour = 3_600_000;
// How far it looks for somebody who has not said when their shift ends.
const ahead = 4;

/** How many open windows close until then. */
export function closingBy(threads: readonly Thread[], now: number, until: number): number {
  return threads.filter((each) => {
    const closes = closesAt(each);
    return closes !== null && closes > now && closes <= until;
  }).length;
}

/** What was lost since midnight, the newest first: windows that closed while the customer waited. An agent's own, or all of them. */
export function lostSince(interactions: Iterable<Interaction>, since: number, owner: string | null): readonly Interaction[] {
  return [...interactions].filter((each) => (each.lostAt ?? 0) >= since && (owner === null || each.owner === owner)).sort((a, b) => (b.lostAt ?? 0) - (a.lostAt ?? 0));
}

/** Says to whoever ended their shift, or was set offline, that they are offered nothing, and takes them back. */
export function OfflineNote(): ReactElement | null {
  const { t } = useTranslation(['workspace', 'status']);
  const user = useUser(useMe());
  const online = useOnline();
  if (!online || user?.chosen !== 'offline') return null;
  const back = (): void => void bridge().threads.setPresence('online', '').catch((error: unknown) => showProblem(t('status:presence.failed'), error));
  return (
    <div className={classes.offline} role="status">
      <span>{t('status:shift.isOver')}</span>
      <Button size="compact-sm" variant="default" onClick={back}>
        {t('status:shift.goOnline')}
      </Button>
    </div>
  );
}

/** Above a list of conversations: how many windows close before the shift ends, and how many were lost today. */
export function Radar({ list, threads }: { readonly list: ThreadFilter; readonly threads: readonly Thread[] }): ReactElement {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  const me = useMe();
  const ends = useUser(me)?.dayEnds ?? 0;
  const sorted = useView((view) => sortOf(view.sorts, list) === 'window');
  const now = useNow(30_000);
  const until = ends > 0 ? nextAt(ends, now) : now + ahead * hour;
  const count = useMemo(() => closingBy(threads, now, until), [threads, now, until]);
  return (
    <section className={classes.radar} aria-label={t('radar.label')}>
      <button type="button" className={classes.closing} data-some={count > 0 || undefined} aria-pressed={sorted} title={t('radar.sort')} onClick={() => setSort(list, 'window')}>
        <IconRadar2 size={14} stroke={1.6} aria-hidden />
        <span>{ends > 0 ? t('radar.shift', { count, time: clockTime(until, locale) }) : t('radar.hours', { count, hours: ahead })}</span>
      </button>
      {ends === 0 && (
        <Link className={classes.set} href={paths.settings}>
          {t('radar.setShift')}
        </Link>
      )}
      <Lost since={dayBegan(now)} />
    </section>
  );
}

function Lost({ since }: { readonly since: number }): ReactElement | null {
  const { t } = useTranslation('workspace');
  const me = useMe();
  const supervisor = useSupervisor();
  const interactions = useDesk((desk) => desk.interactions);
  const lost = useMemo(() => lostSince(interactions.values(), since, supervisor ? null : me), [interactions, since, supervisor, me]);
  if (lost.length === 0) return supervisor ? <span className={classes.none}>{t('radar.lost', { count: 0 })}</span> : null;
  return (
    <Popover width={280} position="bottom-start" withArrow trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.lost}>
          <IconClockOff size={14} stroke={1.6} aria-hidden />
          {t('radar.lost', { count: lost.length })}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <p className={classes.lead}>{t('radar.lostLead')}</p>
        <ul className={classes.list}>
          {lost.map((each) => (
            <LostRow key={each.id} interaction={each} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function LostRow({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  const thread = useThread(interaction.threadId);
  const name = useContactName()(useContact(thread?.contactId ?? ''));
  const owner = useUser(interaction.owner);
  return (
    <li>
      <Link className={classes.row} href={threadPath(interaction.threadId)}>
        <bdi className={classes.name}>{name}</bdi>
        <span className={`figures ${classes.when}`}>{t('radar.lostRow', { time: clockTime(interaction.lostAt ?? 0, locale), who: owner?.name ?? t('radar.lostNobody') })}</span>
      </Link>
    </li>
  );
}
