import { Button, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { AppAccess } from '@/bridge/types';
import { pasted } from '@/lib/bidi';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import classes from './setup.module.css';

/** Stores a Meta app, or a new secret of one. */
export interface AppFormProps {
  readonly known?: AppAccess;
  readonly onStored: () => void;
  readonly onCancel: () => void;
}

/** Id, name and secret of a Meta app. */
export function AppForm({ known, onStored, onCancel }: AppFormProps): ReactElement {
  const { t } = useTranslation('setup');
  const [id, setId] = useState(known?.id ?? '');
  const [name, setName] = useState(known?.name ?? '');
  const [secret, setSecret] = useState('');
  const [config, setConfig] = useState(known?.configId ?? '');
  const [hosted, setHosted] = useState(known?.hostedUrl ?? '');
  const [system, setSystem] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct();
  const faults = {
    // A stored id is never judged again; the practice app's need not be a number.
    id: known === undefined && !/^\d{5,20}$/.test(pasted(id)),
    name: name.trim() === '',
    secret: known === undefined && secret.trim() === '',
    config: pasted(config) !== '' && !/^\d{5,20}$/.test(pasted(config)),
    hosted: pasted(hosted) !== '' && !/^https?:\/\/\S+$/.test(pasted(hosted)),
  };
  const save = async (): Promise<void> => {
    setTried(true);
    if (faults.id || faults.name || faults.secret || faults.config || faults.hosted) return;
    // "" would keep what is stored.
    const orNone = (typed: string): string => (pasted(typed) === '' ? 'none' : pasted(typed));
    const made = { provider: 'meta', id: id.trim(), name: name.trim(), secret: secret.trim(), configId: orNone(config), hostedUrl: orNone(hosted), systemToken: system.trim() };
    if ((await act.run(() => bridge().setup.putApp(made))) !== undefined) onStored();
  };
  return (
    <form
      className={`${classes.box} ${classes.form}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput label={t('integrations.meta.id')} description={t('integrations.meta.idHint')} value={id} onChange={(event) => setId(event.currentTarget.value)} error={tried && faults.id ? t('integrations.meta.idFault') : undefined} disabled={known !== undefined} inputMode="numeric" maxLength={40} />
      <TextInput label={t('integrations.meta.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} error={tried && faults.name ? t('fault.missing') : undefined} maxLength={80} />
      <TextInput label={t('integrations.meta.secret')} description={t('integrations.meta.secretHint')} type="password" autoComplete="off" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} error={tried && faults.secret ? t('fault.missing') : undefined} maxLength={200} />
      <TextInput label={t('integrations.meta.config')} description={t('integrations.meta.configHint')} value={config} onChange={(event) => setConfig(event.currentTarget.value)} error={tried && faults.config ? t('integrations.meta.configFault') : undefined} inputMode="numeric" maxLength={40} />
      <TextInput label={t('integrations.meta.hosted')} description={t('integrations.meta.hostedHint')} value={hosted} onChange={(event) => setHosted(event.currentTarget.value)} error={tried && faults.hosted ? t('integrations.meta.hostedFault') : undefined} inputMode="url" maxLength={2048} />
      {hosted.trim() !== '' && (
        <TextInput label={t('integrations.meta.system')} description={t(known?.hostedToken === true ? 'integrations.meta.systemKeep' : 'integrations.meta.systemHint')} type="password" autoComplete="off" value={system} onChange={(event) => setSystem(event.currentTarget.value)} maxLength={1024} />
      )}
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.actions}>
        <Button type="submit" loading={act.busy}>
          {t('integrations.meta.save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('integrations.meta.cancel')}
        </Button>
      </div>
    </form>
  );
}
