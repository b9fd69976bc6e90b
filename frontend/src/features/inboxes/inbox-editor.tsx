import { Button, Drawer, MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Hours, Inbox, PutInbox } from '@/bridge/types';
import { type Channel, channelRules } from '@/lib/lists';
import { formatPhone } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { useKeepStaffed } from '@/stores/use-keep-staffed';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { HoursFields, OverflowFields } from './hours-fields';
import { ModeField, ModeSettings } from './mode-fields';
import { TargetFields } from './target-fields';
import { draftOf, eligible, inboxFaults, putOf } from './model';
import { Rehearse } from './rehearse';
import { useFaultFocus } from './use-fault-focus';

/** Makes an inbox, or changes one. What was typed stays when the relay refuses it. */
export function InboxEditor({ inbox, onClose }: { readonly inbox: Inbox | undefined; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const inboxes = useDesk((desk) => desk.inboxes);
  const [draft, setDraft] = useState<PutInbox>(() => draftOf(inbox));
  const [tried, setTried] = useState(false);
  const [rehearsing, setRehearsing] = useState(false);
  const act = useAct();
  const keepStaffed = useKeepStaffed();
  const { form: shown, refuse } = useFaultFocus();
  const cut = inbox?.cut === true;
  const put = (change: Partial<PutInbox>): void => setDraft({ ...draft, ...change });
  const changeHours = useCallback(
    (make: (hours: Hours) => Partial<Hours>): void => setDraft((now) => (now.hours === undefined ? now : { ...now, hours: { ...now.hours, ...make(now.hours) } })),
    [],
  );
  const faults = inboxFaults(draft, [...inboxes.values()].filter((each) => each.id !== draft.id).map((each) => each.name));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0) refuse();
    if (cut || Object.keys(faults).length > 0) return;
    if (inbox !== undefined && !(await keepStaffed({ inbox: { id: inbox.id, members: draft.members } }))) return;
    if ((await act.run(() => bridge().admin.putInbox(putOf(draft, inbox)))) !== undefined) onClose();
  };
  const rehearse = (): void => {
    setTried(true);
    if (Object.keys(faults).length > 0) refuse();
    else setRehearsing(true);
  };
  if (rehearsing && inbox !== undefined) return <Rehearse draft={draft} inbox={inbox} onClose={() => setRehearsing(false)} />;
  return (
    <Drawer opened onClose={onClose} position="right" size={440} title={inbox === undefined ? t('editor.new') : t('editor.edit', { name: inbox.name })} closeButtonProps={{ 'aria-label': t('editor.close') }}>
      <form ref={shown} className={form.form} noValidate onSubmit={(event) => void save(event)}>
        <TextInput label={t('editor.name')} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} error={faults.name !== undefined && (tried || faults.name !== 'missing') ? t(`editor.fault.${faults.name}`) : undefined} maxLength={120} data-autofocus dir="auto" />
        <TypeField draft={draft} onChange={(type) => put({ type, numberId: '' })} />
        <ModeField draft={draft} put={put} />
        <NumberField draft={draft} onChange={(numberId) => put({ numberId })} />
        {cut ? <Callout tone="amber">{t('editor.cut')}</Callout> : <AgentsField members={draft.members} onChange={(members) => put({ members })} />}
        <ModeSettings draft={draft} faults={faults} put={put} />
        <HoursFields draft={draft} tried={tried} put={put} change={changeHours} />
        <OverflowFields draft={draft} put={put} fault={faults.overflow === true} />
        <TargetFields draft={draft} faults={faults.targets} put={put} />
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={cut}>
            {inbox === undefined ? t('editor.create') : t('editor.save')}
          </Button>
          {inbox !== undefined && !cut && (
            <Button variant="default" onClick={rehearse}>
              {t('editor.rehearse')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('editor.cancel')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

/** What the inbox is for, which never changes afterwards. */
function TypeField({ draft, onChange }: { readonly draft: PutInbox; readonly onChange: (type: Channel) => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const type = draft.type || 'whatsapp';
  if (draft.id !== '') return <TextInput label={t('editor.type')} value={channelRules[type].name} readOnly />;
  return (
    <Radio.Group label={t('editor.type')} description={t('editor.typeHint')} value={type} onChange={(value) => onChange(value === 'sms' ? 'sms' : 'whatsapp')}>
      <Stack gap="xs" mt="xs">
        {(Object.keys(channelRules) as Channel[]).map((each) => (
          <Radio key={each} value={each} label={channelRules[each].name} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function NumberField({ draft, onChange }: { readonly draft: PutInbox; readonly onChange: (numberId: string) => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const options = [...numbers.values()].filter((each) => (each.channel || 'whatsapp') === (draft.type || 'whatsapp')).map((each) => {
    const other = each.inboxId !== '' && each.inboxId !== draft.id ? inboxes.get(each.inboxId)?.name ?? each.inboxId : '';
    const label = `${each.name} · ${formatPhone(each.phone)}`;
    return { value: each.id, label: other === '' ? label : t('editor.taken', { number: label, inbox: other }), disabled: other !== '' };
  });
  return <Select label={t('editor.number')} description={t('editor.numberHint')} data={[{ value: '', label: t('editor.numberNone') }, ...options]} value={draft.numberId} onChange={(value) => onChange(value ?? '')} allowDeselect={false} searchable limit={100} />;
}

function AgentsField({ members, onChange }: { readonly members: readonly string[]; readonly onChange: (members: string[]) => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const users = useDesk((desk) => desk.users);
  // Somebody who was chosen and then switched off stays until they are taken out, and is marked.
  const data = [...users.values()].filter((each) => eligible(each) || members.includes(each.id)).map((each) => ({ value: each.id, label: eligible(each) ? each.name : t('editor.agentOff', { name: each.name }) }));
  return (
    <>
      <MultiSelect label={t('editor.agents')} description={t('editor.agentsHint')} placeholder={members.length === 0 ? t('editor.agentsPlaceholder') : undefined} data={data} value={[...members]} onChange={onChange} searchable hidePickedOptions limit={100} />
      {members.length === 0 && <Callout tone="amber">{t('editor.agentsNone')}</Callout>}
    </>
  );
}
