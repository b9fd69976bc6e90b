import { Button, Modal } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Invitation, Place, Reservation } from '@/bridge/types';
import { toBridgeError } from '@/bridge/errors';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { presences } from '@/lib/lists';
import { exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { Below } from '@/ui/named';
import { Shown } from './invite';
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
  const [renewed, setRenewed] = useState<Invitation>();
  const list = asked.data?.invitations ?? [];
  const waits = act.busy || asked.isPlaceholderData; // the list is that of before the last change
  if (list.length === 0 && !asked.isError && renewed === undefined) return null;
  const takeBack = async (id: string): Promise<void> => {
    await act.run(() => bridge().admin.uninvite(id));
    await asked.refetch();
  };
  const renew = async (id: string): Promise<void> => {
    const answer = await act.run(() => bridge().admin.reinvite([id]));
    setRenewed(answer?.value.invitations[0]);
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
            {kept.has(each.id) && <Begins of={kept.get(each.id) ?? {}} />}
            <Below>{t('invitation.expires', { time: exactTime(each.expiresAt, locale) })}</Below>
            <Button variant="default" aria-label={t('invitation.renewNamed', { name: each.name })} disabled={waits} onClick={() => void renew(each.id)}>
              {t('invitation.renew')}
            </Button>
            <Button variant="default" aria-label={t('invitation.takeBackNamed', { name: each.name })} disabled={waits} onClick={() => void takeBack(each.id)}>
              {t('invitation.takeBack')}
            </Button>
          </li>
        ))}
      </ul>
      {renewed !== undefined && (
        <Modal opened onClose={() => setRenewed(undefined)} title={t('invitation.madeTitle', { name: renewed.name })} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false} centered>
          <Shown invitation={renewed} bound again onClose={() => setRenewed(undefined)} />
        </Modal>
      )}
    </Section>
  );
}

function PlaceNames({ of }: { readonly of: readonly Place[] }): ReactElement | null {
  const { t } = useTranslation('people');
  const inboxes = useDesk((desk) => desk.inboxes);
  const names = of.flatMap((each) => inboxes.get(each.inboxId)?.name ?? []);
  return names.length === 0 ? null : <Below>{t('invitation.inboxes', { names: names.map(isolate).join(', ') })}</Below>;
}

/** The presence with which the person begins. */
function Begins({ of }: { readonly of: Pick<Reservation, 'presence' | 'reason'> }): ReactElement {
  const { t } = useTranslation('people');
  const presence = t(`presence.${oneOf(presences, of.presence ?? '') ?? 'online'}`);
  const reason = of.reason ?? '';
  return <Below>{reason === '' ? t('invitation.begins', { presence }) : t('invitation.beginsWhy', { presence, reason: isolate(reason) })}</Below>;
}
