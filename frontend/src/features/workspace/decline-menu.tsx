import { Button, Menu, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Decline } from '@/bridge/threads';
import { declineReasons } from '@/lib/lists';
import { IconButton } from '@/ui/icon-button';
import classes from './offers.module.css';

const longestNote = 120;

/** Declines with a reason: one of a short list, or a line of one's own. */
export function DeclineMenu({ name, onDecline }: { readonly name: string; readonly onDecline: (why: Decline) => void }): ReactElement {
  const { t } = useTranslation('workspace');
  const [note, setNote] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (note.trim() !== '') onDecline({ reason: 'other', note: note.trim() });
  };
  return (
    <Menu position="bottom-end" width={300} withinPortal trapFocus>
      <Menu.Target>
        <IconButton label={t('offer.declineWhy', { name })} icon={<IconChevronDown size={16} stroke={1.8} />} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('offer.declineBecause')}</Menu.Label>
        {declineReasons
          .filter((each) => each !== 'other')
          .map((each) => (
            <Menu.Item key={each} onClick={() => onDecline({ reason: each, note: '' })}>
              {t(`offer.reason.${each}`)}
            </Menu.Item>
          ))}
        <form className={classes.ownWords} onSubmit={submit}>
          <TextInput aria-label={t('offer.ownWords')} placeholder={t('offer.ownWords')} value={note} maxLength={longestNote} dir="auto" onChange={(event) => setNote(event.currentTarget.value)} onKeyDown={(event) => event.key !== 'Escape' && event.key !== 'Tab' && event.stopPropagation()} />
          <Button type="submit" variant="default" disabled={note.trim() === ''}>
            {t('offer.decline')}
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
