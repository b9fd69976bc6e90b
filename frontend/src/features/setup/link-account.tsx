import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { CaughtCodeProps } from './caught-code';
import { Prerequisites } from './prerequisites';
import classes from './setup.module.css';
import { SignUpPanel } from './sign-up-panel';
import { WabaForm } from './waba-form';

/** Links an account, in the recommended way or with a token. */
export interface LinkAccountProps {
  /** The set-up whose number is connected; '' is none. */
  readonly setupId: string;
  readonly onLinked: (account: { readonly id: string; readonly name: string }) => void;
  readonly onCancel?: () => void;
  /** The code that was caught for the number. */
  readonly code?: CaughtCodeProps;
}

const meta = 'meta';

/** Meta's own window first, where the relay offers it; the other way is one click away. */
export function LinkAccount({ setupId, onLinked, onCancel, code }: LinkAccountProps): ReactElement {
  const { t } = useTranslation('signUp');
  const asked = useQuery({ queryKey: ['setup', 'apps'], queryFn: () => bridge().setup.apps() });
  const [byToken, setByToken] = useState(false);
  const offered = asked.data?.providers.some((each) => each.name === meta && each.signUp === true) === true;
  const windowFirst = offered && !byToken;
  return (
    <div className={classes.form}>
      <Prerequisites key={windowFirst ? 'window' : 'token'} way={windowFirst ? 'window' : 'token'} />
      {windowFirst ? (
        <SignUpPanel
          setupId={setupId}
          code={code}
          apps={(asked.data?.apps ?? []).filter((each) => each.provider === meta)}
          onLinked={(signUp) => onLinked({ id: signUp.wabaId, name: signUp.accounts.find((each) => each.id === signUp.wabaId)?.name ?? '' })}
        />
      ) : (
        <WabaForm onVerified={(found) => onLinked({ id: found.wabaId, name: found.name })} onCancel={onCancel} />
      )}
      {offered && (
        <div>
          <Anchor component="button" type="button" onClick={() => setByToken(!byToken)}>
            {t(byToken ? 'ways.window' : 'ways.token')}
          </Anchor>
        </div>
      )}
    </div>
  );
}
