import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { CredentialUse } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { useNow } from '@/lib/clock';
import { ago, exactTime } from '@/lib/time';
import { Callout } from '@/ui/callout';
import classes from './setup.module.css';

/** Which credential: an account's token, an app's secret, or the login at a carrier. */
export type Credential = `account/${string}` | `app/${string}` | `carrier/${string}`;

/** How often it is asked for while the page is open: calls are made on other screens and by the relay itself. */
const every = 10_000;

/** When a credential was last used with success, and when a call last failed with it, and why. */
export function LastUse({ of }: { readonly of: Credential }): ReactElement | null {
  const { t } = useTranslation('setup');
  const asked = useQuery({ queryKey: ['setup', 'uses'], queryFn: () => bridge().setup.uses(), refetchInterval: every });
  if (asked.isPending) return null;
  if (asked.isError) return <p className={classes.lastUse}>{t('lastUse.unknown')}</p>;
  const use = asked.data.uses.find((each) => each.of === of);
  // The app's secret also proves webhooks, which the handshake above tells of; a call as the app is rare.
  return use === undefined ? <p className={classes.lastUse}>{t(of.startsWith('app/') ? 'lastUse.neverApp' : 'lastUse.never')}</p> : <Use use={use} />;
}

function Use({ use }: { readonly use: CredentialUse }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const now = useNow();
  const say = useSaid();
  const { usedAt, failedAt, said } = use;
  const failed = failedAt > 0 && <span title={exactTime(failedAt, locale)}>{t(failedAt > usedAt ? 'lastUse.failed' : 'lastUse.failedBefore', { time: ago(failedAt, now, locale), why: said ? say(said) : '' })}</span>;
  return (
    <>
      {failedAt > usedAt && <Callout tone="amber">{failed}</Callout>}
      <p className={classes.lastUse}>
        {usedAt > 0 ? <span title={exactTime(usedAt, locale)}>{t(use.of.startsWith('app/') ? 'lastUse.usedApp' : 'lastUse.used', { time: ago(usedAt, now, locale) })}</span> : t('lastUse.neverGood')}
        {failedAt <= usedAt && failed !== false && <> {failed}</>}
      </p>
    </>
  );
}
