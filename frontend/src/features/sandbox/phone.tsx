import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { IconDots, IconPlus, IconSend2 } from '@tabler/icons-react';
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SandboxCustomer, SandboxMessage, SandboxPhone, SandboxWrite } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { useNow } from '@/lib/clock';
import { duration } from '@/lib/time';
import { useAct } from '@/stores/use-act';
import { Avatar } from '@/ui/avatar';
import { Phone as PhoneNumber } from '@/ui/phone';
import { Refusal } from '@/ui/refusal';
import { showProblem, showToast } from '@/ui/toast';
import { isSMS, threadOf, writing } from './model';
import { PhoneMessage } from './phone-message';
import classes from './phone.module.css';

/** One pretend customer's phone, at its thread with one of our numbers. */
export function Phone({ phone, numberId }: { readonly phone: SandboxPhone; readonly numberId: string }): ReactElement {
  const { t } = useTranslation('sandbox');
  const act = useAct();
  const thread = threadOf(phone, numberId);
  const { customer } = phone;
  const write = (message: SandboxWrite): Promise<boolean> => act.run(() => bridge().sandbox.write(message)).then((done) => done !== undefined);
  return (
    <section className={classes.phone} aria-label={t('phone.label', { name: customer.name })}>
      <header className={classes.head}>
        <Avatar id={customer.id} name={customer.name} size={32} />
        <div className={classes.names}>
          <strong>
            <bdi>{customer.name}</bdi>
          </strong>
          <span className={`${classes.dim} figures`} dir="ltr">
            {customer.phone === '' ? `${customer.username === '' ? '' : `@${customer.username} · `}${t('phone.hidden')}` : <PhoneNumber value={`+${customer.phone}`} />}
          </span>
        </div>
        <Behaviour customer={customer} />
      </header>
      <Messages messages={thread?.messages ?? []} customer={customer} numberId={numberId} onWrite={(message) => void write(message)} />
      <WindowLine endsAt={thread?.windowEndsMs ?? 0} typing={thread?.typing === true} />
      <Refusal error={act.error} fallback={t('failed')} />
      <Compose customer={customer} numberId={numberId} busy={act.busy} onWrite={write} />
    </section>
  );
}

function Messages({ messages, customer, numberId, onWrite }: { readonly messages: readonly SandboxMessage[]; readonly customer: SandboxCustomer; readonly numberId: string; readonly onWrite: (message: SandboxWrite) => void }): ReactElement {
  const { t } = useTranslation('sandbox');
  const box = useRef<HTMLDivElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [last]);
  return (
    <div ref={box} className={classes.messages} role="log" aria-label={t('phone.label', { name: customer.name })} tabIndex={0}>
      {messages.length === 0 && <p className={classes.empty}>{t('phone.empty')}</p>}
      {messages.map((each) => (
        <PhoneMessage key={each.id} message={each} at={{ customerId: customer.id, numberId }} onWrite={onWrite} />
      ))}
    </div>
  );
}

function WindowLine({ endsAt, typing }: { readonly endsAt: number; readonly typing: boolean }): ReactElement | null {
  const { t } = useTranslation('sandbox');
  const locale = useLocale();
  const now = useNow();
  if (typing) return <span className={classes.dim} style={{ padding: '0 12px' }}>{t('phone.typing')}</span>;
  if (endsAt === 0) return null;
  return (
    <span className={classes.dim} style={{ padding: '0 12px' }}>
      {endsAt > now ? t('phone.window', { time: duration(endsAt - now, locale) }) : t('phone.windowClosed')}
    </span>
  );
}

const flags = ['offline', 'noReceipts', 'noAutoRead', 'blocked'] as const;
const flagWords = { offline: 'off', noReceipts: 'noReceipts', noAutoRead: 'noAutoRead', blocked: 'blocked' } as const;

function Behaviour({ customer }: { readonly customer: SandboxCustomer }): ReactElement {
  const { t } = useTranslation('sandbox');
  const changePhone = async (): Promise<void> => {
    try {
      await bridge().sandbox.putCustomer({ ...customer, identity: customer.identity + 1 });
      showToast('newPhone', t('phone.newPhoneDone', { name: isolate(customer.name) }), t('phone.newPhoneText'));
    } catch (error) {
      showProblem(t('phone.newPhoneFailed'), error);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('phone.more', { name: customer.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {flags.map((flag) => (
          <Menu.CheckboxItem key={flag} checked={customer[flag]} onChange={(checked) => void bridge().sandbox.putCustomer({ ...customer, [flag]: checked })}>
            {t(`phone.${flagWords[flag]}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void changePhone()}>{t('phone.newPhone')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const samples = ['emoji', 'rtl', 'format', 'long', 'photo', 'voice', 'sticker', 'location', 'card', 'ad', 'old'] as const;
type Sample = (typeof samples)[number];

// An SMS is a text, and has the carrier's time.
const samplesOfSMS: readonly Sample[] = ['emoji', 'rtl', 'format', 'long'];

interface ComposeProps {
  readonly customer: SandboxCustomer;
  readonly numberId: string;
  readonly busy: boolean;
  readonly onWrite: (message: SandboxWrite) => Promise<boolean>;
}

function Compose({ customer, numberId, busy, onWrite }: ComposeProps): ReactElement {
  const { t } = useTranslation('sandbox');
  const [text, setText] = useState('');
  const at = { customerId: customer.id, numberId };
  const sms = isSMS(numberId);
  const closed = numberId === '' || (sms && customer.phone === '');
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '' || busy || closed) return;
    if (await onWrite(writing({ ...at, kind: 'text', text }))) setText('');
  };
  return (
    <form className={classes.compose} onSubmit={(event) => void send(event)}>
      <Menu position="top-start" disabled={closed}>
        <Menu.Target>
          <ActionIcon aria-label={t('phone.samples', { name: customer.name })} disabled={closed}>
            <IconPlus size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(sms ? samplesOfSMS : samples).map((each) => (
            <Menu.Item key={each} onClick={() => void onWrite(sampleOf(each, at, (key) => t(`text.${key}`), sms ? longestSMS : longestText))}>
              {t(`sample.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <TextInput aria-label={t('phone.write', { name: customer.name })} placeholder={closed && sms ? t('phone.noSMS') : t(sms ? 'phone.placeholderSMS' : 'phone.placeholder')} value={text} onChange={(event) => setText(event.currentTarget.value)} dir="auto" maxLength={sms ? longestSMS : 60_000} disabled={closed} autoComplete="off" />
      <ActionIcon type="submit" variant="filled" color="accent" size={30} aria-label={t('phone.send', { name: customer.name })} disabled={text.trim() === '' || closed} loading={busy}>
        <IconSend2 size={16} />
      </ActionIcon>
    </form>
  );
}

// What carriers join to one message.
const longestSMS = 1600;

// Long enough that every screen has to fold or scroll it.
const longRepeats = 50;
const longestText = 4000;
const dayAndAnHour = 25 * 3_600_000;

/** A prepared message that is hard to show, to see how the screens cope with it. */
export function sampleOf(sample: Sample, at: { readonly customerId: string; readonly numberId: string }, words: (key: 'emoji' | 'rtl' | 'format' | 'long' | 'old' | 'place' | 'address' | 'friend' | 'adHeadline' | 'adBody' | 'adAsks') => string, longest = longestText): SandboxWrite {
  switch (sample) {
    case 'photo':
      return writing({ ...at, kind: 'image' });
    case 'voice':
      return writing({ ...at, kind: 'audio', voice: true });
    case 'sticker':
      return writing({ ...at, kind: 'sticker' });
    case 'ad':
      return writing({ ...at, kind: 'text', text: words('adAsks'), ad: { headline: words('adHeadline'), body: words('adBody') } });
    case 'location':
      return writing({ ...at, kind: 'location', latitude: 41.4036, longitude: 2.1744, name: words('place'), address: words('address') });
    case 'card':
      return writing({ ...at, kind: 'contacts', cards: [{ name: words('friend'), phone: '+34600111222' }] });
    case 'long':
      return writing({ ...at, kind: 'text', text: Array.from({ length: longRepeats }, () => words('long')).join(' ').slice(0, longest) });
    case 'old':
      return writing({ ...at, kind: 'text', text: words('old'), agoMs: dayAndAnHour });
    case 'emoji':
    case 'rtl':
    case 'format':
      return writing({ ...at, kind: 'text', text: words(sample) });
  }
}
