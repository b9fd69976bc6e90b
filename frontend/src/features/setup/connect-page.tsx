import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { FormField, FormReason, Setup } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { oneOf } from '@/lib/known';
import { paths, setupPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Page, Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { Assign } from './connect-assign';
import { asksMethod, asksPin, blankDraft, type ConnectDraft, createOf, type FormWay, phoneOf, reasonOf, reasonsAfter, waysIn } from './connect-model';
import { Connected, Reasons } from './connect-outcome';
import { LinkedWay, ManualWay, MethodChoice, PhoneIdWay, useListed } from './connect-ways';
import { Prerequisites } from './prerequisites';
import classes from './setup.module.css';

/** Connects a number from one form. Nothing is kept until *Connect number* was accepted. */
export function ConnectPage(): ReactElement {
  const { t } = useTranslation('newNumber');
  const [, go] = useLocation();
  const [done, setDone] = useState<Setup>();
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={() => go(paths.channels)}>
      {t('back')}
    </Button>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={back}>
      {done === undefined ? <ConnectForm onCreated={(setup) => (setup.step === 'done' ? setDone(setup) : go(setupPath(setup.id)))} /> : <Connected setup={done} />}
    </Page>
  );
}

function ConnectForm({ onCreated }: { readonly onCreated: (setup: Setup) => void }): ReactElement {
  const { t } = useTranslation('newNumber');
  const say = useSaid();
  const online = useOnline();
  const table = useDesk((desk) => desk.wabas);
  const wabas = [...table.values()];
  const [way, setWay] = useState<FormWay>('linked');
  const [draft, setDraft] = useState<ConnectDraft>(blankDraft);
  const [reasons, setReasons] = useState<readonly FormReason[]>([]);
  const act = useAct();
  const listed = useListed(wabas.find((each) => each.id === draft.wabaId && way !== 'manual'));
  const known = listed.numbers.find((each) => each.phone === phoneOf(way, draft));
  const change = (part: Partial<ConnectDraft>): void => {
    setDraft((before) => ({ ...before, ...part }));
    setReasons((before) => reasonsAfter(before, part));
  };
  const fault = (field: FormField): string | undefined => {
    const found = reasonOf(reasons, field);
    return found === undefined ? undefined : say(found.said);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setReasons([]);
    const answer = await act.run(() => bridge().setup.create(createOf(way, draft, known)));
    if (answer === undefined) return;
    setReasons(answer.value.reasons);
    if (answer.value.setup) onCreated(answer.value.setup);
  };
  const common = { draft, onChange: change, wabas, accountFault: fault('account'), phoneFault: fault('phone') };
  return (
    <form className={`${classes.form} ${classes.sheet}`} onSubmit={(event) => void submit(event)}>
      <Section title={t('which')} text={t(`wayText.${way}`)}>
        <SegmentedControl
          aria-label={t('way')}
          data={waysIn.map((each) => ({ value: each, label: t(`wayName.${each}`) }))}
          value={way}
          onChange={(value) => {
            setWay(oneOf(waysIn, value) ?? 'linked');
            setReasons([]);
            change({ wabaId: '', phone: '' });
          }}
        />
        {way === 'linked' && <LinkedWay {...common} listed={listed} />}
        {way === 'phoneId' && <PhoneIdWay {...common} />}
        {way === 'manual' && <ManualWay {...common} certificateFault={fault('certificate')} />}
        {asksMethod(way, known) && <MethodChoice draft={draft} onChange={change} />}
        {way !== 'linked' && <Prerequisites way={way} />}
      </Section>
      <Section title={t('who')}>
        <Assign draft={draft} onChange={change} needsPin={asksPin(known, reasons)} isNew={known === undefined} nameFault={fault('name')} assignedFault={fault('assigned')} pinFault={fault('pin')} />
      </Section>
      <Reasons reasons={reasons} />
      <Refusal error={act.error} fallback={t('failed')} />
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      <div className={classes.actions}>
        <Button type="submit" loading={act.busy} disabled={!online}>
          {t('create')}
        </Button>
        <span className={classes.quiet}>{t('nothingKept')}</span>
      </div>
    </form>
  );
}
