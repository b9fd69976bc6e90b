import { type OptionsFilter, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useContactName } from '@/i18n/names';
import { wordsOf } from '@/lib/highlight';
import { formatPhone, hasDigits } from '@/lib/phone';
import { folded } from '@/lib/terms';
import { useDesk } from '@/stores/desk';
import { useContactSearch } from '@/stores/search';
import type { CardForm } from './card-model';

interface Source {
  readonly value: string;
  readonly label: string;
  readonly fill: Partial<CardForm>;
}

const most = 50;

/** Whether a colleague or a number of ours is meant, in any case and without accents, as customers are found too. */
function isMeant({ label, fill }: Source, query: string): boolean {
  const text = folded(label);
  return wordsOf(query).every((each) => text.includes(each)) || (fill.phones ?? []).some((each) => hasDigits(each.phone, query));
}

/** What is offered was found already: Mantine would look at the labels only, and drop a customer who was found by user name. */
const asFound: OptionsFilter = ({ options }) => options;

/** A name with its number, which tells two of the same name apart. Who has no name is called by the number already. */
function withNumber(name: string, phone: string): string {
  const number = formatPhone(phone);
  return number === '' || number === name ? name : `${name} · ${number}`;
}

/** Fills a card in from a colleague, a number of the business, or a customer whom this person can see. */
export function CardSource({ onFill }: { readonly onFill: (fill: Partial<CardForm>) => void }): ReactElement {
  const { t } = useTranslation('composer');
  const [query, setQuery] = useState('');
  const users = useDesk((desk) => desk.users);
  const numbers = useDesk((desk) => desk.numbers);
  const nameOf = useContactName();
  const found = useContactSearch(query, most);
  const people: readonly Source[] = [...users.values()].filter((each) => each.active).map((each) => ({ value: `u ${each.id}`, label: each.name, fill: { name: each.name, email: each.email } }));
  const own: readonly Source[] = [...numbers.values()].filter((each) => each.phone !== '').map((each) => ({ value: `n ${each.id}`, label: withNumber(each.name, each.phone), fill: { name: each.name, phones: [{ phone: each.phone, kind: 'work' }] } }));
  const customers: readonly Source[] = found.map(({ contact }) => ({
    value: `c ${contact.id}`, label: withNumber(nameOf(contact), contact.phone), fill: { name: nameOf(contact), ...(contact.phone !== '' && { phones: [{ phone: contact.phone, kind: 'other' as const }] }) },
  }));
  const all = [...people, ...own, ...customers];
  const group = (name: string, items: readonly Source[]): { group: string; items: { value: string; label: string }[] } => ({ group: name, items: items.map(({ value, label }) => ({ value, label })) });
  return (
    <Select
      label={t('card.from')}
      description={t('card.fromHint')}
      searchable
      clearable={false}
      value={null}
      searchValue={query}
      onSearchChange={setQuery}
      maxDropdownHeight={240}
      nothingFoundMessage={t('card.fromNone')}
      filter={asFound}
      data={[group(t('card.colleagues'), people.filter((each) => isMeant(each, query))), group(t('card.numbers'), own.filter((each) => isMeant(each, query))), group(t('card.customers'), customers)].filter((each) => each.items.length > 0)}
      onChange={(value) => {
        const chosen = all.find((each) => each.value === value);
        if (chosen !== undefined) onFill(chosen.fill);
        setQuery('');
      }}
    />
  );
}
