import { Button, Input, Radio, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { IconCalendarPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { memo, type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Holiday, Hours, OpenSpan, PutInbox } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { outsides } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { IconButton } from '@/ui/icon-button';
import { dayName, days, hoursFaults, hoursLimits, type HoursFaults, mondayOnWeekdays, timesFrom, usualHours, wholeDay, withHolidays, withSpan } from './hours-model';
import { WholeNumber } from './mode-fields';
import { overflowTime } from './model';
import { PublicHolidays } from './public-holidays';
import classes from './hours-fields.module.css';

interface Props {
  readonly draft: PutInbox;
  /** Whether it was tried to save, so that what is still empty is a fault. */
  readonly tried: boolean;
  readonly put: (change: Partial<PutInbox>) => void;
  /** Changes the hours that there are; the same function at each render, so that the many lists of times are drawn only when they change. */
  readonly change: Change;
}

/** Makes other hours of those that there are. */
type Change = (make: (hours: Hours) => Partial<Hours>) => void;

/** When the inbox is open, and what happens outside of that. */
export function HoursFields({ draft, tried, put, change }: Props): ReactElement {
  const { t } = useTranslation('inboxes');
  const hours = draft.hours;
  const faults = hoursFaults(hours);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <section className={form.part} aria-labelledby="inbox-hours">
      <h3 id="inbox-hours">{t('hours.title')}</h3>
      <Switch label={t('hours.set')} description={t('hours.setHint')} checked={hours !== undefined} onChange={(event) => put({ hours: event.currentTarget.checked ? usualHours(here) : undefined })} />
      {hours !== undefined && <Set hours={hours} faults={faults} tried={tried} draft={draft} change={change} />}
    </section>
  );
}

/** Who is asked when nobody takes a conversation for long. */
export function OverflowFields({ draft, put, fault }: Pick<Props, 'draft' | 'put'> & { readonly fault: boolean }): ReactElement {
  const { t } = useTranslation('inboxes');
  const others = useOthers(draft);
  const { inboxId, minutes } = draft.overflow ?? { inboxId: '', minutes: overflowTime.usual };
  return (
    <section className={form.part} aria-labelledby="inbox-overflow">
      <h3 id="inbox-overflow">{t('overflow.title')}</h3>
      <Select
        label={t('overflow.inbox')}
        description={t('overflow.hint')}
        data={[{ value: '', label: t('overflow.nobody') }, ...others]}
        value={inboxId}
        onChange={(chosen) => put({ overflow: { inboxId: chosen ?? '', minutes } })}
        allowDeselect={false}
        searchable
      />
      {inboxId !== '' && <WholeNumber label={t('overflow.minutes')} description={t('overflow.minutesHint')} value={minutes} onChange={(typed) => put({ overflow: { inboxId, minutes: typed } })} limits={overflowTime} error={fault ? t('overflow.fault') : undefined} />}
    </section>
  );
}

/** The other inboxes of the same type, as options. */
function useOthers(draft: PutInbox): { readonly value: string; readonly label: string }[] {
  const inboxes = useDesk((desk) => desk.inboxes);
  return [...inboxes.values()].filter((each) => each.id !== draft.id && each.type === (draft.type || 'whatsapp')).map((each) => ({ value: each.id, label: each.name }));
}

interface SetProps {
  readonly hours: Hours;
  readonly faults: HoursFaults;
  readonly tried: boolean;
  readonly draft: PutInbox;
  readonly change: Change;
}

function Set({ hours, faults, tried, draft, change }: SetProps): ReactElement {
  const { t } = useTranslation('inboxes');
  return (
    <>
      <Zone label={t('hours.zone')} zone={hours.zone} change={change} />
      <Week hours={hours} faults={faults} change={change} />
      <Holidays hours={hours} faults={faults} tried={tried} change={change} />
      <Outside hours={hours} faults={faults} tried={tried} draft={draft} change={change} />
    </>
  );
}

const Zone = memo(function Zone({ label, zone, change }: { readonly label: string; readonly zone: string; readonly change: Change }): ReactElement {
  const zones = useMemo(() => [...new globalThis.Set([...Intl.supportedValuesOf('timeZone'), 'UTC', zone])].sort(), [zone]);
  return <Select label={label} data={zones} value={zone} onChange={(chosen) => change(() => ({ zone: chosen ?? zone }))} allowDeselect={false} searchable limit={60} />;
});

function Week({ hours, faults, change }: Pick<SetProps, 'hours' | 'faults' | 'change'>): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const copies = hours.week.some((each) => each.day === 1);
  return (
    <Input.Wrapper label={t('hours.week')} labelElement="div" error={faults.week === true ? t('hours.fault.week') : undefined} errorProps={{ role: 'alert' }}>
      <ul className={classes.week}>
        {days.map((day) => {
          const name = dayName(day, locale);
          const spans = hours.week.flatMap((each, at) => (each.day === day ? [{ ...each, at }] : []));
          return (
            <li key={day} className={classes.day}>
              <span className={classes.name}>{name}</span>
              <div className={classes.spans}>
                {spans.length === 0 && <span className={classes.closed}>{t('hours.closed')}</span>}
                {spans.map((span, n) => (
                  <SpanRow key={span.at} at={span.at} day={day} name={name} n={n + 1} from={span.from} to={span.to} wrong={faults.spans?.includes(span.at) === true} change={change} />
                ))}
              </div>
              <IconButton label={t('hours.add', { day: name })} icon={<IconPlus size={16} stroke={1.6} />} onClick={() => change((now) => ({ week: withSpan(now.week, day) }))} disabled={hours.week.length >= hoursLimits.spans} />
            </li>
          );
        })}
      </ul>
      {faults.spans !== undefined && <Callout tone="red">{t('hours.fault.spans')}</Callout>}
      <Button variant="subtle" size="compact-sm" onClick={() => change((now) => ({ week: mondayOnWeekdays(now.week) }))} disabled={!copies}>
        {t('hours.copy')}
      </Button>
    </Input.Wrapper>
  );
}

interface SpanProps extends OpenSpan {
  readonly at: number;
  readonly name: string;
  readonly n: number;
  readonly wrong: boolean;
  readonly change: Change;
}

const SpanRow = memo(function SpanRow({ at, day, name, n, from, to, wrong, change }: SpanProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const put = (span: OpenSpan): void => change((now) => ({ week: now.week.map((each, other) => (other === at ? span : each)) }));
  return (
    <div className={classes.span}>
      <Time label={t('hours.from', { day: name, n })} least={0} most={wholeDay - 15} value={from} error={wrong} onChange={(chosen) => put({ day, from: chosen, to })} />
      <span aria-hidden="true">–</span>
      <Time label={t('hours.to', { day: name, n })} least={from + 15} most={wholeDay} value={to} error={wrong} onChange={(chosen) => put({ day, from, to: chosen })} />
      <IconButton label={t('hours.remove', { day: name, n })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => change((now) => ({ week: now.week.filter((_, other) => other !== at) }))} />
    </div>
  );
});

// 4 January 2026 was a Sunday.
interface TimeProps {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly value: number;
  readonly error: boolean;
  readonly onChange: (value: number) => void;
  /** What stands for no time at all, first in the list. */
  readonly none?: string;
}

// A list rather than the web view's own field for times: each draws another one, or none.
function Time({ label, least, most, value, error, onChange, none }: TimeProps): ReactElement {
  const times = timesFrom(least, value < 0 ? least : value).filter((each) => Number(each.value) <= most || Number(each.value) === value);
  return <Select aria-label={label} className={classes.time} data={none === undefined ? times : [{ value: '-1', label: none }, ...times]} value={String(value)} onChange={(chosen) => onChange(Number(chosen ?? value))} allowDeselect={false} searchable error={error} withCheckIcon={false} rightSectionWidth={20} />;
}

function Holidays({ hours, faults, tried, change }: Omit<SetProps, 'draft'>): ReactElement {
  const { t } = useTranslation('inboxes');
  const list = hours.holidays ?? [];
  const [choosing, setChoosing] = useState(false);
  const replace = (at: number, holiday: Holiday): void => change((now) => ({ holidays: (now.holidays ?? []).map((each, other) => (other === at ? holiday : each)) }));
  return (
    <Input.Wrapper label={t('hours.holidays')} description={t('hours.holidaysHint')} labelElement="div">
      <ul className={classes.week}>
        {list.map((each, at) => {
          const what = faults.holidays?.find((fault) => fault.at === at)?.what;
          const wrong = (field: 'date' | 'name'): string | undefined => {
            if (what === 'twice' && field === 'date') return t('hours.fault.twice');
            return what === field && (tried || each[field] !== '') ? t(`hours.fault.${field}`) : undefined;
          };
          const closed = (each.to ?? 0) === 0;
          const n = at + 1;
          return (
            <li key={at} className={classes.holiday}>
              <TextInput type="date" aria-label={t('hours.date', { n })} placeholder="2026-12-25" value={each.date} onChange={(event) => replace(at, { ...each, date: event.currentTarget.value })} error={wrong('date')} />
              <TextInput aria-label={t('hours.name', { n })} placeholder={t('hours.namePlaceholder')} value={each.name} onChange={(event) => replace(at, { ...each, name: event.currentTarget.value })} error={wrong('name')} maxLength={120} dir="auto" />
              <IconButton label={t('hours.removeHoliday', { n })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => change((now) => ({ holidays: (now.holidays ?? []).filter((_, other) => other !== at) }))} />
              <div className={classes.part}>
                <Time label={t('hours.holidayFrom', { n })} none={t('hours.closed')} least={0} most={wholeDay - 15} value={closed ? -1 : (each.from ?? 0)} error={what === 'span'} onChange={(from) => replace(at, from < 0 ? { date: each.date, name: each.name } : { ...each, from, to: Math.max(each.to ?? 0, Math.min(from + 4 * 60, wholeDay)) })} />
                {!closed && (
                  <>
                    <span aria-hidden="true">–</span>
                    <Time label={t('hours.holidayTo', { n })} least={(each.from ?? 0) + 15} most={wholeDay} value={each.to ?? 0} error={what === 'span'} onChange={(to) => replace(at, { ...each, to })} />
                  </>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={() => change((now) => ({ holidays: [...(now.holidays ?? []), { date: '', name: '' }] }))} disabled={list.length >= hoursLimits.holidays}>
        {t('hours.addHoliday')}
      </Button>
      <Button variant="subtle" size="compact-sm" leftSection={<IconCalendarPlus size={14} aria-hidden="true" />} onClick={() => setChoosing(!choosing)} aria-expanded={choosing} disabled={list.length >= hoursLimits.holidays}>
        {t('hours.public.open')}
      </Button>
      {choosing && (
        <PublicHolidays
          list={list}
          onAdd={(more) => {
            change((now) => ({ holidays: withHolidays(now.holidays ?? [], more) }));
            setChoosing(false);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Input.Wrapper>
  );
}

function Outside({ hours, faults, tried, draft, change }: SetProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const others = useOthers(draft);
  const letters = [...(hours.message ?? '').trim()].length;
  return (
    <>
      <Radio.Group label={t('hours.outside')} value={hours.outside} onChange={(value) => change((now) => ({ outside: oneOf(outsides, value) ?? now.outside }))}>
        <Stack gap="xs" mt="xs">
          {outsides.map((each) => (
            <Radio key={each} value={each} label={t(`hours.outsides.${each}`)} description={t(`hours.outsideHint.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {hours.outside === 'message' && (
        <Textarea
          label={t('hours.message')}
          description={t('hours.left', { count: hoursLimits.message - letters })}
          value={hours.message ?? ''}
          onChange={({ currentTarget: { value: message } }) => change(() => ({ message }))}
          error={faults.message !== undefined && (tried || faults.message === 'tooLong') ? t(`hours.fault.message.${faults.message}`, { most: hoursLimits.message }) : undefined}
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
        />
      )}
      {hours.outside === 'inbox' && (
        <Select
          label={t('hours.inbox')}
          placeholder={t('hours.inboxPlaceholder')}
          data={others}
          value={(hours.inboxId ?? '') === '' ? null : hours.inboxId}
          onChange={(inboxId) => change(() => ({ inboxId: inboxId ?? '' }))}
          error={faults.inbox === true && tried ? t('hours.fault.inbox') : undefined}
          nothingFoundMessage={t('hours.inboxNone')}
          searchable
        />
      )}
    </>
  );
}
