import { UnstyledButton } from '@mantine/core';
import { IconBellCheck, IconBellX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { Link } from 'wouter';
import type { UnreachedAlert } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { unreacheds } from '@/lib/lists';
import { threadPath } from '@/lib/paths';
import { clockTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import { useUnreached } from '@/stores/use-unreached';
import { Refusal } from '@/ui/refusal';
import classes from './unreached.module.css';

const look = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

/** For supervisors: how many alerts of today reached nobody, and on a click which, whom they called and why in vain. */
export function Unreached(): ReactElement | null {
  const { t } = useTranslation('notifications');
  const { alerts, error } = useUnreached();
  const [open, setOpen] = useState(false);
  if (error !== undefined) return <Refusal error={error} fallback={t('unreached.failed')} />;
  if (alerts === undefined) return null;
  const some = alerts.length > 0;
  return (
    <section className={classes.part} aria-label={t('unreached.list')}>
      <UnstyledButton className={classes.count} data-some={some || undefined} aria-expanded={some ? open : undefined} disabled={!some} onClick={() => setOpen(!open)}>
        {some ? <IconBellX {...look} /> : <IconBellCheck {...look} />}
        <span>{t('unreached.count', { count: alerts.length })}</span>
      </UnstyledButton>
      {!some && <p className={classes.none}>{t('unreached.none')}</p>}
      {some && open && (
        <ul className={classes.list} aria-label={t('unreached.list')}>
          {alerts.map((each) => (
            <Line key={each.threadId} alert={each} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ alert }: { readonly alert: UnreachedAlert }): ReactElement {
  const { t } = useTranslation('notifications');
  const locale = useLocale();
  const nameOf = useContactName();
  const users = useDesk((desk) => desk.users);
  const contact = useDesk((desk) => personIn(desk.contacts, desk.threads.get(alert.threadId)?.contactId ?? ''));
  const why = (code: string): string => t(`unreached.why.${oneOf(unreacheds, code) ?? 'other'}`);
  return (
    <li className={classes.line}>
      <span className={classes.head}>
        <Link href={threadPath(alert.threadId)}>{nameOf(contact)}</Link>
        <time className="figures" dateTime={new Date(alert.at).toISOString()}>
          {clockTime(alert.at, locale)}
        </time>
      </span>
      {alert.people.map((each) => (
        <span key={each.userId} className={classes.why}>
          {t('unreached.person', { name: isolate(users.get(each.userId)?.name ?? t('unreached.somebody')), why: why(each.why) })}
        </span>
      ))}
    </li>
  );
}
