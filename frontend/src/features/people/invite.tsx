import { Button, Modal, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Invitation, Licence, Outbound, Place, Presence, Role } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import { licences } from '@/lib/lists';
import { useSeats } from '@/stores/licences';
import { useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { CopyField } from '@/ui/copy-field';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { BeginsField, OutboundField, PlacesField } from './arranged';
import { LicenceChoice } from './licences';
import classes from './people.module.css';
import { levelFits } from './places';

/** How many conversations at once somebody has of whom nothing was said. */
const usualCapacity = 5;

/** The roles that somebody may give: only an owner makes owners. */
export function rolesFor(mine: Role | ''): readonly Role[] {
  return mine === 'owner' ? ['agent', 'admin', 'owner'] : ['agent', 'admin'];
}

/** Makes an invitation and then shows its link and code, once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('people');
  const [made, setMade] = useState<Invitation>();
  return (
    <Modal opened onClose={onClose} title={made === undefined ? t('invitation.title') : t('invitation.madeTitle', { name: made.name })} closeButtonProps={{ 'aria-label': t('invitation.close') }} closeOnClickOutside={made === undefined} closeOnEscape={made === undefined} withCloseButton={made === undefined} centered>
      {made === undefined ? <InviteForm onMade={setMade} /> : <Shown invitation={made} bound onClose={onClose} />}
    </Modal>
  );
}

function InviteForm({ onMade }: { readonly onMade: (invitation: Invitation) => void }): ReactElement {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const mine = useSession((store) => store.state?.role ?? '');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const free = useSeats().filter((each) => each.free).map((each) => each.licence);
  const [chosen, setChosen] = useState<readonly Licence[]>(() => (free.includes('base') ? free : []));
  const [whatsApp, setWhatsApp] = useState(true);
  const [capacity, setCapacity] = useState<number>();
  const [autoAccept, setAutoAccept] = useState(false);
  const [outbound, setOutbound] = useState<Outbound>({ only: false, numbers: [] });
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const [presence, setPresence] = useState<Presence>('online');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const capacityFault = capacity !== undefined && !(Number.isInteger(capacity) && capacity >= 1 && capacity <= 100);
  const handles = whatsApp && licences.every((each) => chosen.includes(each));
  const placesFault = places.length > 0 && !handles ? t('places.needChannel') : '';
  const act = useAct();
  const emailFault = email.trim() === '' ? t('invitation.missing') : /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? undefined : t('invitation.emailFault');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || emailFault !== undefined || capacityFault || placesFault !== '' || !places.every((each) => levelFits(each.level))) return;
    const without = licences.filter((each) => !chosen.includes(each));
    const arranged = { whatsApp, autoAccept, outbound, places: { list: [...places] }, presence, ...(presence === 'away' && { reason }), ...(capacity !== undefined && { capacity }) };
    const answer = await act.run(() => bridge().admin.invite({ name: name.trim(), email: email.trim(), role, without, arranged }));
    if (answer === undefined) return;
    void queries.invalidateQueries({ queryKey: ['admin', 'invitations'] });
    onMade(answer.value);
  };
  return (
    <form className={form.form} noValidate onSubmit={(event) => void submit(event)}>
      <TextInput label={t('invitation.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} error={tried && name.trim() === '' ? t('invitation.missing') : undefined} maxLength={80} data-autofocus dir="auto" />
      <TextInput label={t('invitation.email')} description={t('invitation.emailHint')} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={tried ? emailFault : undefined} maxLength={254} />
      <Select label={t('invitation.role')} description={t(`roleHint.${role}`)} data={rolesFor(mine).map((each) => ({ value: each, label: t(`role.${each}`) }))} value={role} onChange={(value) => setRole(value ?? 'agent')} allowDeselect={false} />
      <LicenceChoice chosen={chosen} onChange={setChosen} />
      <fieldset className={classes.licences}>
        <legend>{t('invitation.more')}</legend>
        <Switch label={t('editor.whatsApp')} description={t('editor.whatsAppHint')} checked={whatsApp} onChange={(event) => setWhatsApp(event.currentTarget.checked)} />
        <NumberInput label={t('editor.capacity')} description={t('editor.capacityHint')} placeholder={String(usualCapacity)} value={capacity === undefined || Number.isNaN(capacity) ? '' : capacity} onChange={(value) => setCapacity(value === '' ? undefined : Number(value))} error={capacityFault ? t('editor.capacityFault') : undefined} min={1} max={100} clampBehavior="none" allowDecimal={false} />
        <Switch label={t('editor.auto')} description={t('editor.autoHint')} checked={autoAccept} onChange={(event) => setAutoAccept(event.currentTarget.checked)} />
        <BeginsField presence={presence} reason={reason} onPresence={setPresence} onReason={setReason} />
        <PlacesField value={places} onChange={setPlaces} error={placesFault} />
        <OutboundField value={outbound} role={role} onChange={setOutbound} />
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

/** Link and code of an invitation, which is bound to its address, or of a reset, to copy now. */
export function Shown({ invitation, bound = false, onClose }: { readonly invitation: Invitation; readonly bound?: boolean; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('people');
  const locale = useLocale();
  const copy = useCopy();
  const words = { copyLabel: t('invitation.copy'), copiedLabel: t('invitation.copied'), copy: copy.run };
  return (
    <div className={form.form}>
      <Callout>{t('invitation.madeText', { name: invitation.name, date: exactTime(invitation.expiresAt, locale) })}</Callout>
      {bound && invitation.email !== '' && <Callout>{t('invitation.bound', { email: invitation.email })}</Callout>}
      {invitation.link === '' ? <Callout tone="amber">{t('invitation.noLink', { name: invitation.name })}</Callout> : <CopyField label={t('invitation.link')} value={invitation.link} {...words} />}
      <CopyField label={t('invitation.code')} value={invitation.code} large {...words} />
      {copy.failed && <Callout tone="amber">{t('invitation.copyFailed')}</Callout>}
      <div>
        <Button variant="default" onClick={onClose}>
          {t('invitation.done')}
        </Button>
      </div>
    </div>
  );
}
