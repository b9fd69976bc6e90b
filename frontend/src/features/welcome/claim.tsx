import { Anchor, Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { AppState } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { Stage } from './stage';
import classes from './welcome.module.css';

const shortest = 10;

/** What is typed to use a one-time code. */
export interface ClaimDraft {
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What a code is for; the relay knows, the form only asks for less when it is a new password. */
export type ClaimKind = 'owner' | 'join' | 'reset';

/** The faults by field. */
export function claimFaults(draft: ClaimDraft, kind: ClaimKind): Readonly<Partial<Record<keyof ClaimDraft, 'missing' | 'emailFault' | 'short'>>> {
  const found: Partial<Record<keyof ClaimDraft, 'missing' | 'emailFault' | 'short'>> = {};
  if (draft.code.trim() === '') found.code = 'missing';
  if (Array.from(draft.password).length < shortest) found.password = 'short';
  if (kind === 'reset') return found;
  if (draft.name.trim() === '') found.name = 'missing';
  if (!/^[^@\s]+@[^@\s]+$/.test(draft.email.trim())) found.email = draft.email.trim() === '' ? 'missing' : 'emailFault';
  return found;
}

/** The first owner, an invitation, or a reset. */
export interface ClaimProps {
  readonly state: AppState;
  /** This computer's one-time code for its first owner; "" when it is not known. */
  readonly ownerCode: string;
  readonly onOwnerCode: (code: string) => void;
  readonly onBack: () => void;
}

/** Uses a one-time code. A refused one leaves everything as it was typed. */
export function Claim({ state, ownerCode, onOwnerCode, onBack }: ClaimProps): ReactElement {
  const { t } = useTranslation('welcome');
  const [reset, setReset] = useState(false);
  const [typed, setTyped] = useState<ClaimDraft>({ code: '', name: '', email: '', password: '' });
  const [tried, setTried] = useState(false);
  const act = useAct();
  const kind: ClaimKind = state.fresh ? 'owner' : reset ? 'reset' : 'join';
  const draft = { ...typed, code: typed.code === '' ? ownerCode : typed.code };
  const faults = claimFaults(draft, kind);
  const put = (change: Partial<ClaimDraft>): void => setTyped({ ...typed, ...change });
  const reason = (field: keyof ClaimDraft): string | undefined => (tried && faults[field] !== undefined ? t(`claim.${faults[field]}`) : undefined);
  const claim = async (): Promise<void> => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    await act.run(() => bridge().session.claim(draft.code.trim(), kind === 'reset' ? '' : draft.name.trim(), kind === 'reset' ? '' : draft.email.trim(), draft.password));
  };
  const fetchCode = async (): Promise<void> => {
    const answer = await act.run(() => bridge().session.startHere());
    if (answer !== undefined) onOwnerCode(answer.value);
  };
  return (
    <Stage title={t(kind === 'owner' ? 'claim.titleOwner' : kind === 'reset' ? 'claim.titleReset' : 'claim.title')} lead={kind === 'owner' ? t('claim.leadOwner') : undefined}>
      <form
        className={classes.card}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void claim();
        }}
      >
        {kind !== 'owner' && (
          <SegmentedControl aria-label={t('claim.what')} value={reset ? 'reset' : 'join'} onChange={(value) => setReset(value === 'reset')} data={[{ value: 'join', label: t('claim.join') }, { value: 'reset', label: t('claim.reset') }]} />
        )}
        {kind === 'owner' && <OwnerHint state={state} known={ownerCode !== ''} busy={act.busy} onFetch={() => void fetchCode()} />}
        <TextInput label={t(kind === 'owner' ? 'claim.codeOwner' : kind === 'reset' ? 'claim.codeReset' : 'claim.code')} description={kind === 'owner' ? undefined : t('claim.codeHint')} value={draft.code} onChange={(event) => put({ code: event.currentTarget.value })} error={reason('code')} autoComplete="off" maxLength={1000} dir="ltr" classNames={{ input: 'code' }} />
        {kind !== 'reset' && (
          <>
            <TextInput label={t('claim.name')} description={t('claim.nameHint')} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} error={reason('name')} autoComplete="name" maxLength={80} dir="auto" />
            <TextInput label={t('claim.email')} description={t('claim.emailHint')} type="email" value={draft.email} onChange={(event) => put({ email: event.currentTarget.value })} error={reason('email')} autoComplete="username" maxLength={254} />
          </>
        )}
        <PasswordInput label={t('claim.password')} description={t('claim.passwordHint')} value={draft.password} onChange={(event) => put({ password: event.currentTarget.value })} error={reason('password')} autoComplete="new-password" maxLength={200} />
        <Refusal error={act.error} fallback={t('failed')} />
        <Button type="submit" size="md" loading={act.busy}>
          {t(kind === 'owner' ? 'claim.submitOwner' : kind === 'reset' ? 'claim.submitReset' : 'claim.submit')}
        </Button>
      </form>
      <div className={classes.links}>
        <Anchor component="button" type="button" onClick={onBack}>
          {state.phase === 'welcome' ? t('relay.back') : t('claim.back')}
        </Anchor>
      </div>
    </Stage>
  );
}

function OwnerHint({ state, known, busy, onFetch }: { readonly state: AppState; readonly known: boolean; readonly busy: boolean; readonly onFetch: () => void }): ReactElement {
  const { t } = useTranslation('welcome');
  if (known) return <Callout tone="ok">{t('claim.ownerHere')}</Callout>;
  if (!state.thisComputer) return <Callout>{t('claim.ownerTeam')}</Callout>;
  return (
    <Button variant="default" loading={busy} onClick={onFetch}>
      {t('claim.fetch')}
    </Button>
  );
}
