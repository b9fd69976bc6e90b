import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/lib/known';
import { afterClosing } from '@/stores/after-close';
import { Section } from '@/ui/page';
import type { PartProps } from './use-settings';

/** What is shown after a conversation was closed. */
export function AfterClosing({ settings, onChange }: PartProps): ReactElement {
  const { t } = useTranslation('around');
  return (
    <Section title={t('after.title')} text={t('after.text')}>
      <Select label={t('after.label')} data={afterClosing.map((value) => ({ value, label: t(`after.${value}`) }))} value={settings.afterClose} onChange={(value) => onChange({ afterClose: oneOf(afterClosing, value ?? '') ?? 'stay' })} allowDeselect={false} />
    </Section>
  );
}
