import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Place } from '@/bridge/types';
import { toBridgeError } from '@/bridge/errors';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { Below } from '@/ui/named';
import { LicenceNames } from './licences';
import classes from './people.module.css';

/** The invitations that nobody used yet; nothing while there are none. */
export function OpenInvitations(): ReactElement | null {
  const { t } = useTranslation('people');
  const locale = useLocale();
  const kept = useDesk((desk) => desk.reservations);
  // Asked again when one is made, used or taken back anywhere: each keeps licences, and those are rows that come by themselves.
  const asked = useQuery({ queryKey: ['admin', 'invitations', [...kept.keys()].join(' ')], queryFn: () => bridge().admin.invitations(), placeholderData: keepPreviousData });
  const act = useAct();
  const list = asked.data?.invitations ?? [];
  if (list.length === 0 && !asked.isError) return null;
  const takeBack = async (id: string): Promise<void> => {
    await act.run(() => bridge().admin.uninvite(id));
    await asked.refetch();
  };
  return (
    <Section title={t('invitation.open')} text={t('invitation.openText')}>
      <Refusal error={act.error ?? (asked.isError ? toBridgeError(asked.error) : undefined)} fallback={t('failed')} />
      <ul className={classes.lines}>
        {list.map((each) => (
          <li key={each.id}>
            <strong dir="auto">{each.name}</strong>
            <span>{each.email}</span>
            <span>{each.role !== '' && t(`role.${each.role}`)}</span>
            {kept.has(each.id) && <LicenceNames of={kept.get(each.id) ?? {}} all={t('licence.allOfThem')} />}
            <PlaceNames of={kept.get(each.id)?.places ?? []} />
            <Below>{t('invitation.expires', { time: exactTime(each.expiresAt, locale) })}</Below>
            <Button variant="default" aria-label={t('invitation.takeBackNamed', { name: each.name })} disabled={act.busy} onClick={() => void takeBack(each.id)}>
              {t('invitation.takeBack')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function PlaceNames({ of }: { readonly of: readonly Place[] }): ReactElement | null {
  const { t } = useTranslation('people');
  const inboxes = useDesk((desk) => desk.inboxes);
  const names = of.flatMap((each) => inboxes.get(each.inboxId)?.name ?? []);
  return names.length === 0 ? null : <Below>{t('invitation.inboxes', { names: names.map(isolate).join(', ') })}</Below>;
}
