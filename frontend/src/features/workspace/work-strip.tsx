import { Popover, UnstyledButton } from '@mantine/core';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useActs } from '@/i18n/use-acts';
import { relayNow, useNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { duration } from '@/lib/time';
import { dayBegan } from '@/lib/working-day';
import { useDesk } from '@/stores/desk';
import { mayHandle, useUser } from '@/stores/selectors';
import { useMe, useOnline, useSession } from '@/stores/session';
import { type Strip, stripOf } from './strip-model';
import classes from './work-strip.module.css';

/** Beneath the list: how many conversations one has of how many, who waits, and one's own day. A press shows the rest. */
export function WorkStrip(): ReactElement | null {
  const { t } = useTranslation('around');
  const locale = useLocale();
  const online = useOnline();
  const [opened, setOpened] = useState(false);
  const strip = useStrip();
  const most = useMost();
  useNow(30_000);
  useActs([{ id: 'strip', label: t('strip.show'), run: () => setOpened(true) }]);
  const wait = strip.since === null ? undefined : duration(Math.max(0, relayNow() - strip.since), locale);
  const facts = [
    most > 0 && { id: 'own', text: t('strip.own', { open: formatNumber(strip.open, locale), most: formatNumber(most, locale) }), full: strip.open >= most },
    { id: 'waiting', text: t('strip.waiting', { count: strip.waiting, shown: formatNumber(strip.waiting, locale) }) + (wait === undefined ? '' : `, ${t('strip.longest', { time: wait })}`), full: false },
    most > 0 && { id: 'closed', text: t('strip.closed', { count: strip.closed, shown: formatNumber(strip.closed, locale) }), full: false },
    !online && { id: 'offline', text: t('strip.offline'), full: false },
  ].filter((each) => each !== false);
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={300} withinPortal trapFocus returnFocus shadow="md">
      <Popover.Target>
        <UnstyledButton className={`figures ${classes.strip}`} aria-label={`${t('strip.label')}: ${facts.map((each) => each.text).join(' · ')}`} title={t('strip.show')} onClick={() => setOpened(!opened)}>
          {facts.map((each, index) => (
            <span key={each.id} className={classes.fact} data-full={each.full || undefined}>
              {index > 0 && <span className={classes.dot}>·</span>}
              {each.text}
            </span>
          ))}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('strip.title')}>
        <Details strip={strip} most={most} wait={wait} online={online} />
      </Popover.Dropdown>
    </Popover>
  );
}

function useStrip(): Strip {
  const me = useMe();
  const role = useSession((store) => store.state?.role ?? '');
  const threads = useDesk((desk) => desk.threads);
  const interactions = useDesk((desk) => desk.interactions);
  const spans = useDesk((desk) => desk.spans);
  const midnight = dayBegan(relayNow());
  return useMemo(() => stripOf(threads.values(), interactions.values(), spans.values(), { me, role, midnight }), [threads, interactions, spans, me, role, midnight]);
}

/** How many conversations one may have at once; 0 for who takes none. */
function useMost(): number {
  const user = useUser(useMe());
  return user !== undefined && mayHandle(user) ? user.capacity : 0;
}

interface DetailsProps {
  readonly strip: Strip;
  readonly most: number;
  readonly wait: string | undefined;
  readonly online: boolean;
}

function Details({ strip, most, wait, online }: DetailsProps): ReactElement {
  const { t } = useTranslation('around');
  const locale = useLocale();
  const shown = (count: number): string => formatNumber(count, locale);
  const rows: readonly (readonly [string, string] | false)[] = [
    most > 0 && [t('strip.open'), t('strip.openOf', { open: shown(strip.open), most: shown(most) })],
    strip.snoozed > 0 && [t('strip.snoozed'), shown(strip.snoozed)],
    [t('strip.queue'), strip.waiting === 0 ? t('strip.queueNobody') : shown(strip.waiting)],
    wait !== undefined && [t('strip.wait'), wait],
    [t('strip.answered'), shown(strip.answered)],
    [t('strip.closedToday'), shown(strip.closed)],
    [t('strip.median'), strip.median === null ? t('strip.none') : duration(strip.median, locale)],
  ];
  return (
    <>
      <h2 className={classes.title}>{t('strip.title')}</h2>
      <dl className={classes.rows}>
        {rows.filter((each) => each !== false).map(([name, value]) => (
          <div key={name} className={classes.row}>
            <dt>{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.hint}>{online ? t('strip.own_hint') : t('strip.offlineHint')}</p>
    </>
  );
}
