import { Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { PlanCondition } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { languageOptions } from '@/i18n/plan-words';
import { oneOf } from '@/lib/known';
import { conditionKinds } from '@/lib/lists';
import { IconButton } from '@/ui/icon-button';
import { emptyCondition, planLimits } from './plan-model';
import classes from './plans.module.css';

interface Props {
  readonly condition: PlanCondition;
  /** Where it stands, for its name: "way 2, condition 1". */
  readonly place: string;
  readonly inboxes: readonly { readonly value: string; readonly label: string }[];
  readonly alone: boolean;
  readonly onChange: (condition: PlanCondition) => void;
  readonly onRemove: () => void;
}

/** One condition of a branch: what it looks at, and what that has to be. */
export function ConditionFields({ condition, place, inboxes, alone, onChange, onRemove }: Props): ReactElement {
  const { t } = useTranslation('inboxes');
  const kind = condition.kind;
  return (
    <div className={classes.condition}>
      <Select aria-label={t('plans.what', { place })} data={conditionKinds.map((value) => ({ value, label: t(`plans.kind.${value}`) }))} value={kind} onChange={(value) => onChange(emptyCondition(oneOf(conditionKinds, value ?? '') ?? kind))} allowDeselect={false} />
      <Value condition={condition} place={place} inboxes={inboxes} onChange={onChange} />
      {!alone && <IconButton label={t('plans.removeCondition', { place })} icon={<IconTrash size={16} stroke={1.6} />} onClick={onRemove} />}
    </div>
  );
}

function Value({ condition, place, inboxes, onChange }: Omit<Props, 'alone' | 'onRemove'>): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const { kind, inboxId = '', key = '', value = '' } = condition;
  const put = (change: Partial<PlanCondition>): void => onChange({ ...condition, ...change });
  switch (kind) {
    case 'hours':
      return (
        <>
          <Select aria-label={t('plans.whose', { place })} placeholder={t('plans.inbox')} data={[...inboxes]} value={inboxId === '' ? null : inboxId} onChange={(chosen) => put({ inboxId: chosen ?? '' })} searchable />
          <Select aria-label={t('plans.openOrClosed', { place })} data={[{ value: 'open', label: t('plans.open') }, { value: 'closed', label: t('plans.closed') }]} value={value} onChange={(chosen) => put({ value: chosen ?? 'open' })} allowDeselect={false} />
        </>
      );
    case 'source':
      return (
        <>
          <TextInput aria-label={t('plans.key', { place })} placeholder="region" value={key} onChange={(event) => put({ key: event.currentTarget.value })} maxLength={planLimits.value} dir="auto" />
          <TextInput aria-label={t('plans.value', { place })} placeholder="emea" value={value} onChange={(event) => put({ value: event.currentTarget.value })} maxLength={planLimits.value} dir="auto" />
        </>
      );
    case 'language':
      return <Select aria-label={t('plans.language', { place })} placeholder={t('plans.languagePlaceholder')} data={languageOptions(locale, value)} value={value === '' ? null : value} onChange={(chosen) => put({ value: chosen ?? '' })} searchable />;
    case 'label':
      return <TextInput aria-label={t('plans.label', { place })} placeholder="VIP" value={value} onChange={(event) => put({ value: event.currentTarget.value })} maxLength={planLimits.label} dir="auto" />;
    case 'phone':
      return <TextInput aria-label={t('plans.phone', { place })} placeholder="+49" inputMode="tel" value={value} onChange={(event) => put({ value: event.currentTarget.value })} maxLength={24} dir="ltr" />;
  }
}
