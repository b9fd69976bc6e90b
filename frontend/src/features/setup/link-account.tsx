import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { CaughtCodeProps } from './caught-code';
import { PhoneIdForm } from './phone-id-form';
import { Prerequisites } from './prerequisites';
import classes from './setup.module.css';
import { SignUpPanel } from './sign-up-panel';
import { WabaForm } from './waba-form';

/** Links an account, in the recommended way, with a token, or by a number's ID. */
export interface LinkAccountProps {
  /** The set-up whose number is connected; '' is none. */
  readonly setupId: string;
  readonly onLinked: (account: { readonly id: string; readonly name: string }) => void;
  readonly onCancel?: () => void;
  /** The code that was caught for the number. */
  readonly code?: CaughtCodeProps;
}

const meta = 'meta';
const linkWays = ['window', 'token', 'phoneId'] as const;
type WayIn = (typeof linkWays)[number];

/** Meta's own window first, where the relay offers it; the other ways are one click away. */
export function LinkAccount({ setupId, onLinked, onCancel, code }: LinkAccountProps): ReactElement {
  const { t } = useTranslation('signUp');
  const asked = useQuery({ queryKey: ['setup', 'apps'], queryFn: () => bridge().setup.apps() });
  const [chosen, setChosen] = useState<WayIn>();
  const offered = asked.data?.providers.some((each) => each.name === meta && each.signUp === true) === true;
  const way = chosen ?? (offered ? 'window' : 'token');
  const ways = linkWays.filter((each) => each !== way && (offered || each !== 'window'));
  return (
    <div className={classes.form}>
      {way !== 'window' && <Prerequisites key={way} way={way} />}
      {way === 'window' && (
        <SignUpPanel
          setupId={setupId}
          code={code}
          apps={(asked.data?.apps ?? []).filter((each) => each.provider === meta)}
          onLinked={(signUp) => onLinked({ id: signUp.wabaId, name: signUp.accounts.find((each) => each.id === signUp.wabaId)?.name ?? '' })}
        />
      )}
      {way === 'token' && <WabaForm onVerified={(found) => onLinked({ id: found.wabaId, name: found.name })} onCancel={onCancel} />}
      {way === 'phoneId' && <PhoneIdForm onProven={(found) => onLinked({ id: found.waba.wabaId, name: found.waba.name })} onCancel={onCancel} />}
      <div className={classes.actions}>
        {ways.map((each) => (
          <Anchor key={each} component="button" type="button" onClick={() => setChosen(each)}>
            {t(`ways.${each}`)}
          </Anchor>
        ))}
      </div>
    </div>
  );
}
