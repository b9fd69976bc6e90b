import { Anchor, Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { NumberProven } from '@/bridge/types';
import { paths } from '@/lib/paths';
import { formatPhone } from '@/lib/phone';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { twilio } from './model';
import classes from './setup.module.css';

/** Links the account of a number that is known by its ID at Meta. */
export interface PhoneIdFormProps {
  readonly onProven: (found: NumberProven) => void;
  readonly onCancel?: (() => void) | undefined;
}

const blank = { phoneId: '', wabaId: '', token: '' };

/** Phone number ID, optional account ID, token, Verify. Not a form element: it also stands inside the wizard's. */
export function PhoneIdForm({ onProven, onCancel }: PhoneIdFormProps): ReactElement {
  const { t } = useTranslation('newNumber');
  const [, go] = useLocation();
  const queries = useQueryClient();
  const apps = useQuery({ queryKey: ['setup', 'apps'], queryFn: () => bridge().setup.apps() });
  const list = (apps.data?.apps ?? []).filter((each) => each.provider !== twilio); // its accounts are linked as carriers are
  const [chosen, setChosen] = useState('');
  const [typed, setTyped] = useState(blank);
  const [found, setFound] = useState<NumberProven>();
  const act = useAct();
  const appId = chosen !== '' ? chosen : (list[0]?.id ?? '');
  const set = (part: Partial<typeof blank>): void => {
    setFound(undefined);
    setTyped({ ...typed, ...part });
  };
  const verify = async (): Promise<void> => {
    setFound(undefined);
    const answer = await act.run(() => bridge().setup.proveNumber({ appId, ...typed }));
    if (answer === undefined) return;
    setFound(answer.value);
    setTyped({ ...typed, token: '' });
    void queries.invalidateQueries({ queryKey: ['setup', 'wabaNumbers'] });
    onProven(answer.value);
  };
  if (apps.isSuccess && list.length === 0) {
    return (
      <Callout tone="amber" actions={<Anchor component="button" type="button" onClick={() => go(paths.integrations)}>{t('toIntegrations')}</Anchor>}>
        {t('noApp')}
      </Callout>
    );
  }
  const ready = appId !== '' && typed.phoneId.trim() !== '' && typed.token.trim() !== '';
  return (
    <div className={classes.form}>
      {list.length > 1 && (
        <Select label={t('app')} data={list.map((each) => ({ value: each.id, label: `${each.name} · ${each.id}` }))} value={appId} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} />
      )}
      <TextInput label={t('phoneId')} description={t('phoneIdHint')} value={typed.phoneId} onChange={(event) => set({ phoneId: event.currentTarget.value })} inputMode="numeric" autoComplete="off" maxLength={60} />
      <TextInput label={t('wabaId')} description={t('wabaIdHint')} value={typed.wabaId} onChange={(event) => set({ wabaId: event.currentTarget.value })} inputMode="numeric" autoComplete="off" maxLength={60} />
      <PasswordInput
        label={t('token')}
        description={t('tokenHint')}
        value={typed.token}
        onChange={(event) => set({ token: event.currentTarget.value })}
        autoComplete="off"
        maxLength={2000}
        visibilityToggleButtonProps={{ 'aria-label': t('showToken'), tabIndex: 0 }}
        onKeyDown={(event) => {
          // Enter belongs to this part, not to the form around it.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (ready && !act.busy) void verify();
        }}
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={() => void verify()} disabled={!ready} loading={act.busy}>
          {t('verify')}
        </Button>
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
      {found !== undefined && act.error === undefined && (
        <Callout tone="ok">{t(found.verified ? 'provenVerified' : 'proven', { phone: formatPhone(found.phone), account: found.waba.name })}</Callout>
      )}
    </div>
  );
}
