import { Button, Drawer, Select, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Inbox, Plan, PlanBranch, PutPlan } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import type { Editing } from '@/stores/use-edit';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { FoundUnsaved, Gone } from '@/ui/form-notes';
import { IconButton } from '@/ui/icon-button';
import { Refusal } from '@/ui/refusal';
import { Theirs } from '@/ui/theirs';
import { useFaultFocus } from '@/ui/use-fault-focus';
import { ConditionFields } from './condition-fields';
import { choosable, emptyCondition, movedBranch, nobodyIn, planDraft, planFaults, planLimits } from './plan-model';
import { planChange, type planFields } from './rebase';
import { TryPlan } from './try-plan';
import { usePlanEdit } from './use-edit';
import { usePlanWords } from './use-field-words';
import classes from './plans.module.css';

interface EditorProps {
  /** undefined makes a new one. */
  readonly plan: Plan | undefined;
  /** Whether somebody deleted it while the form was open: then it can be created again. */
  readonly gone?: boolean;
  readonly onClose: () => void;
}

/** Makes a plan that branches, or changes one. What was typed stays, closed or refused, until it is saved or discarded. */
export function PlanEditor({ plan, gone = false, onClose }: EditorProps): ReactElement {
  const { t } = useTranslation(['inboxes', 'common']);
  const names = useNames(plan);
  const edit = usePlanEdit(plan);
  const { draft, put } = edit;
  const [tried, setTried] = useState(false);
  const act = useAct();
  const { form: shown, refuse } = useFaultFocus();
  const inboxes = useInboxOptions(draft);
  const empty = useEmpty(draft);
  const [sure, setSure] = useState('');
  const asking = empty.map((each) => each.id).join();
  const faults = planFaults(draft, names);
  const putBranch = (at: number, branch: PlanBranch): void => put({ branches: draft.branches.map((each, other) => (other === at ? branch : each)) });
  const save = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    setTried(true);
    if (Object.keys(faults).length > 0 || edit.clashes.length > 0) {
      refuse();
      return;
    }
    if (asking !== '' && sure !== asking) {
      setSure(asking);
      return;
    }
    if ((await act.run(() => bridge().admin.putPlan(gone ? planChange({ ...draft, id: '' }, undefined) : planChange(draft, plan)))) !== undefined) done();
  };
  const done = (): void => {
    edit.forget();
    onClose();
  };
  const beneath = useBeneath(edit, plan);
  return (
    <Drawer opened onClose={gone ? done : onClose} closeOnEscape={!gone} closeOnClickOutside={!gone} position="right" size={560} title={plan === undefined ? t('plans.new') : t('plans.edit', { name: plan.name })} closeButtonProps={{ 'aria-label': t('editor.close') }}>
      <form ref={shown} className={form.form} noValidate onSubmit={(event) => void save(event)}>
        {gone ? <Gone name={isolate(plan?.name ?? '')} busy={act.busy} onAgain={() => void save()} onClose={done} /> : <FoundUnsaved found={edit.found} onDiscard={edit.forget} />}
        <TextInput label={t('plans.name')} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} error={faults.name !== undefined && (tried || faults.name !== 'missing') ? t(`plans.fault.${faults.name}`) : undefined} maxLength={120} data-autofocus dir="auto" />
        {beneath('name')}
        <p className={classes.hint}>{t('plans.hint')}</p>
        <ol className={classes.branches}>
          {draft.branches.map((branch, at) => (
            <li key={at} className={classes.branch}>
              <Way branch={branch} at={at} of={draft.branches.length} inboxes={inboxes} wrong={tried && Array.isArray(faults.branches) && faults.branches.includes(at)} onChange={(changed) => putBranch(at, changed)} onMove={(to) => put({ branches: movedBranch(draft.branches, at, to) })} onRemove={() => put({ branches: draft.branches.filter((_, other) => other !== at) })} />
            </li>
          ))}
        </ol>
        {beneath('branches')}
        {tried && faults.branches === 'none' && <Callout tone="red">{t('plans.fault.branches')}</Callout>}
        <div>
          <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden="true" />} disabled={draft.branches.length >= planLimits.branches} onClick={() => put({ branches: [...draft.branches, { if: [emptyCondition('source')], inboxId: '' }] })}>
            {t('plans.addBranch')}
          </Button>
        </div>
        <Select label={t('plans.rest')} description={t('plans.restHint')} data={inboxes} value={draft.inboxId === '' ? null : draft.inboxId} onChange={(inboxId) => put({ inboxId: inboxId ?? '' })} error={tried && faults.inbox === true ? t('plans.fault.inbox') : undefined} searchable />
        {beneath('inboxId')}
        <TryPlan draft={draft} whole={faults.inbox === undefined && faults.branches === undefined} />
        <Alone draft={draft} empty={empty} />
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy}>
            {asking !== '' && sure === asking ? t('plans.anyway') : gone ? t('common:gone.again') : plan === undefined ? t('plans.create') : t('editor.save')}
          </Button>
          <Button variant="default" onClick={done}>
            {t('editor.cancel')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

/** The names that others have: of plans, and of inboxes, because in lists and records nobody could tell them apart. */
function useNames(plan: Plan | undefined): string[] {
  const plans = useDesk((desk) => desk.plans);
  const inboxes = useDesk((desk) => desk.inboxes);
  return [...[...plans.values()].filter((each) => each.id !== plan?.id), ...inboxes.values()].map((each) => each.name);
}

/** The choice beneath each field that somebody else changed, too. */
function useBeneath({ clashes, choose }: Editing<PutPlan>, plan: Plan | undefined): (field: (typeof planFields)[number]) => ReactElement | null {
  const words = usePlanWords();
  return (field) => (plan === undefined || !clashes.includes(field) ? null : <Theirs now={words(field, planDraft(plan))} onChoose={(whose) => choose(field, whose)} />);
}

/** The inboxes to which the plan can lead, as options. */
function useInboxOptions(draft: PutPlan): { readonly value: string; readonly label: string }[] {
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  return choosable(draft, inboxes, numbers.values()).map((each) => ({ value: each.id, label: each.name })).sort((a, b) => a.label.localeCompare(b.label));
}

function useEmpty(draft: PutPlan): readonly Inbox[] {
  const inboxes = useDesk((desk) => desk.inboxes);
  const users = useDesk((desk) => desk.users);
  return nobodyIn(draft, inboxes, users);
}

/** Says in which inboxes of the plan nobody can take conversations, and which active numbers would stop being active. */
function Alone({ draft, empty }: { readonly draft: PutPlan; readonly empty: readonly Inbox[] }): ReactElement | null {
  const { t } = useTranslation('inboxes');
  const numbers = useDesk((desk) => desk.numbers);
  if (empty.length === 0) return null;
  const stop = draft.id === '' ? [] : [...numbers.values()].filter((each) => each.planId === draft.id && each.state === 'active');
  const names = (list: readonly { readonly name: string }[]): string => list.map((each) => isolate(each.name)).join(', ');
  return (
    <Callout tone="amber">
      {t('plans.alone', { inboxes: names(empty), count: empty.length })} {stop.length > 0 && t('plans.stops', { numbers: names(stop), count: stop.length })}
    </Callout>
  );
}

interface WayProps {
  readonly branch: PlanBranch;
  readonly at: number;
  readonly of: number;
  readonly inboxes: { readonly value: string; readonly label: string }[];
  readonly wrong: boolean;
  readonly onChange: (branch: PlanBranch) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

function Way({ branch, at, of, inboxes, wrong, onChange, onMove, onRemove }: WayProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const n = at + 1;
  return (
    <fieldset className={classes.way}>
      <legend className={classes.legend}>
        <span>{t('plans.way', { n })}</span>
        <span className={classes.tools}>
          <IconButton label={t('plans.up', { n })} icon={<IconArrowUp size={16} stroke={1.6} />} onClick={() => onMove(at - 1)} disabled={at === 0} />
          <IconButton label={t('plans.down', { n })} icon={<IconArrowDown size={16} stroke={1.6} />} onClick={() => onMove(at + 1)} disabled={n === of} />
          <IconButton label={t('plans.removeBranch', { n })} icon={<IconTrash size={16} stroke={1.6} />} onClick={onRemove} />
        </span>
      </legend>
      {branch.if.map((condition, each) => (
        <ConditionFields
          key={each}
          condition={condition}
          place={t('plans.place', { n, m: each + 1 })}
          inboxes={inboxes}
          alone={branch.if.length === 1}
          onChange={(changed) => onChange({ ...branch, if: branch.if.map((old, other) => (other === each ? changed : old)) })}
          onRemove={() => onChange({ ...branch, if: branch.if.filter((_, other) => other !== each) })}
        />
      ))}
      <div>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden="true" />} disabled={branch.if.length >= planLimits.conditions} onClick={() => onChange({ ...branch, if: [...branch.if, emptyCondition('source')] })}>
          {t('plans.addCondition')}
        </Button>
      </div>
      <Select label={t('plans.to', { n })} data={inboxes} value={branch.inboxId === '' ? null : branch.inboxId} onChange={(inboxId) => onChange({ ...branch, inboxId: inboxId ?? '' })} searchable />
      {wrong && <Callout tone="red">{t('plans.fault.way')}</Callout>}
    </fieldset>
  );
}
