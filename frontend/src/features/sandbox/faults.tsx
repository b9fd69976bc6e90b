import { Button, NumberInput, Switch } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { CheckName, SandboxFaults } from '@/bridge/types';
import { checkNames } from '@/lib/lists';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { anyFault, noFaults } from './model';
import classes from './sandbox.module.css';

const hinted = ['webhooksStopped', 'tokenDead', 'smsLost'] as const;
const plain = ['syncErrors', 'messagesOnly'] as const;
const delays = ['webhookLatencyMs', 'apiLatencyMs', 'reorderMs'] as const;
const chances = ['duplicateProbability', 'apiErrorProbability', 'failAfterSend'] as const;
const counts = ['duplicateCount', 'apiErrorCode'] as const;

/** The failures to play: switches act at once, numbers by Apply. */
export function Faults({ faults }: { readonly faults: SandboxFaults }): ReactElement {
  const { t } = useTranslation('sandbox');
  const [typed, setTyped] = useState<Partial<SandboxFaults>>({});
  const act = useAct();
  const draft = { ...faults, ...typed };
  const apply = async (next: SandboxFaults): Promise<void> => {
    if ((await act.run(() => bridge().sandbox.setFaults(next))) !== undefined) setTyped({});
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void apply(draft);
  };
  const toggle = (key: (typeof hinted)[number] | (typeof plain)[number], hint?: string): ReactElement => (
    <Switch key={key} label={t(`faults.${key}`)} description={hint} checked={faults[key]} disabled={act.busy} onChange={(event) => void apply({ ...draft, [key]: event.currentTarget.checked })} />
  );
  const number = (key: (typeof delays)[number] | (typeof chances)[number] | (typeof counts)[number], scale: number, max: number): ReactElement => (
    <NumberInput key={key} label={t(`faults.${key}`)} value={Math.round(draft[key] * scale)} onChange={(value) => setTyped({ ...typed, [key]: Number(value === '' ? 0 : value) / scale })} min={0} max={max} allowDecimal={false} allowNegative={false} />
  );
  return (
    <Section title={t('faults.title')} text={t('faults.text')}>
      <form className={classes.form} onSubmit={submit}>
        {hinted.map((each) => toggle(each, t(`faults.${each}Hint`)))}
        {plain.map((each) => toggle(each))}
        <div className={classes.pair}>
          {delays.map((each) => number(each, 1, 600_000))}
          {chances.map((each) => number(each, 100, 100))}
          {counts.map((each) => number(each, 1, each === 'duplicateCount' ? 20 : 9_999_999))}
        </div>
        <Breaks broken={faults.breaks} disabled={act.busy} onChange={(breaks) => void apply({ ...draft, breaks })} />
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={classes.buttons}>
          <Button type="submit" loading={act.busy} disabled={Object.keys(typed).length === 0}>
            {t('faults.apply')}
          </Button>
          <Button variant="default" disabled={act.busy || !anyFault(draft)} onClick={() => void apply(noFaults)}>
            {t('faults.calm')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** One switch for each check of a connection: it makes that check fail and no other. */
function Breaks({ broken, disabled, onChange }: { readonly broken: readonly CheckName[]; readonly disabled: boolean; readonly onChange: (broken: CheckName[]) => void }): ReactElement {
  const { t } = useTranslation('sandbox');
  const { t: names } = useTranslation('refusals');
  return (
    <fieldset className={classes.breaks}>
      <legend>{t('faults.breaks')}</legend>
      <p>{t('faults.breaksHint')}</p>
      <div className={classes.pair}>
        {checkNames.map((each) => (
          <Switch
            key={each}
            label={names(`noun.check_${each}`)}
            checked={broken.includes(each)}
            disabled={disabled}
            onChange={(event) => onChange(checkNames.filter((name) => (name === each ? event.currentTarget.checked : broken.includes(name))))}
          />
        ))}
      </div>
    </fieldset>
  );
}
