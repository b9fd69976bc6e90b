import { Button, Checkbox, Drawer, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordFilter, RecordRange } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { dispositionRules, dispositions, endReasons, ratedAs, sentFates, serviceResults } from '@/lib/lists';
import { useFocusBack } from '@/lib/use-focus-back';
import { useDesk } from '@/stores/desk';
import { CustomerField } from './customer-field';
import { noFilter, type PageFilter, type Preset, presets } from './model';
import classes from './records.module.css';

interface FilterProps {
  readonly filter: PageFilter;
  readonly services: readonly string[];
  readonly sources: readonly string[];
  readonly onChange: (filter: PageFilter) => void;
  readonly onClose: () => void;
}

/** Everything by which records can be narrowed. Each change counts at once. */
export function FilterPanel({ filter, services, sources, onChange, onClose }: FilterProps): ReactElement {
  const { t } = useTranslation(['records', 'contact', 'refusals']);
  useFocusBack();
  const set = (part: Partial<RecordFilter>): void => onChange({ ...filter, rest: { ...filter.rest, ...part } });
  return (
    <Drawer opened onClose={onClose} title={t('filter.title')} position="right" size={600}>
      <div className={classes.panel}>
        <Period filter={filter} onChange={onChange} />
        <Hours filter={filter.rest} onChange={set} />
        <div className={classes.wide}>
          <CustomerField value={filter.rest.contact ?? ''} onChange={(contact) => set({ contact })} />
        </div>
        <Choices filter={filter.rest} services={services} sources={sources} onChange={set} />
        <Range label={t('filter.queue')} unit={t('filter.seconds')} value={filter.rest.queue} onChange={(queue) => set({ queue })} />
        <Range label={t('filter.first')} unit={t('filter.seconds')} value={filter.rest.first} onChange={(first) => set({ first })} />
        <Range label={t('filter.handling')} unit={t('filter.seconds')} value={filter.rest.handling} onChange={(handling) => set({ handling })} />
        <Range label={t('filter.messages')} unit="" value={filter.rest.messages} onChange={(messages) => set({ messages })} />
        <Checkbox label={t('filter.unanswered')} checked={filter.rest.unanswered === true} onChange={(event) => set({ unanswered: event.currentTarget.checked })} />
        <Checkbox label={t('filter.noAgent')} checked={filter.rest.noAgent === true} onChange={(event) => set({ noAgent: event.currentTarget.checked })} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => onChange(noFilter)}>
            {t('clear')}
          </Button>
          <Button onClick={onClose}>{t('filter.done')}</Button>
        </div>
      </div>
    </Drawer>
  );
}

function Period({ filter, onChange }: { readonly filter: PageFilter; readonly onChange: (filter: PageFilter) => void }): ReactElement {
  const { t } = useTranslation(['records', 'contact', 'refusals']);
  const choices = [...presets, 'own'] as const;
  const wrong = filter.firstDay !== '' && filter.lastDay !== '' && filter.firstDay > filter.lastDay;
  return (
    <>
      <Select label={t('filter.period')} allowDeselect={false} data={choices.map((each) => ({ value: each, label: t(`filter.presets.${each}`) }))} value={filter.preset} onChange={(value) => onChange({ ...filter, preset: (value ?? 'all') as Preset })} />
      {filter.preset === 'own' && (
        <div className={classes.pair}>
          <TextInput type="date" label={t('filter.from')} value={filter.firstDay} max={filter.lastDay === '' ? undefined : filter.lastDay} onChange={(event) => onChange({ ...filter, firstDay: event.currentTarget.value })} />
          <TextInput type="date" label={t('filter.to')} value={filter.lastDay} min={filter.firstDay === '' ? undefined : filter.firstDay} onChange={(event) => onChange({ ...filter, lastDay: event.currentTarget.value })} error={wrong ? t('filter.wrong') : undefined} />
        </div>
      )}
    </>
  );
}

/** Hours of the week in which it began: a report leads here with one. */
function Hours({ filter, onChange }: { readonly filter: RecordFilter; readonly onChange: (part: Partial<RecordFilter>) => void }): ReactElement {
  const { t } = useTranslation('records');
  const locale = useLocale();
  const chosen = (filter.hours ?? []).map(String);
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const data = Array.from({ length: 168 }, (_, hour) => ({ value: String(hour), label: `${day.format(Date.UTC(2026, 10, 30 + Math.floor(hour / 24)))} ${String(hour % 24).padStart(2, '0')}:00` }));
  return <MultiSelect label={t('filter.hours')} placeholder={chosen.length === 0 ? t('filter.any') : undefined} data={data} value={chosen} onChange={(values) => onChange({ hours: values.map(Number), zone: filter.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone })} searchable clearable limit={100} hidePickedOptions />;
}

interface ChoicesProps {
  readonly filter: RecordFilter;
  readonly services: readonly string[];
  readonly sources: readonly string[];
  readonly onChange: (part: Partial<RecordFilter>) => void;
}

function Choices({ filter, services, sources, onChange }: ChoicesProps): ReactElement {
  const { t } = useTranslation(['records', 'contact', 'rating']);
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const plans = useDesk((desk) => desk.plans);
  const templates = useDesk((desk) => desk.templates);
  const users = useDesk((desk) => desk.users);
  const people = optionsOf(users);
  return (
    <>
      <Several label={t('filter.numbers')} data={optionsOf(numbers)} value={filter.numbers} onChange={(values) => onChange({ numbers: values })} />
      <Select label={t('filter.channel')} allowDeselect={false} data={[{ value: '', label: t('filter.any') }, { value: 'whatsapp', label: 'WhatsApp' }, { value: 'sms', label: 'SMS' }]} value={filter.channel ?? ''} onChange={(value) => onChange({ channel: value === 'whatsapp' || value === 'sms' ? value : '' })} />
      <Several label={t('filter.inboxes')} data={optionsOf(inboxes)} value={filter.inboxes} onChange={(values) => onChange({ inboxes: values })} />
      <Several label={t('filter.agents')} data={people} value={filter.agents} onChange={(values) => onChange({ agents: values })} />
      <Several label={t('filter.dispositions')} data={dispositions.map((value) => ({ value, label: t(`contact:disposition.${value}`) }))} value={filter.dispositions} onChange={(values) => onChange({ dispositions: values })} />
      <Several label={t('filter.before')} data={dispositions.filter((each) => each !== 'archived').map((value) => ({ value, label: t(`contact:disposition.${value}`) }))} value={filter.before} onChange={(values) => onChange({ before: values })} />
      <Several label={t('filter.rules')} data={dispositionRules.filter((each) => each !== 'ended').map((value) => ({ value, label: t(`contact:disposition.rule.${value}`) }))} value={filter.rules} onChange={(values) => onChange({ rules: values })} />
      <Several label={t('filter.endReasons')} data={endReasons.map((value) => ({ value, label: t(`endReason.${value}`) }))} value={filter.endReasons} onChange={(values) => onChange({ endReasons: values })} />
      <Several label={t('filter.promised')} data={serviceResults.map((value) => ({ value, label: t(`promised.${value}`) }))} value={filter.promised} onChange={(values) => onChange({ promised: values })} />
      <Several label={t('filter.ratings')} data={ratedAs.map((value) => ({ value, label: t(`rating:as.${value}`) }))} value={filter.ratings} onChange={(values) => onChange({ ratings: values })} />
      <Select label={t('filter.started')} allowDeselect={false} data={[{ value: '', label: t('filter.startedAny') }, { value: 'customer', label: t('filter.startedCustomer') }, { value: 'business', label: t('filter.startedBusiness') }]} value={filter.started ?? ''} onChange={(value) => onChange({ started: value === 'customer' || value === 'business' ? value : '' })} />
      <Several label={t('filter.startedBy')} data={people} value={filter.startedBy} onChange={(values) => onChange({ startedBy: values })} />
      <Several label={t('filter.endedBy')} data={people} value={filter.endedBy} onChange={(values) => onChange({ endedBy: values })} />
      <Several label={t('filter.services')} data={services.map((value) => ({ value, label: value }))} value={filter.services} onChange={(values) => onChange({ services: values })} />
      <Several label={t('filter.sources')} data={sources.map((value) => ({ value, label: value }))} value={filter.sources} onChange={(values) => onChange({ sources: values })} />
      <Several label={t('filter.plans')} data={optionsOf(plans)} value={filter.plans} onChange={(values) => onChange({ plans: values })} />
      <Several label={t('filter.templates')} data={[...templates.values()].map((each) => ({ value: each.id, label: `${each.name} (${each.language})` })).sort((a, b) => a.label.localeCompare(b.label))} value={filter.templates} onChange={(values) => onChange({ templates: values })} />
      <Select label={t('filter.fate')} allowDeselect={false} data={[{ value: '', label: t('filter.any') }, ...sentFates.map((value) => ({ value, label: t(`filter.fates.${value}`) }))]} value={filter.fate ?? ''} onChange={(value) => onChange({ fate: value === null || value === '' ? '' : (oneOf(sentFates, value) ?? '') })} />
    </>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

function optionsOf(table: ReadonlyMap<string, { readonly id: string; readonly name: string }>): readonly Option[] {
  return [...table.values()].map((each) => ({ value: each.id, label: each.name })).sort((a, b) => a.label.localeCompare(b.label));
}

interface SeveralProps {
  readonly label: string;
  readonly data: readonly Option[];
  readonly value: readonly string[] | undefined;
  readonly onChange: (values: string[]) => void;
}

// What is chosen and is not there any more stays to be seen, and can be taken out.
function Several({ label, data, value = [], onChange }: SeveralProps): ReactElement {
  const { t } = useTranslation(['records', 'contact', 'refusals']);
  const missing = value.filter((each) => !data.some((option) => option.value === each)).map((each) => ({ value: each, label: t('gone') }));
  return <MultiSelect label={label} placeholder={value.length === 0 ? t('filter.any') : undefined} data={[...data, ...missing]} value={[...value]} onChange={onChange} searchable clearable limit={100} hidePickedOptions />;
}

interface RangeProps {
  readonly label: string;
  readonly unit: string;
  readonly value: RecordRange;
  readonly onChange: (range: RecordRange) => void;
}

function Range({ label, unit, value, onChange }: RangeProps): ReactElement {
  const { t } = useTranslation(['records', 'contact', 'refusals']);
  const read = (text: string | number): number => (typeof text === 'number' && text > 0 ? Math.floor(text) : 0);
  const wrong = (value.to ?? 0) > 0 && (value.from ?? 0) > (value.to ?? 0);
  const most = t('filter.most', { what: label });
  const props = { min: 0, max: 100_000_000, allowDecimal: false, allowNegative: false, hideControls: true, suffix: unit === '' ? '' : ` ${unit}` } as const;
  return (
    <div className={classes.pair}>
      <NumberInput {...props} label={t('filter.least', { what: label })} value={value.from === undefined || value.from === 0 ? '' : value.from} onChange={(text) => onChange({ ...value, from: read(text) })} />
      <NumberInput {...props} label={most} value={value.to === undefined || value.to === 0 ? '' : value.to} onChange={(text) => onChange({ ...value, to: read(text) })} error={wrong ? t('refusals:said.recordRange') : undefined} />
    </div>
  );
}
