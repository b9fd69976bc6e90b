import { Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BridgeError } from '@/bridge/errors';
import type { KV, Setup } from '@/bridge/types';
import { nameFault, readPairs, writePairs } from '@/lib/channel-rules';
import { Refusal } from '@/ui/refusal';
import { StepLayout } from './frame';

/** What the settings step hands over. */
export interface SettingsDraft {
  readonly name: string;
  readonly description: string;
  readonly serviceName: string;
  readonly dataSource: KV[];
}

/** The fourth step: names and data source. */
export interface SettingsStepProps {
  readonly setup: Setup;
  /** Names of other numbers: a name is unique. */
  readonly taken: readonly string[];
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly onSave: (draft: SettingsDraft) => void;
  readonly onBack: () => void;
}

/** How the number is called here. */
export function SettingsStep({ setup, taken, busy, error, onSave, onBack }: SettingsStepProps): ReactElement {
  const { t } = useTranslation('setup');
  const [name, setName] = useState(setup.name);
  const [description, setDescription] = useState(setup.description);
  const [serviceName, setServiceName] = useState(setup.serviceName);
  const [pairs, setPairs] = useState(writePairs(setup.dataSource));
  const [tried, setTried] = useState(false);
  const fault = nameFault(name, taken);
  const read = readPairs(pairs);
  const save = (): void => {
    setTried(true);
    if (fault === undefined && 'pairs' in read) {
      onSave({ name: name.trim(), description: description.trim(), serviceName: serviceName.trim(), dataSource: [...read.pairs] });
    }
  };
  return (
    <StepLayout title={t('settings.title')} lead={t('settings.lead')} saved onBack={onBack} onContinue={save} busy={busy}>
      <TextInput
        label={t('settings.name')}
        description={t('settings.nameHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fault !== undefined && (tried || (fault !== 'missing' && name !== '')) ? t(`fault.${fault}`) : undefined}
        maxLength={120}
        data-autofocus
      />
      <Textarea label={t('settings.description')} placeholder={t('settings.optional')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} maxLength={500} autosize minRows={2} maxRows={4} />
      <TextInput label={t('settings.serviceName')} description={t('settings.serviceHint')} placeholder={t('settings.optional')} value={serviceName} onChange={(event) => setServiceName(event.currentTarget.value)} maxLength={120} />
      <TextInput
        label={t('settings.dataSource')}
        description={'pairs' in read && read.pairs.length > 0 ? t('settings.pairs', { count: read.pairs.length }) : t('settings.dataHint')}
        placeholder={t('settings.optional')}
        value={pairs}
        onChange={(event) => setPairs(event.currentTarget.value)}
        // A pair half typed is no fault yet.
        error={!('pairs' in read) && (tried || /[;=]/.test(pairs)) ? t(`settings.pairFault.${read.why}`, { at: read.at }) : undefined}
        maxLength={6000}
        dir="ltr"
        classNames={{ input: 'code' }}
      />
      <Refusal error={error} fallback={t('failed')} />
    </StepLayout>
  );
}
