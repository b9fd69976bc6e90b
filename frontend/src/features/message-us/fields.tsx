import { SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BusinessNumber } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { phoneInWords } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Section } from '@/ui/page';
import { WholeField } from '@/ui/whole-field';
import classes from './message-us.module.css';
import { type Choices, cleanText, type Faults, length, most, radiusMost, type RadiusUnit } from './model';
import { colours, sizes } from './snippet';

/** What the button is made of. */
export interface FieldsProps {
  readonly number: BusinessNumber;
  readonly choices: Choices;
  readonly faults: Faults;
  readonly onNumber: (id: string) => void;
  readonly onChange: (part: Partial<Choices>) => void;
}

/** Number, label, text, and how the button looks. */
export function Fields({ number, choices, faults, onNumber, onChange }: FieldsProps): ReactElement {
  const { t } = useTranslation('messageUs');
  const locale = useLocale();
  const numbers = useDesk((desk) => desk.numbers);
  const offered = useMemo(
    () => [...numbers.values()].filter((each) => (each.state !== 'gone' && each.channel !== 'sms') || each.id === number.id).sort((a, b) => a.name.localeCompare(b.name, locale)).map((each) => ({ value: each.id, label: `${each.name} · ${phoneInWords(each.phone)}` })),
    [numbers, number.id, locale],
  );
  return (
    <Section title={t('button')}>
      <div className={form.form}>
        <Select label={t('number')} data={offered} value={number.id} onChange={(id) => id !== null && onNumber(id)} allowDeselect={false} error={faults.number && t('fault.number')} />
        {number.state !== 'active' && <Callout tone="amber">{t('notActive')}</Callout>}
        <TextInput label={t('label')} value={choices.label} onChange={(event) => onChange({ label: event.currentTarget.value })} error={faults.label && t(`fault.label.${faults.label}`, { most: most.label })} dir="auto" />
        <Textarea
          label={t('text')}
          description={t('textHint', { count: length(cleanText(choices.text)), used: formatNumber(length(cleanText(choices.text)), locale), most: formatNumber(most.text, locale) })}
          value={choices.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          error={faults.text && t('fault.text', { most: formatNumber(most.text, locale) })}
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
        />
        <Choice label={t('colour')} name={(each) => t(`colours.${each}`)} of={colours} value={choices.colour} onChange={(colour) => onChange({ colour })} />
        <Choice label={t('size')} name={(each) => t(`sizes.${each}`)} of={sizes} value={choices.size} onChange={(size) => onChange({ size })} />
        <div className={classes.radius}>
          <WholeField
            label={t('radius')}
            value={choices.radius ?? Number.NaN}
            onChange={(value) => onChange({ radius: Number.isNaN(value) ? null : value })}
            min={0}
            max={radiusMost[choices.unit]}
            error={faults.radius && t('fault.radius', { most: radiusMost[choices.unit], unit: choices.unit })}
          />
          <Choice label={t('unit')} name={(each) => each} of={Object.keys(radiusMost) as RadiusUnit[]} value={choices.unit} onChange={(unit) => onChange({ unit })} />
        </div>
      </div>
    </Section>
  );
}

/** A short list of which one is chosen, with its label above it. */
function Choice<T extends string>({ label, name, of, value, onChange }: { readonly label: string; readonly name: (each: T) => string; readonly of: readonly T[]; readonly value: T; readonly onChange: (value: T) => void }): ReactElement {
  return (
    <div className={classes.choice}>
      <span aria-hidden="true">{label}</span>
      <SegmentedControl aria-label={label} value={value} onChange={(next) => onChange(next as T)} data={of.map((each) => ({ value: each, label: name(each) }))} />
    </div>
  );
}
