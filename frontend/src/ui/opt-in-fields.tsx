import { Checkbox, Group, Select, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { type OptInMethod, optInMethods, type Purpose, purposes } from '@/lib/lists';
import type { OptInDraft, OptInFaults } from '@/lib/opt-in';
import form from './form.module.css';

/** The words of the fields, which this layer does not have. */
export interface OptInLabels {
  readonly method: string;
  readonly purposes: string;
  readonly day: string;
  readonly dayHint: string;
  readonly proof: string;
  readonly proofHint: string;
  readonly nameOf: (method: OptInMethod) => string;
  readonly purposeOf: (purpose: Purpose) => string;
  readonly fault: (field: keyof OptInFaults) => string;
}

/** How, about what, when and by what proof a customer agreed. Faults are shown once `tried`. */
export interface OptInFieldsProps {
  readonly draft: OptInDraft;
  readonly faults: OptInFaults;
  readonly tried: boolean;
  readonly labels: OptInLabels;
  readonly onChange: (part: Partial<OptInDraft>) => void;
}

/** The fields of an opt-in; the form around them is the caller's. */
export function OptInFields({ draft, faults, tried, labels, onChange }: OptInFieldsProps): ReactElement {
  const wrong = (field: keyof OptInFaults): string | undefined => (tried && faults[field] !== undefined ? labels.fault(field) : undefined);
  return (
    <div className={form.form}>
      <Select
        label={labels.method}
        data={optInMethods.map((each) => ({ value: each, label: labels.nameOf(each) }))}
        value={draft.method === '' ? null : draft.method}
        onChange={(value) => value !== null && onChange({ method: value as OptInMethod })}
        error={wrong('method')}
        allowDeselect={false}
      />
      <Checkbox.Group label={labels.purposes} value={[...draft.purposes]} onChange={(list) => onChange({ purposes: purposes.filter((each) => list.includes(each)) })} error={wrong('purposes')}>
        <Group gap="sm" mt={4}>
          {purposes.map((each) => (
            <Checkbox key={each} value={each} label={labels.purposeOf(each)} />
          ))}
        </Group>
      </Checkbox.Group>
      <TextInput type="date" label={labels.day} description={labels.dayHint} value={draft.day} onChange={(event) => onChange({ day: event.currentTarget.value })} error={wrong('day')} />
      <Textarea label={labels.proof} description={labels.proofHint} value={draft.proof} onChange={(event) => onChange({ proof: event.currentTarget.value })} error={wrong('proof')} autosize minRows={1} maxRows={5} dir="auto" />
    </div>
  );
}
