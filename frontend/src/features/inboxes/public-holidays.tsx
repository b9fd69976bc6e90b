import { Button, Checkbox, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { BridgeError } from '@/bridge/errors';
import type { Holiday, PublicHoliday } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { dayWords, hoursLimits, regionHere, regionName, toChoose, yearsFrom } from './hours-model';
import classes from './public-holidays.module.css';

interface Props {
  /** The days that the inbox has already. */
  readonly list: readonly Holiday[];
  readonly onAdd: (days: readonly PublicHoliday[]) => void;
  readonly onClose: () => void;
}

/** The public holidays of a country or a part of it, to be added to an inbox. */
export function PublicHolidays({ list, onAdd, onClose }: Props): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const now = useNow(60_000);
  const title = useId();
  const years = yearsFrom(now);
  const [year, setYear] = useState(years[0] ?? '');
  const [chosenRegion, setRegion] = useState<string>();
  const known = useQuery({ queryKey: ['holiday regions'], queryFn: () => bridge().admin.holidays('', Number(years[0])), staleTime: Infinity });
  const regions = known.data?.regions ?? [];
  const region = chosenRegion ?? regionHere(regions, navigator.language) ?? '';
  const asked = useQuery({ queryKey: ['holidays', region, year], queryFn: () => bridge().admin.holidays(region, Number(year)), enabled: region !== '', staleTime: Infinity });
  const failed = known.error ?? asked.error;
  const options = regions.map((each) => ({ value: each.code, label: regionName(each, locale) })).sort((a, b) => a.label.localeCompare(b.label, locale));
  return (
    <section className={classes.panel} aria-labelledby={title}>
      <h4 id={title} className={classes.title}>{t('hours.public.title')}</h4>
      <div className={classes.ask}>
        <Select label={t('hours.public.region')} placeholder={t('hours.public.regionPlaceholder')} data={options} value={region === '' ? null : region} onChange={(code) => setRegion(code ?? region)} allowDeselect={false} searchable limit={100} nothingFoundMessage={t('hours.public.regionNone')} />
        <Select label={t('hours.public.year')} data={years} value={year} onChange={(chosen) => setYear(chosen ?? year)} allowDeselect={false} />
      </div>
      {failed !== null && <Refusal error={failed instanceof BridgeError ? failed : undefined} fallback={t('failed')} />}
      {region !== '' && asked.isPending && <Skeletons rows={4} label={t('hours.public.loading')} />}
      {asked.data !== undefined && <Days key={`${region} ${year}`} days={toChoose(asked.data.days, list, now)} room={hoursLimits.holidays - list.length} onAdd={onAdd} onClose={onClose} />}
    </section>
  );
}

interface DaysProps {
  readonly days: readonly (PublicHoliday & { readonly there: boolean })[];
  /** How many more the inbox takes. */
  readonly room: number;
  readonly onAdd: Props['onAdd'];
  readonly onClose: () => void;
}

function Days({ days, room, onAdd, onClose }: DaysProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = days.filter((each) => !each.there && !left.has(each.date));
  const turn = (date: string, on: boolean): void => setLeft(new Set(on ? [...left].filter((each) => each !== date) : [...left, date]));
  return (
    <>
      {days.length === 0 && <Callout>{t('hours.public.over')}</Callout>}
      <ul className={classes.days}>
        {days.map((each) => (
          <li key={each.date}>
            <Checkbox
              checked={each.there || !left.has(each.date)}
              disabled={each.there}
              onChange={(event) => turn(each.date, event.currentTarget.checked)}
              label={
                <span className={classes.day}>
                  <span className={`figures ${classes.date}`}>{dayWords(each.date, locale)}</span>
                  <bdi>{each.name}</bdi>
                  {(each.there || each.observed === true) && <span className={classes.about}>{t(each.there ? 'hours.public.there' : 'hours.public.observed')}</span>}
                </span>
              }
            />
          </li>
        ))}
      </ul>
      <p className={classes.about}>{t('hours.public.source')}</p>
      {chosen.length > room && <Callout tone="red">{t('hours.public.many', { count: Math.max(room, 0) })}</Callout>}
      <div className={classes.buttons}>
        <Button size="compact-sm" onClick={() => onAdd(chosen)} disabled={chosen.length === 0 || chosen.length > room}>
          {t('hours.public.add', { count: chosen.length })}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>{t('hours.public.close')}</Button>
      </div>
    </>
  );
}
