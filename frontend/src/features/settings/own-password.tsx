import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import classes from './settings.module.css';

const shortest = 10;

/** Changes one's own password. */
export function OwnPassword(): ReactElement {
  const { t } = useTranslation('settings');
  const online = useOnline();
  const [before, setBefore] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const [changed, setChanged] = useState(false);
  const act = useAct();
  const fault = Array.from(next).length < shortest ? t('password.short') : next === before ? t('password.same') : undefined;
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    setChanged(false);
    if (before === '' || fault !== undefined) return;
    if ((await act.run(() => bridge().admin.changePassword({ old: before, new: next }))) === undefined) return;
    setChanged(true);
    setTried(false);
    setBefore('');
    setNext('');
  };
  return (
    <Section title={t('password.title')} text={t('password.text')}>
      <form className={classes.form} aria-label={t('password.title')} noValidate onSubmit={(event) => void change(event)}>
        <PasswordInput label={t('password.old')} value={before} onChange={(event) => setBefore(event.currentTarget.value)} error={tried && before === '' ? t('password.missing') : undefined} autoComplete="current-password" maxLength={200} />
        <PasswordInput label={t('password.new')} description={t('password.newHint')} value={next} onChange={(event) => setNext(event.currentTarget.value)} error={tried ? fault : undefined} autoComplete="new-password" maxLength={200} />
        <Refusal error={act.error} fallback={t('failed')} />
        {changed && <Callout tone="ok">{t('password.changed')}</Callout>}
        <div>
          <Button type="submit" variant="default" loading={act.busy} disabled={!online}>
            {t('password.change')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
