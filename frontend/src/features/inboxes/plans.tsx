import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Plan } from '@/bridge/types';
import { useConditionWords } from '@/i18n/plan-words';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useHeldRow } from '@/stores/use-held-row';
import { useAct } from '@/stores/use-act';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import { Refusal } from '@/ui/refusal';
import { PlanEditor } from './plan-editor';
import classes from './plans.module.css';

/** The plans that branch: where conversations go by who writes, and when. */
export function Plans(): ReactElement {
  const { t } = useTranslation('inboxes');
  const online = useOnline();
  const plans = useDesk((desk) => desk.plans);
  const [editing, setEditing] = useState<'none' | 'new' | { readonly id: string }>('none');
  const remove = useRemove();
  const editedId = typeof editing === 'object' ? editing.id : '';
  const edited = useHeldRow(plans.get(editedId), editedId);
  const rows = [...plans.values()].filter((each) => each.type === 'branches').sort((a, b) => a.name.localeCompare(b.name));
  return (
    <section className={classes.plans} aria-labelledby="plans">
      <header className={classes.head}>
        <div>
          <h2 id="plans">{t('plans.title')}</h2>
          <p className={classes.hint}>{t('plans.lead')}</p>
        </div>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden="true" />} disabled={!online} onClick={() => setEditing('new')}>
          {t('plans.add')}
        </Button>
      </header>
      <Refusal error={remove.error} fallback={t('failed')} />
      {rows.length > 0 && <PlanTable rows={rows} online={online} onEdit={({ id }) => setEditing({ id })} onDelete={remove.ask} />}
      {editing === 'new' && <PlanEditor plan={undefined} onClose={() => setEditing('none')} />}
      {edited.row !== undefined && <PlanEditor key={edited.row.id} plan={edited.row} gone={edited.gone} onClose={() => setEditing('none')} />}
    </section>
  );
}

function useRemove(): { readonly error: ReturnType<typeof useAct>['error']; readonly ask: (plan: Plan) => void } {
  const { t } = useTranslation('inboxes');
  const act = useAct();
  const ask = (plan: Plan): void => {
    modals.openConfirmModal({
      title: t('plans.delete.title', { name: isolate(plan.name) }),
      children: t('plans.delete.text'),
      labels: { confirm: t('plans.delete.confirm'), cancel: t('delete.cancel') },
      confirmProps: { color: 'red' },
      withCloseButton: false,
      onConfirm: () => void act.run(() => bridge().admin.deletePlan(plan.id)),
    });
  };
  return { error: act.error, ask };
}

interface TableProps {
  readonly rows: readonly Plan[];
  readonly online: boolean;
  readonly onEdit: (plan: Plan) => void;
  readonly onDelete: (plan: Plan) => void;
}

function PlanTable({ rows, online, onEdit, onDelete }: TableProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const nameOf = (id: string): string => inboxes.get(id)?.name ?? id;
  const words = useConditionWords(nameOf);
  const usedBy = (plan: Plan): string => [...numbers.values()].filter((each) => each.planId === plan.id).map((each) => each.name).join(', ');
  const columns: readonly Column<Plan>[] = [
    { key: 'name', title: t('table.name'), width: 'minmax(140px, 1fr)', cell: (row) => <Named><strong dir="auto">{row.name}</strong></Named> },
    { key: 'ways', title: t('plans.ways'), width: 'minmax(240px, 3fr)', cell: (row) => <Ways plan={row} nameOf={nameOf} words={words} /> },
    { key: 'numbers', title: t('plans.numbers'), width: 'minmax(140px, 1fr)', cell: (row) => (usedBy(row) === '' ? <Below>{t('plans.unused')}</Below> : <span dir="auto">{usedBy(row)}</span>) },
    {
      key: 'actions', title: t('table.actions'), width: '76px', end: true,
      cell: (row) => (
        <>
          <IconButton label={t('editNamed', { name: row.name })} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => onEdit(row)} disabled={!online} />
          <IconButton label={t('deleteNamed', { name: row.name })} icon={<IconTrash size={16} stroke={1.6} />} onClick={() => onDelete(row)} disabled={!online} />
        </>
      ),
    },
  ];
  return <DataTable label={t('plans.title')} rows={rows} rowKey={(row) => row.id} columns={columns} minWidth={720} />;
}

interface WaysProps {
  readonly plan: Plan;
  readonly nameOf: (id: string) => string;
  readonly words: ReturnType<typeof useConditionWords>;
}

function Ways({ plan, nameOf, words }: WaysProps): ReactElement {
  const { t } = useTranslation('inboxes');
  const lines = (plan.branches ?? []).map((branch) => t('plans.if', { conditions: branch.if.map(words).join(t('plans.and')), inbox: isolate(nameOf(branch.inboxId)) }));
  const all = [...lines, t('plans.else', { inbox: isolate(nameOf(plan.inboxId)) })];
  return <span title={all.join('\n')}>{all.join(' · ')}</span>;
}
