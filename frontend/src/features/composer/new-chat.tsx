import { Button, Modal, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { QueuedFile, SendTemplate } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { threadPath } from '@/lib/paths';
import { formatPhone } from '@/lib/phone';
import { useShortcutScope } from '@/lib/use-shortcuts';
import { useDesk } from '@/stores/desk';
import { clearForm, fillForm, formName, useForm } from '@/stores/forms';
import { useContactSearch } from '@/stores/search';
import { useContact } from '@/stores/selectors';
import { closeNewChat, useView } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { Phone } from '@/ui/phone';
import { EmptyState } from '@/ui/states';
import classes from './new-chat.module.css';
import { TemplatePicker } from './template-picker';

/** Who it goes to once the customer whom it was opened for is taken off. */
const somebodyElse = '-';

/** The dialog that begins a conversation: from which number, to whom, with which template. */
export function NewChat(): ReactElement {
  const { t } = useTranslation('composer');
  const open = useView((view) => view.newChat);
  useShortcutScope('new-chat', { active: open !== null, exclusive: true });
  return (
    <Modal opened={open !== null} onClose={closeNewChat} title={t('new.title')} size={640} closeButtonProps={{ 'aria-label': t('new.cancel') }}>
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
  const [, go] = useLocation();
  const numbers = useDesk((desk) => desk.numbers);
  const active = [...numbers.values()].filter((each) => each.state === 'active').sort((a, b) => a.name.localeCompare(b.name));
  // One for each customer whom it was opened for, and one for anybody: a name filled in for one must not reach another.
  const place = `new ${known}`;
  const head = formName(place, 'to');
  const { numberId = '', who = known, to = '', name = '' } = useForm(head);
  const contactId = who === somebodyElse ? '' : who;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<BridgeError | null>(null);
  const from = numberId === '' ? (active[0]?.id ?? '') : numberId;
  if (active.length === 0) return <EmptyState icon={<IconPlugConnectedX size={28} stroke={1.4} />} title={t('new.noNumbers')} text={t('new.noNumbersText')} />;
  const phone = isPhone(to) ? to.trim() : '';
  const start = async (template: SendTemplate, file: QueuedFile | null): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      const { threadId } = await bridge().chats.start({ numberId: from, contactId, phone: contactId === '' ? phone : '', name: name.trim(), template }, file);
      clearForm(head);
      closeNewChat();
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
      {active.length > 1 && (
        <Select label={t('new.from')} value={from} data={active.map((each) => ({ value: each.id, label: `${each.name} · ${formatPhone(each.phone)}` }))} allowDeselect={false} onChange={(value) => fillForm(head, { numberId: value ?? '' })} />
      )}
      {contactId === '' ? <Recipient form={head} to={to} phone={phone} name={name} /> : <Chosen contactId={contactId} onChange={() => fillForm(head, { who: somebodyElse })} />}
      <div>
        <p className={classes.label}>{t('new.template')}</p>
        <TemplatePicker key={from} numberId={from} place={place} sendLabel={t('new.start')} busy={busy} ready={contactId !== '' || phone !== ''} onSend={start} />
      </div>
      {error !== null && (
        <p className={classes.wrong} role="alert">
          {t('new.failed')}: {error.message} <code className="code">{error.shown}</code>
        </p>
      )}
      <p className={classes.hint}>{t('new.hint')}</p>
    </div>
  );
}

interface RecipientProps {
  /** In which they are kept. */
  readonly form: string;
  readonly to: string;
  readonly phone: string;
  readonly name: string;
}

function Recipient({ form, to, phone, name }: RecipientProps): ReactElement {
  const { t } = useTranslation('composer');
  const nameOf = useContactName();
  const found = useContactSearch(to, 5);
  const wrong = to.trim().startsWith('+') && to.trim().length > 8 && phone === '' ? t('new.badNumber') : undefined;
  return (
    <div className={classes.form}>
      <TextInput data-autofocus label={t('new.to')} placeholder={t('new.toPlaceholder')} value={to} maxLength={120} error={wrong} autoComplete="off" onChange={(event) => fillForm(form, { to: event.currentTarget.value })} />
      {found.length > 0 && (
        <ul className={classes.found} aria-label={t('new.known')}>
          {found.map(({ contact }) => (
            <li key={contact.id}>
              <UnstyledButton className={classes.contact} onClick={() => fillForm(form, { who: contact.id })}>
                <Avatar id={contact.id} name={nameOf(contact)} size={24} />
                <bdi className={classes.name}>{nameOf(contact)}</bdi>
                <Phone value={contact.phone} className={classes.hint} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {phone !== '' && <TextInput label={t('new.name')} value={name} maxLength={100} dir="auto" onChange={(event) => fillForm(form, { name: event.currentTarget.value })} />}
    </div>
  );
}

function Chosen({ contactId, onChange }: { readonly contactId: string; readonly onChange: () => void }): ReactElement {
  const { t } = useTranslation('composer');
  const contact = useContact(contactId);
  const name = useContactName()(contact);
  return (
    <div>
      <p className={classes.label}>{t('new.to')}</p>
      <div className={classes.chosen}>
        <Avatar id={contactId} name={name} size={28} />
        <bdi className={classes.name}>{name}</bdi>
        <Button size="compact-sm" variant="subtle" onClick={onChange}>
          {t('new.change')}
        </Button>
      </div>
    </div>
  );
}
