import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Invitation } from '@/bridge/types';
import { useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { FoundUnsaved } from '@/ui/form-notes';
import { Refusal } from '@/ui/refusal';
import { WholeField } from '@/ui/whole-field';
import { BeginsField, OutboundField, PlacesField } from './arranged';
import { inviteFaults, inviteOf, rolesFor, useInviteDraft } from './invite-draft';
import { LicenceChoice } from './licences';
import classes from './people.module.css';

/** How many conversations at once somebody has of whom nothing was said. */
const usualCapacity = 5;

/** The form of an invitation. What was typed stays until the invitation is made or it is discarded. */
export function InviteForm({ onMade }: { readonly onMade: (invitation: Invitation) => void }): ReactElement {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const mine = useSession((store) => store.state?.role ?? '');
  const { draft, chosen, found, put, forget } = useInviteDraft();
  const [tried, setTried] = useState(false);
  const act = useAct();
  const faults = inviteFaults(draft, chosen);
  const emailWords = faults.email === 'missing' ? t('invitation.missing') : t('invitation.emailFault');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const answer = await act.run(() => bridge().admin.invite(inviteOf(draft, chosen)));
    if (answer === undefined) return;
    forget();
    void queries.invalidateQueries({ queryKey: ['admin', 'invitations'] });
    onMade(answer.value);
  };
  return (
    <form className={form.form} noValidate onSubmit={(event) => void submit(event)}>
      <FoundUnsaved found={found} onDiscard={forget} />
      <TextInput label={t('invitation.name')} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} error={tried && faults.name ? t('invitation.missing') : undefined} maxLength={80} data-autofocus dir="auto" />
      <TextInput label={t('invitation.email')} description={t('invitation.emailHint')} type="email" value={draft.email} onChange={(event) => put({ email: event.currentTarget.value })} error={tried && faults.email !== undefined ? emailWords : undefined} maxLength={254} />
      <Select label={t('invitation.role')} description={t(`roleHint.${draft.role}`)} data={rolesFor(mine).map((each) => ({ value: each, label: t(`role.${each}`) }))} value={draft.role} onChange={(value) => put({ role: value ?? 'agent' })} allowDeselect={false} />
      <LicenceChoice chosen={chosen} onChange={(licences) => put({ licences })} />
      <fieldset className={classes.licences}>
        <legend>{t('invitation.more')}</legend>
        <Switch label={t('editor.whatsApp')} description={t('editor.whatsAppHint')} checked={draft.whatsApp} onChange={(event) => put({ whatsApp: event.currentTarget.checked })} />
        <WholeField label={t('editor.capacity')} description={t('editor.capacityHint')} placeholder={String(usualCapacity)} value={draft.capacity} onChange={(capacity) => put({ capacity })} error={faults.capacity ? t('editor.capacityFault') : undefined} min={1} max={100} />
        <Switch label={t('editor.auto')} description={t('editor.autoHint')} checked={draft.autoAccept} onChange={(event) => put({ autoAccept: event.currentTarget.checked })} />
        <BeginsField presence={draft.presence} reason={draft.reason} onPresence={(presence) => put({ presence })} onReason={(reason) => put({ reason })} />
        <PlacesField value={draft.places} onChange={(places) => put({ places })} error={faults.places ? t('places.needChannel') : ''} />
        <OutboundField value={draft.outbound} role={draft.role} onChange={(outbound) => put({ outbound })} />
      </fieldset>
      <Refusal error={act.error} fallback={t('failed')} />
      <div>
        <Button type="submit" loading={act.busy}>
          {t('invitation.submit')}
        </Button>
      </div>
    </form>
  );
}
