import { Button, Select, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SandboxLine } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import classes from './sandbox.module.css';

/** Meta's own window, as far as a number is verified there: has the code sent, and takes it. */
export function MetaWindow({ numbers }: { readonly numbers: readonly SandboxLine[] }): ReactElement | null {
  const { t } = useTranslation('sandbox');
  const [chosen, setChosen] = useState('');
  const [code, setCode] = useState('');
  const [done, setDone] = useState<'sent' | 'called' | 'verified'>();
  const act = useAct();
  const open = numbers.filter((each) => each.id !== '' && !each.verified);
  const id = open.some((each) => each.id === chosen) ? chosen : (open.at(-1)?.id ?? '');
  const run = async (what: 'SMS' | 'VOICE' | 'verify'): Promise<void> => {
    setDone(undefined);
    if ((await act.run(async () => bridge().sandbox.window({ phoneNumberId: id, act: what, code: what === 'verify' ? code : '' }))) === undefined) return;
    setDone(what === 'SMS' ? 'sent' : what === 'VOICE' ? 'called' : 'verified');
    if (what === 'verify') setCode('');
  };
  const verify = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() !== '' && !act.busy) void run('verify');
  };
  if (open.length === 0 && done === undefined) return null;
  return (
    <Section title={t('window.title')} text={t('window.text')}>
      {open.length > 0 && (
        <form className={classes.form} aria-label={t('window.title')} noValidate onSubmit={verify}>
          <Select label={t('window.number')} data={open.map((each) => ({ value: each.id, label: `${each.name} · +${each.digits}` }))} value={id} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} />
          <div className={classes.buttons}>
            <Button variant="default" disabled={act.busy} onClick={() => void run('SMS')}>
              {t('window.send')}
            </Button>
            <Button variant="default" disabled={act.busy} onClick={() => void run('VOICE')}>
              {t('window.call')}
            </Button>
          </div>
          <TextInput label={t('window.code')} value={code} onChange={(event) => setCode(event.currentTarget.value)} inputMode="numeric" autoComplete="off" maxLength={30} />
          <div>
            <Button type="submit" variant="default" loading={act.busy} disabled={code.trim() === ''}>
              {t('window.verify')}
            </Button>
          </div>
        </form>
      )}
      <Refusal error={act.error} fallback={t('failed')} />
      {done !== undefined && <Callout tone="ok">{t(`window.${done}`)}</Callout>}
    </Section>
  );
}
