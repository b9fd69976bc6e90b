import { Button, Drawer, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Invitation, Presence as PresenceState, User } from '@/bridge/types';
import { useAwayReasons } from '@/i18n/away-reasons';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { presences } from '@/lib/lists';
import { type Reach, reachOf } from '@/stores/reach';
import { useOwnReasons, useUser } from '@/stores/selectors';
import { useDesk } from '@/stores/desk';
import { DeviceList } from './device-list';
import { useMe, useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useKeepStaffed } from '@/stores/use-keep-staffed';
import { Callout } from '@/ui/callout';
import { FoundUnsaved } from '@/ui/form-notes';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { Theirs } from '@/ui/theirs';
import { useFaultFocus } from '@/ui/use-fault-focus';
import { WholeField } from '@/ui/whole-field';
import { OutboundField, PlacesField } from './arranged';
import { Shown } from './invite';
import { rolesFor } from './invite-draft';
import { Licences } from './licences';
import { type PersonDraft, personChange, type PersonEditing, usePersonEdit } from './person-edit';
import { levelFits } from './places';
import { usePersonWords } from './use-person-words';

/** The side panel of one colleague: who they are, presence, password, devices. */
export function UserEditor({ user, onClose }: { readonly user: User; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('people');
  const me = useMe();
  const mine = useSession((store) => store.state?.role ?? '');
  const reach = reachOf(mine, user, user.id === me);
  return (
    <Drawer opened onClose={onClose} position="right" size={440} title={t('editor.title', { name: user.name })} closeButtonProps={{ 'aria-label': t('editor.close') }}>
      <Person user={user} reach={reach} />
      {reach.touch && <Licences user={user} />}
      {reach.touch && <Presence user={user} />}
      {reach.touch && <Password user={user} reach={reach} self={user.id === me} />}
      {reach.touch && (
        <section className={form.part} aria-label={t('editor.devices')}>
          <h3>{t('editor.devices')}</h3>
          <DeviceList userId={user.id} />
        </section>
      )}
    </Drawer>
  );
}

function Person({ user, reach }: { readonly user: User; readonly reach: Reach }): ReactElement {
  const { t } = useTranslation('people');
  const me = useMe();
  const mine = useSession((store) => store.state?.role ?? '');
  const edit = usePersonEdit(user);
  const { draft, now } = edit;
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const mayLeave = useMayLeave(user, edit);
  const beneath = useBeneath(edit);
  const { form: shown, refuse } = useFaultFocus();
  const put = (change: Partial<PersonDraft>): void => {
    setSaved(false);
    edit.put(change);
  };
  const capacityFault = !Number.isInteger(draft.capacity) || draft.capacity < 1 || draft.capacity > 100;
  const self = user.id === me;
  const guarded = !reach.touch;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (edit.clashes.length > 0 || draft.name.trim() === '' || capacityFault || draft.places?.every((each) => levelFits(each.level)) === false) return refuse();
    if (!(await mayLeave()) || (await act.run(() => bridge().admin.updateUser(personChange(draft, user, now)))) === undefined) return;
    edit.forget();
    setSaved(true);
  };
  const roles = rolesFor(mine).includes(user.role) ? rolesFor(mine) : [...rolesFor(mine), user.role];
  return (
    <form ref={shown} className={form.part} aria-label={user.name} noValidate onSubmit={(event) => void save(event)}>
      <FoundUnsaved found={edit.found} onDiscard={edit.forget} />
      {guarded && <Callout>{t('editor.ownerOnly')}</Callout>}
      {self && <Callout>{t('editor.self')}</Callout>}
      {reach.touch && !reach.role && !self && <Callout>{t('editor.adminOnly')}</Callout>}
      <TextInput label={t('editor.name')} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} error={draft.name.trim() === '' ? t('editor.missing') : undefined} maxLength={80} dir="auto" disabled={guarded} />
      {beneath('name')}
      <Select label={t('editor.role')} description={t(`roleHint.${draft.role}`)} data={roles.map((each) => ({ value: each, label: t(`role.${each}`) }))} value={draft.role} onChange={(value) => put({ role: value ?? draft.role })} allowDeselect={false} disabled={!reach.role} />
      {beneath('role')}
      <Switch label={t('editor.active')} description={t('editor.activeHint')} checked={draft.active} onChange={(event) => put({ active: event.currentTarget.checked })} disabled={!reach.active} />
      <Switch label={t('editor.whatsApp')} description={t('editor.whatsAppHint')} checked={draft.whatsApp} onChange={(event) => put({ whatsApp: event.currentTarget.checked })} disabled={guarded} />
      <WholeField label={t('editor.capacity')} description={t('editor.capacityHint')} value={draft.capacity} onChange={(capacity) => put({ capacity })} error={capacityFault ? t('editor.capacityFault') : undefined} min={1} max={100} disabled={guarded} />
      {beneath('capacity')}
      <Switch label={t('editor.auto')} description={t('editor.autoHint')} checked={draft.autoAccept} onChange={(event) => put({ autoAccept: event.currentTarget.checked })} disabled={guarded} />
      <OutboundField value={draft.outbound} role={draft.role} onChange={(outbound) => put({ outbound })} disabled={guarded} />
      {beneath('outbound')}
      {draft.places === undefined ? <Callout>{t('places.cut')}</Callout> : <PlacesField value={draft.places} onChange={(places) => put({ places })} disabled={guarded} />}
      {beneath('places')}
      <Refusal error={act.error} fallback={t('failed')} />
      {saved && <Callout tone="ok">{t('editor.saved')}</Callout>}
      <div>
        <Button type="submit" loading={act.busy} disabled={guarded}>
          {t('editor.save')}
        </Button>
      </div>
    </form>
  );
}

/** Asks before a change leaves an active number without anybody. */
function useMayLeave(user: User, { draft, now }: PersonEditing): () => Promise<boolean> {
  const inboxes = useDesk((desk) => desk.inboxes);
  const keepStaffed = useKeepStaffed();
  return async () => {
    if (!(await keepStaffed({ user: { ...user, active: draft.active, whatsApp: draft.whatsApp } }))) return false;
    const left = (now.places ?? []).filter((each) => draft.places?.some((one) => one.inboxId === each.inboxId) === false);
    for (const { inboxId } of left) {
      if (!(await keepStaffed({ inbox: { id: inboxId, members: (inboxes.get(inboxId)?.members ?? []).filter((each) => each !== user.id) } }))) return false;
    }
    return true;
  };
}

/** The choice beneath each field that somebody else changed, too. */
function useBeneath(edit: PersonEditing): (field: keyof PersonDraft) => ReactElement | null {
  const words = usePersonWords(edit);
  return (field) => (edit.clashes.includes(field) ? <Theirs now={words(field)} onChoose={(whose) => edit.choose(field, whose)} /> : null);
}

function Presence({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation('people');
  const act = useAct();
  const reasons = useAwayReasons(useOwnReasons());
  const [reason, setReason] = useState('');
  const setter = useUser(user.presenceBy ?? '')?.name;
  const set = (state: PresenceState): void => void act.run(() => bridge().admin.setPresenceOf({ userId: user.id, state, reason: state === 'away' ? reason : '' }));
  return (
    <section className={form.part} aria-label={t('editor.presence')}>
      <h3>{t('editor.presence')}</h3>
      <p>{t('editor.presenceText')}</p>
      {setter !== undefined && <p>{t('editor.setBy', { state: t(`presence.${oneOf(presences, user.chosen) ?? 'online'}`), name: isolate(setter) })}</p>}
      <Select label={t('editor.reason')} data={[{ value: '', label: t('editor.noReason') }, ...reasons.map((each) => ({ value: each, label: each }))]} value={reason} onChange={(value) => setReason(value ?? '')} allowDeselect={false} />
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={form.buttons}>
        {presences.map((each) => (
          <Button key={each} variant="default" disabled={act.busy || (user.chosen === each && (each !== 'away' || user.presenceReason === reason))} onClick={() => set(each)}>
            {t('editor.set', { state: t(`presence.${each}`) })}
          </Button>
        ))}
      </div>
    </section>
  );
}

function Password({ user, reach, self }: { readonly user: User; readonly reach: Reach; readonly self: boolean }): ReactElement {
  const { t } = useTranslation('people');
  const [made, setMade] = useState<Invitation>();
  const act = useAct();
  const reset = async (): Promise<void> => {
    const answer = await act.run(() => bridge().admin.resetPassword(user.id));
    if (answer !== undefined) setMade(answer.value);
  };
  if (!reach.reset) {
    return (
      <section className={form.part} aria-label={t('editor.password')}>
        <h3>{t('editor.password')}</h3>
        <p>{self ? t('editor.passwordSelf') : t('editor.passwordAdmin', { name: user.name })}</p>
      </section>
    );
  }
  return (
    <section className={form.part} aria-label={t('editor.password')}>
      <h3>{t('editor.password')}</h3>
      <p>{t('editor.passwordText', { name: user.name })}</p>
      <Refusal error={act.error} fallback={t('failed')} />
      {made === undefined ? (
        <div>
          <Button variant="default" loading={act.busy} onClick={() => void reset()}>
            {t('editor.reset')}
          </Button>
        </div>
      ) : (
        <Shown invitation={made} onClose={() => setMade(undefined)} />
      )}
    </section>
  );
}
