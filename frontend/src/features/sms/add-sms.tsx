import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { CarrierNumber } from '@/bridge/types';
import { nameFault } from '@/lib/channel-rules';
import { paths } from '@/lib/paths';
import { formatPhone } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';

/** The form: which number, its name, and who gets what is written to it. */
export function AddSMS({ numbers }: { readonly numbers: readonly CarrierNumber[] }): ReactElement {
  const { t } = useTranslation('sms');
  const [, go] = useLocation();
  const online = useOnline();
  const taken = useDesk((desk) => desk.numbers);
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const [inboxId, setInboxId] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct();
  const chosen = numbers.find((each) => each.phone === phone);
  const fault = nameFault(name, [...taken.values()].filter((each) => each.state !== 'gone').map((each) => each.name));
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (chosen === undefined || fault !== undefined) return;
    const added = await act.run(() => bridge().setup.addSMS({ carrier: chosen.carrier, phone, name: name.trim(), inboxId }));
    if (added !== undefined) go(paths.channels);
  };
  return (
    <Section title={t('section')}>
      <form className={form.form} noValidate onSubmit={(event) => void add(event)}>
        <Select
          label={t('number')}
          description={t('numberHint')}
          data={numbers.map((each) => ({ value: each.phone, label: formatPhone(each.phone) }))}
          value={phone === '' ? null : phone}
          onChange={(value) => setPhone(value ?? '')}
          error={tried && chosen === undefined && t('fault.number')}
          allowDeselect={false}
          searchable
          limit={100}
          data-autofocus
        />
        {chosen !== undefined && <Where number={chosen} />}
        <TextInput label={t('name')} description={t('nameHint')} value={name} onChange={(event) => setName(event.currentTarget.value)} error={fault !== undefined && (tried || fault !== 'missing') ? t(`fault.${fault}`) : undefined} maxLength={120} dir="auto" />
        <InboxField value={inboxId} onChange={setInboxId} />
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={!online}>
            {t('add')}
          </Button>
          <Button variant="default" onClick={() => go(paths.channels)}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** Where the number's SMS go now, and what becomes of that. */
function Where({ number }: { readonly number: CarrierNumber }): ReactElement {
  const { t } = useTranslation('sms');
  const { carrier, phone } = number;
  const asked = useQuery({ queryKey: ['sms', 'where', carrier, phone], queryFn: () => bridge().setup.lookSMS({ carrier, phone }), retry: false, staleTime: 0 });
  if (asked.isError) return <Refusal error={toBridgeError(asked.error)} fallback={t('failed')} />;
  if (asked.data === undefined) return <Callout>{t('where.loading')}</Callout>;
  const { address, here, reached } = asked.data;
  if (!reached) return <Callout tone="amber">{t('where.unreachable')}</Callout>;
  if (here) return <Callout>{t('where.here')}</Callout>;
  if (address === '') return <Callout>{t('where.nowhere')}</Callout>;
  return <Callout tone="amber">{t('where.elsewhere', { address })}</Callout>;
}

function InboxField({ value, onChange }: { readonly value: string; readonly onChange: (id: string) => void }): ReactElement {
  const { t } = useTranslation('sms');
  const inboxes = useDesk((desk) => desk.inboxes);
  const offered = [...inboxes.values()].filter((each) => each.type === 'sms' && each.numberId === '').map((each) => ({ value: each.id, label: each.name }));
  return (
    <>
      <Select label={t('inbox')} description={t('inboxHint')} data={[{ value: '', label: t('inboxNone') }, ...offered]} value={value} onChange={(id) => onChange(id ?? '')} allowDeselect={false} searchable limit={100} />
      {value === '' && <Callout tone="amber">{t('inboxNoneText')}</Callout>}
    </>
  );
}
