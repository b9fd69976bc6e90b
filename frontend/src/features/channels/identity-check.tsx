import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';

/** Whether Meta checks that who writes to a number still has the same phone and app. */
export function IdentityCheckOf({ number }: { readonly number: BusinessNumber }): ReactElement | null {
  const { t } = useTranslation('identity');
  const online = useOnline();
  const supervisor = useSupervisor();
  const act = useAct();
  if (!supervisor || number.channel === 'sms') return null;
  const there = number.provider !== 'twilio' && number.wabaId !== '';
  return (
    <section className={form.part} aria-label={t('check.title')}>
      <h3>{t('check.title')}</h3>
      {there ? (
        <Switch
          label={t('check.label')}
          description={t('check.text')}
          checked={number.identityCheck === 'on'}
          disabled={!online || act.busy}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            void act.run(() => bridge().setup.putIdentityCheck(number.id, on));
          }}
        />
      ) : (
        <p>{t('check.none')}</p>
      )}
      {there && (number.identityCheck ?? '') === '' && <p>{t('check.unknown')}</p>}
      {!online && there && <p>{t('check.offline')}</p>}
      <Refusal error={act.error} fallback={t('check.refused')} />
    </section>
  );
}
