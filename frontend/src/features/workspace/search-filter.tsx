import { Button, Indicator, Popover, Select, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { oneOf } from '@/lib/known';
import { fileSorts } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useSession } from '@/stores/session';
import { IconButton } from '@/ui/icon-button';
import { isNarrowed, type Narrowed, notNarrowed, type When, whens } from './search-filter-model';
import classes from './search-filter.module.css';

interface SearchFilterProps {
  readonly value: Narrowed;
  readonly onChange: (value: Narrowed) => void;
}

type Choice = { readonly value: string; readonly label: string };

/** The button beside the search field, and what a search can be narrowed by. */
export function SearchFilterButton({ value, onChange }: SearchFilterProps): ReactElement {
  const { t } = useTranslation('workspace');
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus shadow="md">
      <Indicator disabled={!isNarrowed(value)} size={8} offset={5} color="var(--accent)">
        <Popover.Target>
          <IconButton label={t('narrow.label')} icon={<IconAdjustmentsHorizontal size={16} stroke={1.6} />} aria-expanded={open} onClick={() => setOpen(!open)} />
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t('narrow.label')}>
        <Fields value={value} onChange={onChange} />
        <div className={classes.foot}>
          <Button variant="default" size="xs" disabled={!isNarrowed(value)} onClick={() => onChange(notNarrowed)}>
            {t('narrow.clear')}
          </Button>
          <Button size="xs" onClick={() => setOpen(false)}>
            {t('narrow.done')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Fields({ value, onChange }: SearchFilterProps): ReactElement {
  const { t } = useTranslation('workspace');
  const { from, numberId, labelId, files, when } = useChoices();
  const set = (part: Partial<Narrowed>): void => onChange({ ...value, ...part });
  const wrong = value.first !== '' && value.last !== '' && value.first > value.last;
  return (
    <div className={classes.fields}>
      <Choose label={t('narrow.from')} data={from} value={value.from} onChange={(next) => set({ from: next })} focus />
      {numberId.length > 1 && <Choose label={t('narrow.number')} data={numberId} value={value.numberId} onChange={(next) => set({ numberId: next })} />}
      {labelId.length > 0 && <Choose label={t('narrow.labelled')} data={labelId} value={value.labelId} onChange={(next) => set({ labelId: next })} />}
      <Choose label={t('narrow.files')} data={files} value={value.files} onChange={(next) => set({ files: oneOf(fileSorts, next) ?? '' })} />
      <Select size="xs" label={t('narrow.when')} data={when} value={value.when} allowDeselect={false} comboboxProps={{ withinPortal: false }} onChange={(next) => set({ when: (next ?? 'any') as When })} />
      {value.when === 'own' && (
        <div className={classes.days}>
          <TextInput size="xs" type="date" label={t('narrow.first')} value={value.first} onChange={(event) => set({ first: event.currentTarget.value })} />
          <TextInput size="xs" type="date" label={t('narrow.last')} value={value.last} error={wrong ? t('narrow.wrong') : undefined} onChange={(event) => set({ last: event.currentTarget.value })} />
        </div>
      )}
    </div>
  );
}

interface ChooseProps {
  readonly label: string;
  readonly data: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly focus?: boolean;
}

function Choose({ label, data, value, onChange, focus = false }: ChooseProps): ReactElement {
  const { t } = useTranslation('workspace');
  return (
    <Select
      size="xs"
      label={label}
      placeholder={t('narrow.any')}
      data={data}
      value={value === '' ? null : value}
      searchable={data.length > 8}
      clearable
      clearButtonProps={{ 'aria-label': t('narrow.remove', { what: label }) }}
      comboboxProps={{ withinPortal: false }}
      data-autofocus={focus || undefined}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

/** What is chosen, to be read and taken away one by one. */
export function NarrowedBy({ value, onChange }: SearchFilterProps): ReactElement | null {
  const { t } = useTranslation('workspace');
  const choices = useChoices();
  if (!isNarrowed(value)) return null;
  const named = (list: readonly Choice[], chosen: string): string => list.find((each) => each.value === chosen)?.label ?? chosen;
  const days = [value.first, value.last].filter((each) => each !== '').join(' – ');
  const shown = [
    { key: 'from', text: value.from && t('narrow.by', { what: t('narrow.from'), value: named(choices.from, value.from) }), without: { from: '' } },
    { key: 'number', text: value.numberId && named(choices.numberId, value.numberId), without: { numberId: '' } },
    { key: 'label', text: value.labelId && named(choices.labelId, value.labelId), without: { labelId: '' } },
    { key: 'files', text: value.files && named(choices.files, value.files), without: { files: '' } },
    { key: 'when', text: value.when === 'own' ? days : value.when === 'any' ? '' : named(choices.when, value.when), without: { when: 'any', first: '', last: '' } },
  ] as const;
  return (
    <ul className={classes.chips} aria-label={t('narrow.chosen')}>
      {shown.filter((each) => each.text !== '').map((each) => (
        <li key={each.key} className={classes.chip}>
          <bdi className={classes.chipText}>{each.text}</bdi>
          <button type="button" className={classes.remove} aria-label={t('narrow.remove', { what: each.text })} onClick={() => onChange({ ...value, ...each.without })}>
            <IconX size={12} stroke={2} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What can be chosen, by name. */
function useChoices(): Readonly<Record<'from' | 'numberId' | 'labelId' | 'files' | 'when', readonly Choice[]>> {
  const { t } = useTranslation('workspace');
  const me = useSession((store) => store.state?.userId ?? '');
  const users = useDesk((desk) => desk.users);
  const numbers = useDesk((desk) => desk.numbers);
  const labels = useDesk((desk) => desk.labels);
  const byLabel = (a: Choice, b: Choice): number => a.label.localeCompare(b.label);
  const named = <T extends { id: string; name: string }>(rows: Iterable<T>): Choice[] => [...rows].map((each) => ({ value: each.id, label: each.name })).sort(byLabel);
  return {
    from: [
      { value: 'customer', label: t('narrow.fromCustomer') },
      { value: 'us', label: t('narrow.fromUs') },
      { value: me, label: t('narrow.fromMe') },
      ...named([...users.values()].filter((each) => each.id !== me)),
    ],
    numberId: named(numbers.values()),
    labelId: named([...labels.values()].filter((each) => each.deleted !== true)),
    files: fileSorts.map((value) => ({ value, label: t(`narrow.file.${value}`) })),
    when: whens.map((value) => ({ value, label: t(`narrow.time.${value}`) })),
  };
}
