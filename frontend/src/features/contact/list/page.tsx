import { Button, SegmentedControl, Select, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAddressBook, IconMessagePlus, IconRefresh, IconTableImport } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation, useRoute } from 'wouter';
import type { ContactRow } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { useRegisterActions } from '@/lib/actions';
import { oneOf } from '@/lib/known';
import { type ContactSort, contactSorts } from '@/lib/lists';
import { formatNumber } from '@/lib/numbers';
import { contactPath, paths } from '@/lib/paths';
import { readStored, writeStored } from '@/lib/storage';
import { openUnmerge } from '@/stores/merging';
import { useOnline, useSupervisor } from '@/stores/session';
import { openNewThread } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { type Column, DataTable } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { Below, Named } from '@/ui/named';
import { Page } from '@/ui/page';
import { Phone } from '@/ui/phone';
import { Refusal } from '@/ui/refusal';
import { RelativeTime } from '@/ui/relative-time';
import { SearchField } from '@/ui/search-field';
import { EmptyState, Skeletons } from '@/ui/states';
import { Details } from './details';
import classes from './contacts.module.css';
import { ExportContacts } from './export';
import { ContactsImport } from './import';
import { type Contacts, useContacts, useContactsAgain } from './use-contacts';

const storedSort = 'contacts.sort';
const isSort = (value: unknown): value is ContactSort => typeof value === 'string' && oneOf(contactSorts, value) !== undefined;

/** The customers: supervisors see all of them, agents those with whom they have a conversation. */
export function ContactsPage(): ReactElement {
  const { t } = useTranslation(['contacts', 'identity']);
  const locale = useLocale();
  const online = useOnline();
  const supervisor = useSupervisor();
  const [, params] = useRoute(paths.contact);
  const [, go] = useLocation();
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, 200);
  const [only, setOnly] = useState<'all' | 'blocked' | 'merged'>('all');
  const [label, setLabel] = useState('');
  const [sort, setSort] = useState(() => readStored<ContactSort>(storedSort, 'last', isSort));
  const asked = useMemo(() => ({ text: settled.trim(), sort, ...(only === 'blocked' && { blocked: true }), ...(only === 'merged' && { merged: true }), ...(label !== '' && { label }) }), [settled, sort, only, label]);
  const [importing, setImporting] = useState(false);
  useRegisterActions(supervisor && online ? [{ id: 'contacts.import', label: t('import.title'), group: t('title'), icon: <IconTableImport size={16} />, run: () => setImporting(true) }] : []);
  const again = useContactsAgain();
  const contacts = useContacts(asked, online);
  const narrowed = asked.text !== '' || only !== 'all' || label !== '';
  const clear = (): void => {
    setText('');
    setOnly('all');
    setLabel('');
  };
  const sortBy = (next: string | null): void => {
    const chosen = oneOf(contactSorts, next ?? '') ?? 'last';
    setSort(chosen);
    writeStored(storedSort, chosen);
  };
  const labels = useMemo(() => [...new Set(contacts.rows.flatMap((row) => row.contact.labels ?? []).concat(label === '' ? [] : [label]))].sort((a, b) => a.localeCompare(b, locale)), [contacts.rows, label, locale]);
  const shown = params?.contactId ?? '';
  const actions = (
    <>
      <SearchField label={t('search')} value={text} onChange={setText} />
      <SegmentedControl size="xs" aria-label={t('which')} value={only} onChange={(value) => setOnly(oneOf(['all', 'blocked', 'merged'] as const, value) ?? 'all')} data={[{ value: 'all', label: t('all') }, { value: 'blocked', label: t('blocked') }, ...(supervisor ? [{ value: 'merged', label: t('identity:list.merged') }] : [])]} />
      {labels.length > 0 && <Select size="xs" aria-label={t('label')} placeholder={t('label')} data={labels} value={label === '' ? null : label} onChange={(value) => setLabel(value ?? '')} clearable searchable w={130} />}
      <Select size="xs" aria-label={t('sort.label')} data={contactSorts.map((each) => ({ value: each, label: t(`sort.${each}`) }))} value={sort} onChange={sortBy} allowDeselect={false} w={170} />
      <ExportContacts asked={asked} matching={contacts.matching ?? 0} disabled={!online || (contacts.matching ?? 0) === 0} />
      {supervisor && (
        <Button variant="default" leftSection={<IconTableImport size={16} aria-hidden="true" />} disabled={!online} onClick={() => setImporting(true)}>
          {t('import.button')}
        </Button>
      )}
      <IconButton label={t('refresh')} icon={<IconRefresh size={16} stroke={1.6} />} variant="default" size={34} onClick={contacts.refresh} disabled={!online} />
      <Button leftSection={<IconMessagePlus size={16} aria-hidden="true" />} disabled={!online} onClick={() => openNewThread()}>
        {t('newThread')}
      </Button>
    </>
  );
  const { matching } = contacts;
  const count = matching === undefined ? undefined : narrowed ? t('matching', { count: matching, matching: formatNumber(matching, locale) }) : formatNumber(matching, locale);
  return (
    <Page title={t('title')} count={count} lead={supervisor ? t('lead') : t('leadAgent')} actions={actions}>
      {!online && <Callout tone="amber">{t('offline')}</Callout>}
      <Refusal error={contacts.error} fallback={t('failed')} actions={<Button variant="default" size="compact-sm" onClick={contacts.refresh}>{t('retry')}</Button>} />
      {contacts.loading && <Skeletons rows={8} label={t('loading')} avatar />}
      <Found contacts={contacts} narrowed={narrowed} only={only} onClear={clear} onOpen={(id) => go(contactPath(id))} />
      {importing && <ContactsImport onClose={() => setImporting(false)} onDone={again} />}
      {shown !== '' && <Details key={shown} contactId={shown} row={contacts.rows.flatMap(({ contact, person }) => [contact, ...(person === undefined ? [] : [person])]).find((each) => each.id === shown)} onClose={() => go(paths.contacts)} />}
    </Page>
  );
}

interface FoundProps {
  readonly contacts: Contacts;
  readonly narrowed: boolean;
  readonly only: 'all' | 'blocked' | 'merged';
  readonly onClear: () => void;
  readonly onOpen: (contactId: string) => void;
}

function Found({ contacts, narrowed, only, onClear, onOpen }: FoundProps): ReactElement | null {
  const { t } = useTranslation(['contacts', 'identity']);
  const columns = useColumns(onOpen);
  const [person, part] = useMergedColumns();
  if (contacts.matching === undefined) return null;
  if (contacts.rows.length === 0) {
    if (!narrowed) return <EmptyState icon={<IconAddressBook size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} />;
    const [title, why] = only === 'merged' ? [t('identity:list.none'), t('identity:list.noneText')] : only === 'blocked' ? [t('noneBlocked'), t('noneBlockedText')] : [t('noMatch'), t('noMatchText')];
    return <EmptyState title={title} text={why} action={{ label: t('clear'), run: onClear }} />;
  }
  return (
    <div className={classes.found}>
      <DataTable label={t('title')} rows={contacts.rows} rowKey={(row) => row.contact.id} columns={only === 'merged' ? [...columns.slice(0, 2), person, ...columns.slice(3, 4), part] : columns} minWidth={820} maxHeight="none" all={contacts.matching} onEnd={contacts.more} />
      {contacts.loadingMore && <p className={classes.foot} role="status">{t('more')}</p>}
    </div>
  );
}

/** Into whom a customer was merged, and the way to part them. */
function useMergedColumns(): readonly [Column<ContactRow>, Column<ContactRow>] {
  const { t } = useTranslation(['contacts', 'identity']);
  const nameOf = useContactName();
  const online = useOnline();
  return [
    { key: 'person', title: t('identity:list.mergedInto'), width: 'minmax(180px, 1.4fr)', cell: ({ person }) => <bdi>{nameOf(person)}</bdi> },
    {
      key: 'part', title: t('identity:list.acts'), width: '160px', end: true,
      cell: ({ contact }) => (
        <Button size="compact-sm" variant="default" disabled={!online} aria-label={t('identity:list.undo', { name: nameOf(contact) })} onClick={() => openUnmerge(contact.id)}>
          {t('identity:known.part')}
        </Button>
      ),
    },
  ];
}

const mostLabels = 3;

function useColumns(onOpen: (contactId: string) => void): Column<ContactRow>[] {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const nameOf = useContactName();
  return [
    {
      key: 'name', title: t('column.name'), width: 'minmax(220px, 2fr)',
      // Of somebody who was merged there is the person.
      cell: ({ contact, person }) => {
        const name = nameOf(contact);
        return (
          <UnstyledButton className={classes.who} onClick={() => onOpen(person?.id ?? contact.id)}>
            <Avatar id={contact.id} name={name} size={30} />
            <Named below={contact.savedName !== '' && contact.profileName !== contact.savedName ? contact.profileName : ''}>
              <strong className={classes.name}>
                <bdi>{name}</bdi>
              </strong>
            </Named>
          </UnstyledButton>
        );
      },
    },
    {
      key: 'number', title: t('column.number'), width: 'minmax(150px, 1.2fr)',
      cell: ({ contact }) => <Named below={contact.accountId}>{contact.phone !== '' ? <Phone value={contact.phone} /> : <Below>{contact.phoneHidden ? t('hidden') : t('noNumber')}</Below>}</Named>,
    },
    {
      key: 'labels', title: t('column.labels'), width: 'minmax(140px, 1.4fr)',
      cell: ({ contact }) => (
        <span className={classes.labels}>
          {(contact.blockedAt ?? 0) > 0 && <Chip tone="red">{t('isBlocked')}</Chip>}
          {(contact.labels ?? []).slice(0, mostLabels).map((each) => (
            <Chip key={each}>
              <bdi>{each}</bdi>
            </Chip>
          ))}
          {(contact.labels ?? []).length > mostLabels && <Below>{`+${(contact.labels ?? []).length - mostLabels}`}</Below>}
        </span>
      ),
    },
    { key: 'last', title: t('column.last'), width: '150px', cell: ({ lastAt }) => (lastAt > 0 ? <RelativeTime at={lastAt} locale={locale} /> : <Below>{t('never')}</Below>) },
    { key: 'optIn', title: t('column.optIn'), width: 'minmax(130px, 1fr)', cell: (row) => <Consent row={row} /> },
  ];
}

function Consent({ row: { contact } }: { readonly row: ContactRow }): ReactElement {
  const { t } = useTranslation(['contacts', 'refusals']);
  const purposes = [...new Set((contact.optIns ?? []).filter((each) => each.withdrawnAt === 0).flatMap((each) => each.purposes))];
  if (contact.stopped === true) return <Chip tone="amber">{t('stopped')}</Chip>;
  if (purposes.length === 0) return <Below>{t('noOptIn')}</Below>;
  return <Chip tone="ok">{purposes.map((each) => t(`purpose.${each}`)).join(', ')}</Chip>;
}
