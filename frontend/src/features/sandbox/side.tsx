/** The panel's right column: what the wizard asks for, colleagues to sign in as, a new customer, the counters. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SandboxCounters, SandboxPanel } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { flushDrafts } from '@/stores/drafts';
import { useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { CopyField } from '@/ui/copy-field';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { useColleagues } from './colleagues';
import classes from './sandbox.module.css';

/** Ids and token to copy into the wizard, and how the numbers stand. */
export function ForTheWizard({ panel }: { readonly panel: SandboxPanel }): ReactElement {
  const { t } = useTranslation('sandbox');
  const copy = useCopy();
  const words = { copyLabel: t('wizard.copy'), copiedLabel: t('wizard.copied'), copy: copy.run };
  return (
    <Section title={t('wizard.title')} text={t('wizard.text')}>
      <CopyField label={t('wizard.account')} value={panel.accountId} {...words} />
      <CopyField label={t('wizard.app')} value={panel.appId} {...words} />
      <CopyField label={t('wizard.token')} value={panel.token} {...words} />
      {copy.failed && <Callout tone="amber">{t('wizard.copyFailed')}</Callout>}
      <strong>{t('wizard.numbers')}</strong>
      <ul className={classes.lines}>
        {panel.numbers.map((each) => (
          <li key={`${each.id} ${each.digits}`}>
            <span className="code">+{each.digits}</span>
            {each.name !== '' && <span dir="auto">{each.name}</span>}
            {each.atCarrier && <Chip>{t('wizard.atCarrier')}</Chip>}
            {each.live ? <Chip tone="ok">{t('wizard.live')}</Chip> : each.verified && <Chip>{t('wizard.verified')}</Chip>}
            {each.lastText !== '' && <span className={classes.dim}>{t('wizard.handset', { text: each.lastText })}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Signs in as a colleague, so that one person can try every role. */
export function Colleagues(): ReactElement | null {
  const { t } = useTranslation('sandbox');
  const me = useSession((store) => store.state?.userName ?? '');
  const colleagues = useColleagues();
  const act = useAct();
  if (colleagues.length === 0) return null;
  return (
    <Section title={t('people.title')} text={t('people.text')}>
      <span>{t('people.you', { name: me })}</span>
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.buttons}>
        {colleagues.map((each) => (
          <Button key={each.email} variant="default" disabled={act.busy} onClick={() => void act.run(async () => flushDrafts().then(() => bridge().session.switchUser(each.email)))}>
            {t('people.as', { name: each.name })}
          </Button>
        ))}
      </div>
    </Section>
  );
}

/** Gives a new pretend customer a phone. */
export function AddCustomer(): ReactElement {
  const { t } = useTranslation('sandbox');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [username, setUsername] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct();
  const digits = phone.replace(/\D/g, '');
  const phoneFault = digits !== '' && (digits.length < 7 || digits.length > 15);
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || phoneFault) return;
    const customer = { id: '', name: name.trim(), phone: digits, username: username.trim().replace(/^@/, ''), country: '', offline: false, noReceipts: false, noAutoRead: false, blocked: false, identity: 0 };
    if ((await act.run(() => bridge().sandbox.putCustomer(customer))) === undefined) return;
    setName('');
    setPhone('');
    setUsername('');
    setTried(false);
  };
  return (
    <Section title={t('customer.title')}>
      <form className={classes.form} aria-label={t('customer.title')} noValidate onSubmit={(event) => void add(event)}>
        <TextInput label={t('customer.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} error={tried && name.trim() === '' ? t('customer.nameFault') : undefined} maxLength={80} dir="auto" />
        <TextInput label={t('customer.phone')} description={t('customer.phoneHint')} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} error={phoneFault ? t('customer.phoneFault') : undefined} inputMode="tel" maxLength={30} />
        <TextInput label={t('customer.username')} value={username} onChange={(event) => setUsername(event.currentTarget.value)} maxLength={60} />
        <Refusal error={act.error} fallback={t('failed')} />
        <div>
          <Button type="submit" variant="default" loading={act.busy}>
            {t('customer.add')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

const counterNames = ['delivered', 'pending', 'retries', 'duplicates', 'failed', 'apiCalls', 'apiErrors', 'accepted', 'sms'] as const;

/** What the pretend Meta and carrier did since they began. */
export function Counters({ counters }: { readonly counters: SandboxCounters }): ReactElement {
  const { t } = useTranslation('sandbox');
  const locale = useLocale();
  return (
    <Section title={t('counters.title')}>
      <dl className={classes.counters}>
        {counterNames.map((each) => (
          <Count key={each} name={t(`counters.${each}`)} value={formatNumber(counters[each], locale)} />
        ))}
      </dl>
    </Section>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd className="figures">{value}</dd>
    </>
  );
}
