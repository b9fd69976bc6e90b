import { Button, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { Stage } from './stage';
import classes from './welcome.module.css';

/** What is wrong with a relay's address before anybody is asked; the relay's own answer comes later. */
export function addressFault(address: string): 'missing' | 'http' | undefined {
  const text = address.trim();
  if (text === '') return 'missing';
  const here = /^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i.test(text); // Go says more of these
  return /^http:/i.test(text) && !here ? 'http' : undefined;
}

/** Asks for the team's relay. Go then says by an event where the app stands. */
export function RelayForm({ onBack }: { readonly onBack: () => void }): ReactElement {
  const { t } = useTranslation('welcome');
  const [address, setAddress] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct();
  const fault = addressFault(address);
  const connect = async (): Promise<void> => {
    setTried(true);
    if (fault === undefined) await act.run(() => bridge().session.connect(address.trim()));
  };
  return (
    <Stage title={t('relay.title')} lead={t('relay.lead')}>
      <form
        className={classes.card}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void connect();
        }}
      >
        <TextInput label={t('relay.address')} description={t('relay.hint')} value={address} onChange={(event) => setAddress(event.currentTarget.value)} error={tried && fault !== undefined ? t(`relay.${fault}`) : undefined} inputMode="url" autoComplete="url" autoFocus dir="ltr" maxLength={500} />
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={classes.buttons}>
          <Button type="submit" loading={act.busy}>
            {t('relay.connect')}
          </Button>
          <Button variant="default" onClick={onBack}>
            {t('relay.back')}
          </Button>
        </div>
      </form>
    </Stage>
  );
}
