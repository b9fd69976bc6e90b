import { MultiSelect, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useDesk } from '@/stores/desk';
import { type Choice, type Period, periods } from './model';
import classes from './reports.module.css';

interface FiltersProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** The period, and of whom. Each change counts at once. */
export function Filters({ choice, onChange }: FiltersProps): ReactElement {
  const { t } = useTranslation('reports');
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const users = useDesk((desk) => desk.users);
  const set = (part: Partial<Choice>): void => onChange({ ...choice, ...part });
  const wrong = choice.firstDay !== '' && choice.lastDay !== '' && choice.firstDay > choice.lastDay;
  return (
    <div className={classes.filters} role="group" aria-label={t('filter.title')}>
      <Select label={t('filter.period')} allowDeselect={false} data={periods.map((value) => ({ value, label: t(`filter.periods.${value}`) }))} value={choice.period} onChange={(value) => set({ period: (value ?? 'week') as Period })} />
      {choice.period === 'own' && (
        <>
          <TextInput type="date" label={t('filter.from')} value={choice.firstDay} onChange={(event) => set({ firstDay: event.currentTarget.value })} />
          <TextInput type="date" label={t('filter.to')} value={choice.lastDay} onChange={(event) => set({ lastDay: event.currentTarget.value })} error={wrong ? t('filter.wrong') : undefined} />
        </>
      )}
      <Several label={t('filter.inboxes')} table={inboxes} value={choice.inboxes} onChange={(values) => set({ inboxes: values })} />
      <Several label={t('filter.numbers')} table={numbers} value={choice.numbers} onChange={(values) => set({ numbers: values })} />
      <Several label={t('filter.agents')} table={users} value={choice.agents} onChange={(values) => set({ agents: values })} />
      <Select
        label={t('filter.channel')} allowDeselect={false} data={[{ value: '', label: t('filter.all') }, { value: 'whatsapp', label: 'WhatsApp' }, { value: 'sms', label: 'SMS' }]}
        value={choice.channel} onChange={(value) => set({ channel: value === 'whatsapp' || value === 'sms' ? value : '' })}
      />
    </div>
  );
}

interface SeveralProps {
  readonly label: string;
  readonly table: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
  readonly value: readonly string[];
  readonly onChange: (values: string[]) => void;
}

function Several({ label, table, value, onChange }: SeveralProps): ReactElement {
  const { t } = useTranslation('reports');
  const data = [...table.values()].map((each) => ({ value: each.id, label: each.name })).sort((a, b) => a.label.localeCompare(b.label));
  return <MultiSelect label={label} placeholder={value.length === 0 ? t('filter.all') : undefined} data={data} value={[...value]} onChange={onChange} searchable clearable limit={100} hidePickedOptions />;
}
