import { Button, Drawer, MultiSelect, Radio, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useCallback, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Hours, Inbox, PutInbox } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { type Channel, channelRules } from '@/lib/lists';
import { formatPhone } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import type { Editing } from '@/stores/use-edit';
import { useKeepStaffed } from '@/stores/use-keep-staffed';
import { Callout } from '@/ui/callout';
import { FoundUnsaved, Gone } from '@/ui/form-notes';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { Theirs } from '@/ui/theirs';
import { useFaultFocus } from '@/ui/use-fault-focus';
import { HoursFields, OverflowFields } from './hours-fields';
import { ModeField, ModeSettings } from './mode-fields';
import { SurveyFields } from './survey-fields';
import { TargetFields } from './target-fields';
import { draftOf, eligible, type InboxFaults, inboxFaults } from './model';
import { inboxChange, type InboxField } from './rebase';
import { Rehearse } from './rehearse';
import { useInboxEdit } from './use-edit';
import { useInboxWords } from './use-field-words';

interface EditorProps {
  /** undefined makes a new one. */
  readonly inbox: Inbox | undefined;
  /** Whether somebody deleted it while the form was open: then it can be created again. */
  readonly gone?: boolean;
  readonly onClose: () => void;
}

/** Makes an inbox, or changes one. What was typed stays, closed or refused, until it is saved or discarded. */
export function InboxEditor({ inbox, gone = false, onClose }: EditorProps): ReactElement {
  const { t } = useTranslation(['inboxes', 'common']);
  const edit = useInboxEdit(inbox);
  const { draft, put } = edit;
  const { tried, setTried, faults, shown, refuse } = useFaults(edit, inbox);
  const [rehearsing, setRehearsing] = useState(false);
  const act = useAct();
  const changed = gone ? undefined : inbox;
  const mayLeave = useMayLeave(draft, changed);
  const cut = inbox?.cut === true;
  const changeHours = useChangeHours(edit.change);
  const done = (): void => {
    edit.forget();
    onClose();
  };
  const save = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    setTried(true);
    const isWrong = Object.keys(faults).length > 0 || edit.clashes.length > 0;
    if (isWrong && !cut) refuse();
    if (cut || isWrong || !(await mayLeave())) return;
    if ((await act.run(() => bridge().admin.putInbox(inboxChange(gone ? { ...draft, id: '' } : draft, changed)))) !== undefined) done();
  };
  const rehearse = (): void => {
    setTried(true);
    if (Object.keys(faults).length > 0) refuse();
    else setRehearsing(true);
  };
  const beneath = useBeneath(edit, inbox);
  if (rehearsing && changed !== undefined) return <Rehearse draft={draft} inbox={changed} onClose={() => setRehearsing(false)} />;
  return (
    <Drawer opened onClose={gone ? done : onClose} closeOnEscape={!gone} closeOnClickOutside={!gone} position="right" size={440} title={inbox === undefined ? t('editor.new') : t('editor.edit', { name: inbox.name })} closeButtonProps={{ 'aria-label': t('editor.close') }}>
      <form ref={shown} className={form.form} noValidate onSubmit={(event) => void save(event)}>
        {gone ? <Gone name={isolate(inbox?.name ?? '')} note={t('goneNote')} busy={act.busy} onAgain={cut ? undefined : () => void save()} onClose={done} /> : <FoundUnsaved found={edit.found} onDiscard={edit.forget} />}
        <TextInput label={t('editor.name')} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} error={faults.name !== undefined && (tried || faults.name !== 'missing') ? t(`editor.fault.${faults.name}`) : undefined} maxLength={120} data-autofocus dir="auto" />
        {beneath('name')}
        <TypeField draft={draft} onChange={(type) => put({ type, numberId: '' })} />
        <ModeField draft={draft} put={put} />
        {beneath('mode')}
        <NumberField draft={draft} onChange={(numberId) => put({ numberId })} />
        {beneath('numberId')}
        {cut ? <Callout tone="amber">{t('editor.cut')}</Callout> : <AgentsField members={draft.members} wrong={tried && faults.agents === true} onChange={(members) => put({ members })} />}
        <ModeSettings draft={draft} faults={faults} put={put} beneath={beneath} />
        <HoursFields draft={draft} tried={tried} put={put} change={changeHours} />
        {beneath('hours')}
        <OverflowFields draft={draft} put={put} fault={faults.overflow === true} />
        {beneath('overflow')}
        <TargetFields draft={draft} faults={faults.targets} put={put} />
        {beneath('targets')}
        <SurveyFields draft={draft} faults={faults.survey} tried={tried} put={put} />
        {beneath('survey')}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={cut}>
            {gone ? t('common:gone.again') : inbox === undefined ? t('editor.create') : t('editor.save')}
          </Button>
          {changed !== undefined && !cut && (
            <Button variant="default" onClick={rehearse}>
              {t('editor.rehearse')}
            </Button>
          )}
          <Button variant="default" onClick={done}>
            {t('editor.cancel')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

interface Faults {
  readonly tried: boolean;
  readonly setTried: (tried: boolean) => void;
  readonly faults: InboxFaults;
  readonly shown: ReturnType<typeof useFaultFocus>['form'];
  readonly refuse: () => void;
}

/** What keeps the form from being saved. Plans that branch count among the names: in lists and records nobody could tell them apart. */
function useFaults({ draft }: Editing<PutInbox>, inbox: Inbox | undefined): Faults {
  const inboxes = useDesk((desk) => desk.inboxes);
  const plans = useDesk((desk) => desk.plans);
  const [tried, setTried] = useState(false);
  const { form: shown, refuse } = useFaultFocus();
  const others = [...[...inboxes.values()].filter((each) => each.id !== draft.id), ...[...plans.values()].filter((each) => each.type === 'branches')].map((each) => each.name);
  const { agents, ...rest } = inboxFaults(draft, others);
  return { tried, setTried, faults: agents === undefined || inbox?.cut === true ? rest : { ...rest, agents }, shown, refuse };
}

/** Asks before a change leaves an active number without anybody: of its own number those who are agents then, and the number that it gives up. */
function useMayLeave(draft: PutInbox, inbox: Inbox | undefined): () => Promise<boolean> {
  const keepStaffed = useKeepStaffed();
  return async () => {
    if (inbox !== undefined && !(await keepStaffed({ inbox: { id: inbox.id, members: draft.members } }))) return false;
    const had = inbox?.numberId ?? '';
    if (draft.numberId === had) return true;
    if (had !== '' && !(await keepStaffed({ number: { id: had, leads: [] } }))) return false;
    return draft.numberId === '' || keepStaffed({ number: { id: draft.numberId, leads: [{ members: draft.members, cut: false }] } });
  };
}

function useChangeHours(change: Editing<PutInbox>['change']): (make: (hours: Hours) => Partial<Hours>) => void {
  return useCallback((make) => change((now) => (now.hours === undefined ? now : { ...now, hours: { ...now.hours, ...make(now.hours) } })), [change]);
}

/** The choice beneath each field that somebody else changed, too. */
function useBeneath({ clashes, choose }: Editing<PutInbox>, inbox: Inbox | undefined): (field: InboxField) => ReactElement | null {
  const words = useInboxWords();
  return (field) => (inbox === undefined || !clashes.includes(field) ? null : <Theirs now={words(field, draftOf(inbox))} onChoose={(whose) => choose(field, whose)} />);
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
  const plans = useDesk((desk) => desk.plans);
  const options = [...numbers.values()].filter((each) => (each.channel || 'whatsapp') === (draft.type || 'whatsapp')).map((each) => {
    const label = `${each.name} · ${formatPhone(each.phone)}`;
    const plan = plans.get(each.planId);
    // A plan that branches may lead to this very inbox: the number is the plan's all the same.
    if (plan?.type === 'branches') return { value: each.id, label: t('editor.planned', { number: label, plan: plan.name }), disabled: true };
    const other = each.inboxId !== '' && each.inboxId !== draft.id ? inboxes.get(each.inboxId)?.name ?? each.inboxId : '';
    return { value: each.id, label: other === '' ? label : t('editor.taken', { number: label, inbox: other }), disabled: other !== '' };
  });
  return <Select label={t('editor.number')} description={t('editor.numberHint')} data={[{ value: '', label: t('editor.numberNone') }, ...options]} value={draft.numberId} onChange={(value) => onChange(value ?? '')} allowDeselect={false} searchable limit={100} />;
}

function AgentsField({ members, wrong, onChange }: { readonly members: readonly string[]; readonly wrong: boolean; readonly onChange: (members: string[]) => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const users = useDesk((desk) => desk.users);
  // Somebody who was chosen and then switched off stays until they are taken out, and is marked.
  const data = [...users.values()].filter((each) => eligible(each) || members.includes(each.id)).map((each) => ({ value: each.id, label: eligible(each) ? each.name : t('editor.agentOff', { name: each.name }) }));
  return (
    <MultiSelect
      label={t('editor.agents')}
      description={t('editor.agentsHint')}
      placeholder={members.length === 0 ? t('editor.agentsPlaceholder') : undefined}
      data={data}
      value={[...members]}
      onChange={onChange}
      error={wrong ? t('editor.fault.agents') : undefined}
      searchable
      hidePickedOptions
      limit={100}
    />
  );
}
