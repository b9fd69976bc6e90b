import { Modal, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Contact } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { useFocusBack } from '@/lib/use-focus-back';
import { closeMerging, useMerging } from '@/stores/merging';
import { useContact } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { Avatar } from '@/ui/avatar';
import { Callout } from '@/ui/callout';
import { Named } from '@/ui/named';
import { Phone } from '@/ui/phone';
import { Refusal } from '@/ui/refusal';
import { SearchField } from '@/ui/search-field';
import { Skeletons } from '@/ui/states';
import classes from './merge.module.css';
import { MergePreview } from './merge-preview';
import { UnmergeDialog } from './unmerge-dialog';

/** The dialogs that merge two customers and part them again, wherever they were asked for. */
export function MergeDialogs(): ReactElement | null {
  const open = useMerging((merging) => merging.open);
  if (open === null) return null;
  return open.kind === 'merge' ? <MergeDialog key={open.contactId} contactId={open.contactId} /> : <UnmergeDialog key={open.contactId} contactId={open.contactId} />;
}

function MergeDialog({ contactId }: { readonly contactId: string }): ReactElement {
  const { t } = useTranslation('identity');
  const contact = useContact(contactId);
  const online = useOnline();
  const [other, setOther] = useState<string>();
  useFocusBack();
  const name = useContactName()(contact);
  return (
    <Modal opened onClose={closeMerging} size={720} title={t('merge.title', { name: isolate(name) })} closeButtonProps={{ 'aria-label': t('merge.close') }} closeOnClickOutside={false} centered>
      <div className={classes.dialog}>
        {!online && <Callout tone="amber">{t('merge.offline')}</Callout>}
        {other === undefined ? <Pick contactId={contact?.id ?? contactId} onPick={setOther} /> : <MergePreview contactId={contact?.id ?? contactId} otherId={other} onBack={() => setOther(undefined)} />}
      </div>
    </Modal>
  );
}

/** Finds the other one. */
function Pick({ contactId, onPick }: { readonly contactId: string; readonly onPick: (contactId: string) => void }): ReactElement {
  const { t } = useTranslation('identity');
  const online = useOnline();
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({ queryKey: ['contacts', 'merge', settled], queryFn: () => bridge().contacts.list({ text: settled, sort: 'last', after: '' }), enabled: online, gcTime: 60_000 });
  const others = (found.data?.contacts ?? []).map((each) => each.contact).filter((each) => each.id !== contactId && !each.group).slice(0, 8);
  return (
    <>
      <p className={classes.lead}>{t('merge.lead')}</p>
      <SearchField label={t('merge.search')} value={text} onChange={setText} />
      {found.isPending && online && <Skeletons rows={3} label={t('merge.loading')} avatar />}
      <Refusal error={found.isError ? toBridgeError(found.error) : undefined} fallback={t('merge.failed')} />
      {found.isSuccess && others.length === 0 && <p className={classes.lead}>{t('merge.nobody')}</p>}
      <ul className={classes.people}>
        {others.map((each) => (
          <li key={each.id}>
            <Person contact={each} onPick={onPick} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Person({ contact, onPick }: { readonly contact: Contact; readonly onPick: (contactId: string) => void }): ReactElement {
  const { t } = useTranslation(['identity', 'contacts']);
  const name = useContactName()(contact);
  return (
    <UnstyledButton className={classes.person} onClick={() => onPick(contact.id)}>
      <Avatar id={contact.id} name={name} size={30} />
      <Named below={contact.accountId}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
      </Named>
      <span className={classes.number}>{contact.phone !== '' ? <Phone value={contact.phone} /> : contact.phoneHidden ? t('contacts:hidden') : t('contacts:noNumber')}</span>
    </UnstyledButton>
  );
}
