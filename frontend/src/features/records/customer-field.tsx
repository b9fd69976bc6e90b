import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Customer } from '@/bridge/types';

interface CustomerProps {
  /** The chosen customer's id, '' for any. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}

const labelOf = ({ name, phone = '' }: Customer): string => (phone === '' || phone === name ? name : `${name} (${phone})`);

/** Chooses one customer of all that the relay knows: this desktop has a copy of some only. */
export function CustomerField({ value, onChange }: CustomerProps): ReactElement {
  const { t } = useTranslation('records');
  const [typed, setTyped] = useState('');
  const chosen = useQuery({
    queryKey: ['records', 'customer', value],
    queryFn: async () => (await bridge().records.customers({ text: '', id: value })).customers[0] ?? null,
    enabled: value !== '',
  }).data;
  const option = value === '' ? undefined : { value, label: chosen === undefined ? value : chosen === null ? t('gone') : labelOf(chosen) };
  // The field shows who was chosen as if that were typed.
  const [text] = useDebouncedValue(typed === option?.label ? '' : typed.trim(), 250);
  const found = useQuery({ queryKey: ['records', 'customers', text], queryFn: () => bridge().records.customers({ text }), placeholderData: keepPreviousData }).data;
  const options = (found?.customers ?? []).filter((each) => each.id !== value).map((each) => ({ value: each.id, label: labelOf(each) }));
  return (
    <Select
      label={t('filter.contact')}
      placeholder={t('filter.contactSearch')}
      description={found?.more === true && text !== '' ? t('filter.contactMore') : undefined}
      data={option === undefined ? options : [option, ...options]}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
      searchable
      clearable
      searchValue={typed}
      onSearchChange={setTyped}
      // The relay has searched, also by what is not in the label.
      filter={({ options: all }) => all}
      nothingFoundMessage={t('filter.contactNone')}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
