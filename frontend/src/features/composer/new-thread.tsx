import { Button, Modal, Select, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { Contact, QueuedFile, SendTemplate } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { isBlank } from '@/lib/blank';
import { relayNow } from '@/lib/clock';
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import { formatPhone } from '@/lib/phone';
import { useShortcutScope } from '@/lib/use-shortcuts';
import { useDesk } from '@/stores/desk';
import type { Consent } from '@/stores/consent';
import { clearForm, fillForm, formName, useForm } from '@/stores/forms';
import { useContactByPhone, useContactSearch } from '@/stores/search';
import { channelOf, closesAt, useContact, useThreadWith, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { closeNewThread, useView } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { Callout } from '@/ui/callout';
import { Phone } from '@/ui/phone';
import { EmptyState } from '@/ui/states';
import classes from './new-thread.module.css';
import { SmsCount } from './sms-count';
import { TemplatePicker } from './template-picker';

/** Who it goes to once the customer whom it was opened for is taken off. */
const somebodyElse = '-';

/** The dialog that begins a conversation: from which number, to whom, with which template or text. */
export function NewThread(): ReactElement {
  const { t } = useTranslation('composer');
  const open = useView((view) => view.newThread);
  useShortcutScope('new-thread', { active: open !== null, exclusive: true });
  return (
    <Modal opened={open !== null} onClose={closeNewThread} title={t('new.title')} size={640} closeButtonProps={{ 'aria-label': t('new.cancel') }}>
      {open !== null && <Form contactId={open.contactId} />}
    </Modal>
  );
}

/** Whether a text looks as if a number with its country code was meant. Only the relay says what a number is. */
export function isPhone(text: string): boolean {
  return /^[^\p{L}\p{N}]*(?:[+\uFF0B]|00)/u.test(text) && !/\p{L}/u.test(text) && (text.match(/\p{Nd}/gu) ?? []).length >= 7;
}

function Form({ contactId: known }: { readonly contactId: string }): ReactElement {
  const { t } = useTranslation('composer');
  const go = useGo();
  const numbers = useDesk((desk) => desk.numbers);
  const own = useUser(useMe())?.outbound;
  const active = [...numbers.values()].filter((each) => each.state === 'active').sort((a, b) => a.name.localeCompare(b.name));
  const mine = own?.only === true ? active.filter((each) => own.numbers.includes(each.id)) : active;
  // One for each customer whom it was opened for, and one for anybody: a name filled in for one must not reach another.
  const place = `new ${known}`;
  const head = formName(place, 'to');
  const { numberId = '', who = known, to = '', name = '', text = '' } = useForm(head);
  const contactId = who === somebodyElse ? '' : who;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<BridgeError | null>(null);
  const from = mine.some((each) => each.id === numberId) ? numberId : (mine[0]?.id ?? '');
  const { textOnly, maxText } = channelOf(numbers.get(from)?.channel ?? 'whatsapp');
  const phone = isPhone(to) ? to.trim() : '';
  const taken = useContactByPhone(phone);
  const before = useThreadWith(contactId, from);
  const closes = before === undefined ? null : closesAt(before);
  if (active.length === 0) return <EmptyState icon={<IconPlugConnectedX size={28} stroke={1.4} />} title={t('new.noNumbers')} text={t('new.noNumbersText')} />;
  if (mine.length === 0) return <EmptyState icon={<IconPlugConnectedX size={28} stroke={1.4} />} title={t('new.notYours')} text={t('new.notYoursText')} />;
  const start = async (template: SendTemplate, file: QueuedFile | null, consent: Consent, words = ''): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      const { threadId } = await bridge().threads.start({ numberId: from, contactId, phone: contactId === '' ? phone : '', name: name.trim(), template, ...(words !== '' && { text: words }), ...consent }, file);
      clearForm(head);
      closeNewThread();
      go(threadPath(threadId));
      return true;
    } catch (reason) {
      setError(toBridgeError(reason));
      setBusy(false);
      return false;
    }
  };
  return (
    <div className={classes.form}>
      {mine.length > 1 && (
        <Select label={t('new.from')} value={from} data={mine.map((each) => ({ value: each.id, label: `${each.name} · ${formatPhone(each.phone)}` }))} allowDeselect={false} onChange={(value) => fillForm(head, { numberId: value ?? '' })} />
      )}
      {contactId === '' ? <Recipient form={head} to={to} phone={phone} name={name} numberId={from} /> : <Chosen contactId={contactId} numberId={from} onChange={() => fillForm(head, { who: somebodyElse })} />}
      {textOnly ? (
        <FirstText text={text} most={maxText} busy={busy} ready={contactId !== '' || phone !== ''} onChange={(next) => fillForm(head, { text: next })} onSend={() => void start(noTemplate, null, { askOptIn: false }, text.trim())} />
      ) : (
      <div>
        <p className={classes.label}>{t('new.template')}</p>
        <TemplatePicker key={from} numberId={from} place={place} sendLabel={t('new.start')} busy={busy} ready={contactId !== '' || phone !== ''} to={{ contactId: contactId === '' ? (taken?.id ?? '') : contactId, windowOpen: closes !== null && closes > relayNow() }} onSend={start} />
      </div>
      )}
      {error !== null && (
        <p className={classes.wrong} role="alert">
          {t('new.failed')}: {error.message} <code className="code">{error.shown}</code>
        </p>
      )}
      {!textOnly && <p className={classes.hint}>{t('new.hint')}</p>}
    </div>
  );
}

/** What a conversation without a template names. */
const noTemplate: SendTemplate = { templateId: '', headerText: '', mediaId: '', fileName: '', mime: '', size: 0, params: [], buttonText: '' };

interface FirstTextProps {
  readonly text: string;
  /** In characters. */
  readonly most: number;
  readonly busy: boolean;
  /** It is known who it goes to. */
  readonly ready: boolean;
  readonly onChange: (text: string) => void;
  readonly onSend: () => void;
}

/** The first message of a channel that asks for no template: text, and in how many SMS it goes. */
function FirstText({ text, most, busy, ready, onChange, onSend }: FirstTextProps): ReactElement {
  const { t } = useTranslation('composer');
  const tooLong = Array.from(text.trim()).length > most;
  return (
    <div className={classes.form}>
      <Textarea label={t('new.text')} value={text} onChange={(event) => onChange(event.currentTarget.value)} error={tooLong ? t('new.textLong', { most }) : undefined} autosize minRows={3} maxRows={10} dir="auto" />
      <div className={classes.foot}>
        <SmsCount text={text} />
        <Button loading={busy} disabled={!ready || tooLong || isBlank(text)} onClick={onSend}>
          {t('new.start')}
        </Button>
      </div>
    </div>
  );
}

interface RecipientProps {
  /** In which they are kept. */
  readonly form: string;
  readonly to: string;
  readonly phone: string;
  readonly name: string;
  /** From which of our numbers. */
  readonly numberId: string;
}

function Recipient({ form, to, phone, name, numberId }: RecipientProps): ReactElement {
  const { t } = useTranslation('composer');
  const nameOf = useContactName();
  const found = useContactSearch(to, 5);
  const known = useContactByPhone(phone);
  const choose = (contactId: string): void => fillForm(form, { who: contactId });
  const wrong = to.trim().startsWith('+') && to.trim().length > 8 && phone === '' ? t('new.badNumber') : undefined;
  return (
    <div className={classes.form}>
      <TextInput data-autofocus label={t('new.to')} placeholder={t('new.toPlaceholder')} value={to} maxLength={120} error={wrong} autoComplete="off" onChange={(event) => fillForm(form, { to: event.currentTarget.value })} />
      {known !== undefined && <Known contact={known} numberId={numberId} onChoose={() => choose(known.id)} />}
      {known === undefined && found.length > 0 && (
        <ul className={classes.found} aria-label={t('new.known')}>
          {found.map(({ contact }) => (
            <li key={contact.id}>
              <UnstyledButton className={classes.contact} onClick={() => choose(contact.id)}>
                <Avatar id={contact.id} name={nameOf(contact)} size={24} />
                <bdi className={classes.name}>{nameOf(contact)}</bdi>
                <Phone value={contact.phone} className={classes.hint} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {phone !== '' && known === undefined && <TextInput label={t('new.name')} value={name} maxLength={100} dir="auto" onChange={(event) => fillForm(form, { name: event.currentTarget.value })} />}
    </div>
  );
}

/** Says whose number was typed and leads to their conversation, so that nobody writes to a known customer as to a new one. */
function Known({ contact, numberId, onChoose }: { readonly contact: Contact; readonly numberId: string; readonly onChoose: () => void }): ReactElement {
  const { t } = useTranslation('composer');
  const name = useContactName()(contact);
  return (
    <Callout
      actions={
        <>
          <OpenBefore contactId={contact.id} numberId={numberId} />
          <Button size="compact-sm" variant="subtle" onClick={onChoose}>
            {t('new.choose')}
          </Button>
        </>
      }
    >
      {t('new.taken', { name: isolate(name) })}
    </Callout>
  );
}

/** The way to the conversation that there is with a customer already. */
function OpenBefore({ contactId, numberId }: { readonly contactId: string; readonly numberId: string }): ReactElement | null {
  const { t } = useTranslation('composer');
  const go = useGo();
  const thread = useThreadWith(contactId, numberId);
  if (thread === undefined) return null;
  const open = (): void => {
    closeNewThread();
    go(threadPath(thread.id));
  };
  return (
    <Button size="compact-sm" variant="default" onClick={open}>
      {t('new.openBefore')}
    </Button>
  );
}

interface ChosenProps {
  readonly contactId: string;
  readonly numberId: string;
  readonly onChange: () => void;
}

function Chosen({ contactId, numberId, onChange }: ChosenProps): ReactElement {
  const { t } = useTranslation('composer');
  const contact = useContact(contactId);
  const name = useContactName()(contact);
  return (
    <div>
      <p className={classes.label}>{t('new.to')}</p>
      <div className={classes.chosen}>
        <Avatar id={contactId} name={name} size={28} />
        <bdi className={classes.name}>{name}</bdi>
        <OpenBefore contactId={contactId} numberId={numberId} />
        <Button size="compact-sm" variant="subtle" onClick={onChange}>
          {t('new.change')}
        </Button>
      </div>
    </div>
  );
}
