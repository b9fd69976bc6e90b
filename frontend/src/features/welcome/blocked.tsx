import { Anchor, Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { AppState } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { codeOf } from './sign-in';
import { Stage } from './stage';
import { useLeave } from './use-leave';
import classes from './welcome.module.css';

/** What stops the app; each has a screen of its own. */
export type Block = 'certificate' | 'appTooOld' | 'relayTooOld' | 'revoked' | 'ended' | 'suspended' | 'other';

// The connection and the first question name the same things differently.
const blocks: Readonly<Record<string, Block>> = {
  certificate: 'certificate', appTooOld: 'appTooOld', tooOld: 'appTooOld', relayTooOld: 'relayTooOld', tooNew: 'relayTooOld', revoked: 'revoked',
  signedOut: 'revoked', copied: 'revoked', signIn: 'revoked', ended: 'ended', suspended: 'suspended',
};

/** Which screen a problem has. */
export function blockOf(problem: AppState['problem']): Block {
  const subcode = problem?.subcode ?? '';
  return Object.hasOwn(blocks, subcode) ? (blocks[subcode] ?? 'other') : 'other';
}

/** What happened, why, what to do; the relay's own sentence and the code beneath. */
export function Blocked({ state, onSignIn }: { readonly state: AppState; readonly onSignIn: () => void }): ReactElement {
  const { t } = useTranslation('welcome');
  const { act, leave } = useLeave();
  const block = blockOf(state.problem);
  const words = { relay: state.relayName === '' ? state.relayUrl : state.relayName, version: state.version };
  const again = useAct();
  const isSignedOut = block === 'revoked' || block === 'ended';
  return (
    <Stage title={t(`blocked.${block}.title`)}>
      <div className={classes.card} role="alert">
        <p className={classes.lead}>{t(`blocked.${block}.why`, words)}</p>
        <p className={classes.lead}>{t(`blocked.${block}.todo`)}</p>
        {state.problem !== undefined && state.problem !== null && (
          <p className={classes.hint}>
            {toBridgeError(state.problem).message} <code className={`code ${classes.code}`}>{codeOf(state.problem)}</code>
          </p>
        )}
        {again.error !== undefined && state.problem && again.error.message === toBridgeError(state.problem).message ? (
          <p className={classes.hint} role="status">
            {t('blocked.still')}
          </p>
        ) : (
          <Refusal error={again.error} fallback={t('failed')} />
        )}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={classes.buttons}>
          {isSignedOut && <Button onClick={onSignIn}>{t('blocked.signIn')}</Button>}
          <Button variant={isSignedOut ? 'default' : 'filled'} loading={again.busy} onClick={() => void again.run(() => bridge().session.retry())}>
            {t('blocked.again')}
          </Button>
          {block === 'suspended' && (
            <Button variant="default" onClick={onSignIn}>
              {t('blocked.signIn')}
            </Button>
          )}
        </div>
      </div>
      <div className={classes.links}>
        <Anchor component="button" type="button" onClick={() => void leave()}>
          {t('blocked.leave')}
        </Anchor>
      </div>
    </Stage>
  );
}
