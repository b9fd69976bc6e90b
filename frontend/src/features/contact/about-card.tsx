import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { IconEdit, IconMessagePlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Contact, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { languageName, languageOptions } from '@/i18n/plan-words';
import { useContactName } from '@/i18n/names';
import { useContact, useInteractions } from '@/stores/selectors';
import { useAct } from '@/stores/use-act';
import { openNewThread } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { Chip } from '@/ui/chip';
import { IconButton } from '@/ui/icon-button';
import { Phone } from '@/ui/phone';
import classes from './contact-panel.module.css';

/** Who the customer is, as far as it is known; the name and the account are ours to edit. */
export function AboutCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const contact = useContact(thread.contactId);
  const [editing, setEditing] = useState(false);
  if (contact === undefined) return null;
  return (
    <section className={classes.card}>
      {editing ? <EditForm key={contact.id} contact={contact} onDone={() => setEditing(false)} /> : <Facts thread={thread} contact={contact} onEdit={() => setEditing(true)} />}
    </section>
  );
}

function Facts({ thread, contact, onEdit }: { readonly thread: Thread; readonly contact: Contact; readonly onEdit: () => void }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const name = useContactName()(contact);
  const data = useInteractions(thread.id).find((each) => each.id === thread.interactionId)?.dataSource ?? [];
  return (
    <>
      <div className={classes.who} data-long={name.length > 24 || undefined}>
        <Avatar id={contact.id} name={name} size={32} />
        <bdi className={classes.name}>{name}</bdi>
        <IconButton label={t('newThread')} icon={<IconMessagePlus size={17} stroke={1.6} />} onClick={() => openNewThread(contact.id)} />
        <IconButton label={t('edit')} icon={<IconEdit size={17} stroke={1.6} />} onClick={onEdit} />
      </div>
      <dl className={classes.pairs}>
        <dt>{t('phone')}</dt>
        <dd>{contact.phone !== '' ? <Phone value={contact.phone} /> : <span className={classes.dim}>{contact.phoneHidden ? t('phoneHidden') : t('noPhone')}</span>}</dd>
        {contact.username !== '' && (
          <>
            <dt>{t('username')}</dt>
            <dd>
              <bdi>@{contact.username.replace(/^@/, '')}</bdi>
            </dd>
          </>
        )}
        {contact.profileName !== '' && contact.profileName !== name && (
          <>
            <dt>{t('profileName')}</dt>
            <dd>
              <bdi>{contact.profileName}</bdi>
            </dd>
          </>
        )}
        {contact.accountId !== '' && (
          <>
            <dt>{t('account')}</dt>
            <dd>
              <bdi className="figures">{contact.accountId}</bdi>
            </dd>
          </>
        )}
        {(contact.language ?? '') !== '' && (
          <>
            <dt>{t('language')}</dt>
            <dd>{languageName(contact.language ?? '', locale)}</dd>
          </>
        )}
        {(contact.labels ?? []).length > 0 && (
          <>
            <dt>{t('labels')}</dt>
            <dd className={classes.data}>
              {contact.labels?.map((each) => (
                <Chip key={each}>
                  <bdi>{each}</bdi>
                </Chip>
              ))}
            </dd>
          </>
        )}
        {data.length > 0 && (
          <>
            <dt>{t('data')}</dt>
            <dd className={classes.data}>
              {data.map((each) => (
                <bdi key={each.key} className={`code ${classes.kv}`}>
                  {each.key}={each.value}
                </bdi>
              ))}
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

function EditForm({ contact, onDone }: { readonly contact: Contact; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('contact');
  const [name, setName] = useState(contact.savedName === '' ? contact.profileName : contact.savedName);
  const [accountId, setAccountId] = useState(contact.accountId);
  const [language, setLanguage] = useState(contact.language ?? '');
  const [labels, setLabels] = useState(contact.labels ?? []);
  const locale = useLocale();
  const act = useAct();
  const save = async (): Promise<void> => {
    const done = await act.run(() => bridge().threads.saveContact({ contactId: contact.id, name: name.trim(), accountId: accountId.trim(), known: { language, labels } }));
    if (done !== undefined) onDone();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <TextInput label={t('name')} value={name} maxLength={100} dir="auto" autoFocus onChange={(event) => setName(event.currentTarget.value)} error={act.error === undefined ? undefined : `${t('saveFailed')}: ${act.error.message}`} />
      <TextInput label={t('account')} value={accountId} maxLength={100} onChange={(event) => setAccountId(event.currentTarget.value)} />
      <Select label={t('language')} description={t('languageHint')} data={[{ value: '', label: t('languageNone') }, ...languageOptions(locale, language)]} value={language} onChange={(value) => setLanguage(value ?? '')} allowDeselect={false} searchable />
      <TagsInput label={t('labels')} description={t('labelsHint')} value={labels} onChange={setLabels} maxTags={20} error={labels.some((each) => [...each].length > 40) ? t('labelLong') : undefined} />
      <div className={classes.buttons}>
        <Button type="submit" loading={act.busy}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
