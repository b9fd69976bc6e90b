import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { IconEdit, IconMessagePlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Contact, KV, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { languageName, languageOptions } from '@/i18n/plan-words';
import { useContactName } from '@/i18n/names';
import { useContactLabels, useLabels } from '@/stores/labels';
import { useContact, useInteractions } from '@/stores/selectors';
import { useAct } from '@/stores/use-act';
import { openNewThread } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { FoundUnsaved } from '@/ui/form-notes';
import { IconButton } from '@/ui/icon-button';
import { LabelChip } from '@/ui/label-chip';
import { Phone } from '@/ui/phone';
import { Theirs } from '@/ui/theirs';
import { useFaultFocus } from '@/ui/use-fault-focus';
import { AttributeFields, AttributePairs, useAttributes } from './attribute-fields';
import { fits } from './attributes';
import { attributeField, contactChange, contactDraft, useContactEdit } from './contact-edit';
import classes from './contact-panel.module.css';

/** Who the customer of a conversation is, with what is known of the conversation. */
export function AboutCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const contact = useContact(thread.contactId);
  const data = useInteractions(thread.id).find((each) => each.id === thread.interactionId)?.dataSource ?? [];
  return contact === undefined ? null : <ContactCard contact={contact} data={data} />;
}

/** Who a customer is, as far as it is known; the name and the account are ours to edit. */
export function ContactCard({ contact, data = [], onAsked }: { readonly contact: Contact; readonly data?: readonly KV[]; readonly onAsked?: () => void }): ReactElement {
  const [editing, setEditing] = useState(false);
  const done = (): void => setEditing(false);
  return (
    <section className={classes.card}>
      {editing ? <EditForm key={contact.id} contact={contact} onDone={done} onAsked={onAsked} /> : <Facts data={data} contact={contact} onEdit={() => setEditing(true)} />}
    </section>
  );
}

function Facts({ data, contact, onEdit }: { readonly data: readonly KV[]; readonly contact: Contact; readonly onEdit: () => void }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const name = useContactName()(contact);
  const labels = useContactLabels(contact);
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
        {labels.length > 0 && (
          <>
            <dt>{t('labels')}</dt>
            <dd className={classes.data}>
              {labels.map((each) => (
                <LabelChip key={each.name} name={each.name} colour={each.colour} />
              ))}
            </dd>
          </>
        )}
        <AttributePairs contact={contact} />
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

interface EditProps {
  readonly contact: Contact;
  readonly onDone: () => void;
  /** What there is of the customer may be another by now: it was saved, or refused because of what somebody else did. */
  readonly onAsked: (() => void) | undefined;
}

function EditForm({ contact, onDone, onAsked }: EditProps): ReactElement {
  const { t } = useTranslation(['contact', 'common']);
  const edit = useContactEdit(contact);
  const { draft, put } = edit;
  const now = contactDraft(contact);
  const known = useLabels();
  const wrong = useAttributes().some((each) => !fits(each, draft[attributeField(each.id)] ?? ''));
  const locale = useLocale();
  const act = useAct();
  const { form: shown, refuse } = useFaultFocus();
  const done = (): void => {
    edit.forget();
    onDone();
  };
  const save = async (): Promise<void> => {
    if (edit.clashes.length > 0 || wrong) return refuse();
    if ((await act.run(() => bridge().threads.saveContact(contactChange(draft, contact)))) !== undefined) done();
    onAsked?.();
  };
  const beneath = (field: 'name' | 'accountId' | 'language', words: string): ReactElement | null =>
    edit.clashes.includes(field) ? <Theirs now={words || t('common:theirs.nothing')} onChoose={(whose) => edit.choose(field, whose)} /> : null;
  return (
    <form
      ref={shown}
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
      <FoundUnsaved found={edit.found} onDiscard={edit.forget} />
      <TextInput label={t('name')} value={draft.name} maxLength={100} dir="auto" autoFocus onChange={(event) => put({ name: event.currentTarget.value })} error={act.error === undefined ? undefined : `${t('saveFailed')}: ${act.error.message}`} />
      {beneath('name', now.name)}
      <TextInput label={t('account')} value={draft.accountId} maxLength={100} onChange={(event) => put({ accountId: event.currentTarget.value })} />
      {beneath('accountId', now.accountId)}
      <Select label={t('language')} description={t('languageHint')} data={[{ value: '', label: t('languageNone') }, ...languageOptions(locale, draft.language)]} value={draft.language} onChange={(value) => put({ language: value ?? '' })} allowDeselect={false} searchable />
      {beneath('language', now.language === '' ? '' : languageName(now.language, locale))}
      <TagsInput data={known.map((each) => each.name)} label={t('labels')} description={t('labelsHint')} value={[...draft.labels]} onChange={(labels) => put({ labels })} maxTags={20} error={draft.labels.some((each) => [...each].length > 40) ? t('labelLong') : undefined} />
      <AttributeFields
        valueOf={(id) => draft[attributeField(id)] ?? ''}
        onChange={(id, value) => put({ [attributeField(id)]: value })}
        theirs={(id) => (edit.clashes.includes(attributeField(id)) ? (now[attributeField(id)] ?? '') : undefined)}
        onChoose={(id, whose) => edit.choose(attributeField(id), whose)}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={act.busy} disabled={wrong}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={() => done()}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
