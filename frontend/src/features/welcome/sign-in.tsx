import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { AppState } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { ChooseOrganization } from './choose-organization';
import { Stage } from './stage';
import { useLeave } from './use-leave';
import classes from './welcome.module.css';

/** Sign-in at the relay that was chosen. */
export interface SignInProps {
  readonly state: AppState;
  readonly onCode: () => void;
}

/** E-mail and password; what was typed stays when they are refused. */
export function SignIn({ state, onCode }: SignInProps): ReactElement {
  const { t } = useTranslation('welcome');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [asked, setAsked] = useState(false);
  const act = useAct();
  const away = useLeave();
  const signIn = async (): Promise<void> => {
    setTried(true);
    if (email.trim() === '' || password === '') return;
    const done = await act.run(() => bridge().session.signIn(email.trim(), password));
    setAsked(done !== undefined);
  };
  if (asked && state.organizations.length > 0) {
    return <ChooseOrganization organizations={state.organizations} onChoose={(id) => bridge().session.signInTo(email.trim(), password, id)} onBack={() => setAsked(false)} />;
  }
  return (
    <Stage title={state.thisComputer ? t('signIn.titleHere') : t('signIn.title', { relay: state.relayName === '' ? state.relayUrl : state.relayName })} lead={state.thisComputer ? t(`receives.${state.receives}`) : state.relayUrl}>
      <form
        className={classes.card}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        {state.problem !== undefined && state.problem !== null && <Callout tone="amber" code={codeOf(state.problem)}>{toBridgeError(state.problem).message}</Callout>}
        <TextInput label={t('signIn.email')} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={tried && email.trim() === '' ? t('signIn.missing') : undefined} autoComplete="username" autoFocus maxLength={254} />
        <PasswordInput label={t('signIn.password')} value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={tried && password === '' ? t('signIn.missing') : undefined} autoComplete="current-password" maxLength={200} />
        <Refusal error={act.error ?? away.act.error} fallback={t('failed')} />
        <Button type="submit" size="md" loading={act.busy}>
          {t('signIn.submit')}
        </Button>
        <p className={classes.hint}>{t('signIn.forgot')}</p>
        {!state.keychain && <Callout tone="amber">{t('signIn.file')}</Callout>}
      </form>
      <div className={classes.links}>
        <Anchor component="button" type="button" onClick={onCode}>
          {t('signIn.code')}
        </Anchor>
        <Anchor component="button" type="button" onClick={() => void away.leave()}>
          {t('signIn.other')}
        </Anchor>
      </div>
    </Stage>
  );
}

/** A problem's code as it is shown. */
export function codeOf(problem: { readonly code: string; readonly subcode?: string }): string {
  return problem.subcode === undefined || problem.subcode === '' ? problem.code : `${problem.code}/${problem.subcode}`;
}
