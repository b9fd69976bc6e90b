import { Anchor, Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { WabaVerified } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { paths } from '@/lib/paths';
import { exactTime } from '@/lib/time';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { twilio } from './model';
import classes from './setup.module.css';

/** Links an account, or proves the token of one again. */
export interface WabaFormProps {
  /** The account to check again; absent for a new one. */
  readonly known?: { readonly id: string; readonly appId: string };
  readonly onVerified: (found: WabaVerified) => void;
  readonly onCancel?: () => void;
}

/** Id, token, Verify, and where to find both. Not a form element: it also stands inside the wizard's. */
export function WabaForm({ known, onVerified, onCancel }: WabaFormProps): ReactElement {
  const { t } = useTranslation('setup');
  const [, go] = useLocation();
  const queries = useQueryClient();
  const apps = useQuery({ queryKey: ['setup', 'apps'], queryFn: () => bridge().setup.apps() });
  const list = (apps.data?.apps ?? []).filter((each) => each.provider !== twilio); // its accounts are linked as carriers are
  const [chosen, setChosen] = useState(known?.appId ?? '');
  const [id, setId] = useState(known?.id ?? '');
  const [token, setToken] = useState('');
  const [found, setFound] = useState<WabaVerified>();
  const act = useAct();
  const appId = chosen !== '' ? chosen : (list[0]?.id ?? '');
  const idFault = id !== '' && !/^\d{5,20}$/.test(id.trim());
  const ready = /^\d{5,20}$/.test(id.trim()) && appId !== '' && (token.trim() !== '' || known !== undefined);
  const verify = async (): Promise<void> => {
    const answer = await act.run(() => bridge().setup.verifyWaba({ appId, wabaId: id.trim(), token: token.trim() }));
    if (answer === undefined) return;
    setFound(answer.value);
    void queries.invalidateQueries({ queryKey: ['setup', 'wabaNumbers'] });
    if (!isTroubled(answer.value) && answer.value.missing.length === 0) onVerified(answer.value);
  };
  if (apps.isSuccess && list.length === 0) {
    return (
      <Callout tone="amber" actions={<Anchor component="button" type="button" onClick={() => go(paths.integrations)}>{t('waba.toIntegrations')}</Anchor>}>
        {t('waba.noApp')}
      </Callout>
    );
  }
  return (
    <div className={classes.form}>
      {list.length > 1 && (
        <Select label={t('waba.app')} data={list.map((each) => ({ value: each.id, label: `${each.name} · ${each.id}` }))} value={appId} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} />
      )}
      <TextInput
        label={t('waba.id')}
        description={t('waba.idHint')}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
        error={idFault ? t('waba.idFault') : undefined}
        disabled={known !== undefined}
        inputMode="numeric"
        maxLength={40}
      />
      <TextInput
        label={t('waba.token')}
        description={known === undefined ? t('waba.tokenHint') : t('waba.tokenStored')}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        type="password"
        autoComplete="off"
        maxLength={2000}
        onKeyDown={(event) => {
          // Enter belongs to this part, not to the wizard around it.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (ready && !act.busy) void verify();
        }}
      />
      <div className={classes.actions}>
        <Button onClick={() => void verify()} disabled={!ready} loading={act.busy}>
          {t('waba.verify')}
        </Button>
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {t('integrations.wabas.cancel')}
          </Button>
        )}
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
      {found !== undefined && act.error === undefined && <Found found={found} />}
    </div>
  );
}

function Found({ found }: { readonly found: WabaVerified }): ReactElement {
  const { t } = useTranslation('setup');
  const say = useSaid();
  const locale = useLocale();
  if (isTroubled(found)) return <Callout tone="red">{troubleOf(say, found)}</Callout>;
  if (found.missing.length > 0) return <Callout tone="red">{t('waba.missing', { scopes: found.missing.join(', ') })}</Callout>;
  const expiry = found.expiresAt === 0 ? t('waba.never') : t('waba.expires', { date: exactTime(found.expiresAt, locale) });
  return <Callout tone="ok">{`${t('waba.ok', { name: found.name })} ${expiry}`}</Callout>;
}
