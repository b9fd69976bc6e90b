import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { isMac } from '@/lib/keys';
import type { PartProps } from './use-settings';

// What Go takes: bridge.UndoSteps.
const steps = [0, 5, 10, 20, 30] as const;

/** For how long each reply waits here so that it can be taken back. */
export function UndoSend({ settings, onChange }: PartProps): ReactElement {
  const { t } = useTranslation('settings');
  const data = steps.map((each) => ({ value: String(each), label: each === 0 ? t('writing.undoOff') : t('writing.undoFor', { count: each }) }));
  return <Select label={t('writing.undo')} description={t('writing.undoHint', { key: isMac() ? '⌘Z' : 'Ctrl+Z' })} data={data} value={String(settings.undoSeconds)} onChange={(value) => onChange({ undoSeconds: Number(value ?? 0) })} allowDeselect={false} />;
}
