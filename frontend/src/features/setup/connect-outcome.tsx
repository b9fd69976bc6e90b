import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { FormReason, Inbox, Setup } from '@/bridge/types';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { Callout } from '@/ui/callout';
import classes from './setup.module.css';

/** All reasons why a number was not connected, together. */
export function Reasons({ reasons }: { readonly reasons: readonly FormReason[] }): ReactElement | null {
  const { t } = useTranslation('newNumber');
  const say = useSaid();
  const list = useRef<HTMLDivElement>(null);
  // The faults beside the fields push it out of sight.
  useEffect(() => {
    list.current?.scrollIntoView({ block: 'nearest' });
  }, [reasons]);
  if (reasons.length === 0) return null;
  return (
    <div ref={list}>
      <Callout tone="red">
        <strong>{t('reasons', { count: reasons.length })}</strong>
        <ul className={classes.reasons}>
          {reasons.map((each) => (
            <li key={`${each.field} ${each.said.subcode ?? ''}`}>
              <strong>{t(`field.${each.field}`)}</strong> {say(each.said)}
            </li>
          ))}
        </ul>
      </Callout>
    </div>
  );
}

/** The number is connected. */
export function Connected({ setup }: { readonly setup: Setup }): ReactElement {
  const { t } = useTranslation('newNumber');
  const [, go] = useLocation();
  const say = useSaid();
  const inbox: Inbox | undefined = useDesk((desk) => desk.inboxes.get(setup.inboxId));
  return (
    <div className={classes.done}>
      <IconCircleCheck size={44} stroke={1.4} color="var(--ok)" aria-hidden="true" />
      <h2>{t('doneTitle', { name: setup.name })}</h2>
      <p>{setup.inboxId === '' ? t('doneReady') : t('doneActive', { inbox: inbox?.name ?? setup.name })}</p>
      {isTroubled(setup) && <Callout tone="amber">{troubleOf(say, setup)}</Callout>}
      <Button onClick={() => go(paths.channels)}>{t('toList')}</Button>
    </div>
  );
}
