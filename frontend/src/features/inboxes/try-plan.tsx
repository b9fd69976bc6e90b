import { Button, Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { PlanTried, PutPlan } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { useConditionWords } from '@/i18n/plan-words';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import classes from './plans.module.css';

interface Props {
  readonly draft: PutPlan;
  /** Whether it says enough to be tried. */
  readonly whole: boolean;
}

/** Asks where the plan would lead, saved or not: for a customer, on a number, at a time. */
export function TryPlan({ draft, whole }: Props): ReactElement {
  const { t } = useTranslation('inboxes');
  const numbers = useDesk((desk) => desk.numbers);
  const contacts = useDesk((desk) => desk.contacts);
  const nameOf = useContactName();
  const [numberId, setNumber] = useState('');
  const [contactId, setContact] = useState('');
  const [time, setTime] = useState('');
  const [said, setSaid] = useState<{ readonly plan: PutPlan; readonly tried: PlanTried }>();
  const act = useAct();
  const tryIt = async (): Promise<void> => {
    const at = time === '' ? 0 : new Date(time).getTime();
    const tried = await act.run(() => bridge().admin.tryPlan({ branches: draft.branches, inboxId: draft.inboxId, numberId, contactId, phone: '', at: Number.isNaN(at) ? 0 : at }));
    if (tried !== undefined) setSaid({ plan: draft, tried: tried.value });
  };
  return (
    <section className={form.part} aria-labelledby="plan-try">
      <h3 id="plan-try">{t('plans.try.title')}</h3>
      <Select label={t('plans.try.number')} data={[{ value: '', label: t('plans.try.anyNumber') }, ...[...numbers.values()].map((each) => ({ value: each.id, label: each.name }))]} value={numberId} onChange={(value) => setNumber(value ?? '')} allowDeselect={false} searchable />
      <Select label={t('plans.try.customer')} data={[{ value: '', label: t('plans.try.newCustomer') }, ...[...contacts.values()].map((each) => ({ value: each.id, label: nameOf(each) }))]} value={contactId} onChange={(value) => setContact(value ?? '')} allowDeselect={false} searchable limit={100} />
      <TextInput type="datetime-local" label={t('plans.try.time')} description={t('plans.try.timeHint')} value={time} onChange={(event) => setTime(event.currentTarget.value)} />
      <div>
        <Button variant="default" loading={act.busy} disabled={!whole} onClick={() => void tryIt()}>
          {t('plans.try.go')}
        </Button>
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
      {said !== undefined && said.plan === draft && <Outcome plan={said.plan} tried={said.tried} />}
    </section>
  );
}

function Outcome({ plan, tried }: { readonly plan: PutPlan; readonly tried: PlanTried }): ReactElement {
  const { t } = useTranslation('inboxes');
  const inboxes = useDesk((desk) => desk.inboxes);
  const nameOf = (id: string): string => inboxes.get(id)?.name ?? id;
  const words = useConditionWords(nameOf);
  const inbox = nameOf(tried.inboxId);
  return (
    <Callout tone="ok">
      <strong>{tried.branch === 0 ? t('plans.try.rest', { inbox }) : t('plans.try.way', { n: tried.branch, inbox })}</strong>
      <ul className={classes.held}>
        {plan.branches.map((branch, at) =>
          branch.if.map((condition, each) => (
            <li key={`${at} ${each}`}>
              {t(tried.held[at]?.held[each] === true ? 'plans.try.holds' : 'plans.try.fails', { n: at + 1, condition: words(condition) })}
            </li>
          )),
        )}
      </ul>
    </Callout>
  );
}
