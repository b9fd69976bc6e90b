import { Button, Drawer, Select } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { clearForm } from '@/stores/forms';
import { useAct } from '@/stores/use-act';
import { useKeepStaffed } from '@/stores/use-keep-staffed';
import { Callout } from '@/ui/callout';
import { Gone } from '@/ui/form-notes';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { Theirs } from '@/ui/theirs';
import { useFaultFocus } from '@/ui/use-fault-focus';
import classes from './channels.module.css';
import { Fact } from './fact';
import { NumberFacts } from './number-facts';
import { ProfileOf } from './profile-of';
import { Settings } from './channel-settings';
import { channelForm } from './settings-edit';
import { IdentityCheckOf } from './identity-check';
import { TwoStepOf } from './two-step';

interface EditorProps {
  readonly number: BusinessNumber;
  /** Whether somebody deleted it while the panel was open: then it can only be read. */
  readonly gone: boolean;
  readonly onClose: () => void;
  readonly onExamine: () => void;
}

/** The side panel of one number, section by section: what it is, settings, mapping, profile. */
export function ChannelEditor({ number, gone, onClose, onExamine }: EditorProps): ReactElement {
  const { t } = useTranslation('channels');
  const close = (): void => {
    if (gone) clearForm(channelForm(number.id));
    onClose();
  };
  return (
    <Drawer opened onClose={close} closeOnEscape={!gone} closeOnClickOutside={!gone} position="right" size={440} title={t('editor.title', { name: number.name })} closeButtonProps={{ 'aria-label': t('editor.close') }}>
      {gone && <Gone name={isolate(number.name)} onClose={close} />}
      <fieldset className={classes.whole} disabled={gone}>
        <NumberFacts number={number} onExamine={onExamine} />
        <Settings number={number} />
        <Mapping number={number} />
        <ProfileOf number={number} />
        <TwoStepOf number={number} />
        <IdentityCheckOf number={number} />
      </fieldset>
    </Drawer>
  );
}

function Mapping({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('channels');
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const plans = useDesk((desk) => desk.plans);
  const branching = [...plans.values()].filter((each) => each.type === 'branches');
  const leads = branching.some((each) => each.id === number.planId) ? number.planId : number.inboxId;
  // Until something is chosen here, the field follows what others choose.
  const [chosen, setChosen] = useState<{ readonly to: string; readonly instead: string }>();
  const inbox = chosen?.to ?? leads;
  const clashes = chosen !== undefined && chosen.instead !== leads && chosen.to !== leads;
  const keepStaffed = useKeepStaffed();
  const { form: shown, refuse } = useFaultFocus();
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const options = [...inboxes.values()].map((each) => {
    const other = each.numberId !== '' && each.numberId !== number.id ? numbers.get(each.numberId)?.name ?? each.numberId : '';
    return { value: each.id, label: other === '' ? each.name : t('editor.taken', { inbox: each.name, number: other }), disabled: other !== '' };
  });
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (clashes) return refuse();
    const plan = branching.find((each) => each.id === inbox);
    const to = plan === undefined ? [inbox] : [plan.inboxId, ...(plan.branches ?? []).map((each) => each.inboxId)];
    if (!(await keepStaffed({ number: { id: number.id, leads: to.flatMap((each) => inboxes.get(each) ?? []) } }))) return;
    if ((await act.run(() => (plan === undefined ? bridge().admin.mapNumber(number.id, inbox) : bridge().admin.planNumber(number.id, inbox)))) === undefined) return;
    setChosen(undefined);
    setSaved(true);
  };
  return (
    <form ref={shown} className={form.part} aria-label={t('editor.mapping')} onSubmit={(event) => void save(event)}>
      <h3>{t('editor.mapping')}</h3>
      <Select
        label={t('editor.inbox')}
        description={t('editor.inboxHint')}
        data={[{ value: '', label: t('editor.none') }, ...options, ...(branching.length === 0 ? [] : [{ group: t('editor.plans'), items: branching.map((each) => ({ value: each.id, label: each.name })) }])]}
        value={inbox}
        onChange={(value) => {
          setChosen({ to: value ?? '', instead: leads });
          setSaved(false);
        }}
        allowDeselect={false}
      />
      {clashes && <Theirs now={plans.get(leads)?.name ?? inboxes.get(leads)?.name ?? t('editor.none')} onChoose={(whose) => setChosen(whose === 'mine' ? { to: chosen.to, instead: leads } : undefined)} />}
      {inbox === '' && number.inboxId !== '' && <Callout tone="amber">{t('editor.unmapNote')}</Callout>}
      <Refusal error={act.error} fallback={t('failed')} />
      {saved && <Callout tone="ok">{t('editor.mapped')}</Callout>}
      <PlanOf number={number} />
      <div>
        <Button type="submit" variant="default" loading={act.busy} disabled={inbox === leads}>
          {t('editor.map')}
        </Button>
      </div>
    </form>
  );
}

/** The plan that a mapped number has: where its conversations go. */
function PlanOf({ number }: { readonly number: BusinessNumber }): ReactElement | null {
  const { t } = useTranslation('channels');
  const plan = useDesk((desk) => desk.plans.get(number.planId));
  if (plan === undefined) return null;
  return (
    <dl className={classes.facts}>
      <Fact name={t('editor.plan')} value={plan.type === 'inbox' ? t('editor.planInbox', { inbox: plan.name }) : plan.name} />
    </dl>
  );
}
