import { Button, Textarea } from '@mantine/core';
import { IconNote, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Contact, ContactNote, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isBlank } from '@/lib/blank';
import { clearForm, fillForm, useForm } from '@/stores/forms';
import { useContact, useUser } from '@/stores/selectors';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { IconButton } from '@/ui/icon-button';
import { Refusal } from '@/ui/refusal';
import { RelativeTime } from '@/ui/relative-time';
import { showProblem } from '@/ui/toast';
import classes from './contact-panel.module.css';
import { noteField, noteForm, useMayNote } from './notes-form';

const longest = 1000;

/** What colleagues noted about the customer of a conversation. */
export function NotesOf({ thread }: { readonly thread: Thread }): ReactElement | null {
  const contact = useContact(thread.contactId);
  const mayNote = useMayNote(thread);
  return contact === undefined ? null : <NotesCard contact={contact} mayChange={mayNote} />;
}

interface NotesProps {
  readonly contact: Contact;
  readonly mayChange: boolean;
  readonly onChanged?: () => void;
}

/** What colleagues noted about a customer: it is about them, and not about one conversation. */
export function NotesCard({ contact, mayChange, onChanged }: NotesProps): ReactElement {
  const { t } = useTranslation('contacts');
  const online = useOnline();
  const form = noteForm(contact.id);
  const { text = '', open = '' } = useForm(form);
  const notes = [...(contact.notes ?? [])].reverse();
  const act = useAct();
  const tooLong = [...text.trim()].length > longest;
  const save = async (): Promise<void> => {
    if (tooLong || isBlank(text) || (await act.run(() => bridge().contacts.note(contact.id, text))) === undefined) return;
    clearForm(form);
    onChanged?.();
  };
  return (
    <section className={classes.card} aria-label={t('notes.title')}>
      <h3 className={classes.cardTitle}>
        <IconNote size={16} stroke={1.6} aria-hidden />
        {t('notes.title')}
      </h3>
      {notes.length === 0 && open === '' && <p className={classes.small}>{t('notes.none')}</p>}
      <ul className={classes.rows}>
        {notes.map((each) => (
          <li key={each.id}>
            <Note contact={contact} note={each} mayChange={mayChange && online} onChanged={onChanged} />
          </li>
        ))}
      </ul>
      {open !== '' && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
          }}
        >
          <Textarea id={noteField(contact.id)} label={t('notes.text')} description={t('notes.hint')} value={text} dir="auto" autosize minRows={2} maxRows={8} autoFocus onChange={(event) => fillForm(form, { text: event.currentTarget.value })} error={tooLong ? t('notes.long', { most: longest }) : undefined} />
          <Refusal error={act.error} fallback={t('notes.failed')} />
          <div className={classes.buttons}>
            <Button type="submit" size="xs" loading={act.busy} disabled={!online || isBlank(text) || tooLong}>
              {t('notes.save')}
            </Button>
            <Button size="xs" variant="default" onClick={() => clearForm(form)}>
              {t('notes.cancel')}
            </Button>
          </div>
        </form>
      )}
      {open === '' && mayChange && (
        <div className={classes.buttons}>
          <Button size="xs" variant="default" disabled={!online} onClick={() => fillForm(form, { open: 'yes' })}>
            {t('notes.add')}
          </Button>
        </div>
      )}
    </section>
  );
}

interface NoteProps {
  readonly contact: Contact;
  readonly note: ContactNote;
  readonly mayChange: boolean;
  readonly onChanged: (() => void) | undefined;
}

function Note({ contact, note, mayChange, onChanged }: NoteProps): ReactElement {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const author = useUser(note.by)?.name;
  const me = useMe();
  const supervisor = useSupervisor();
  const [busy, setBusy] = useState(false);
  const drop = async (): Promise<void> => {
    setBusy(true);
    try {
      await bridge().contacts.unnote(contact.id, note.id);
      onChanged?.();
    } catch (reason) {
      showProblem(t('notes.dropFailed'), reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.note}>
      <p className={classes.noteText} dir="auto">
        {note.text === '' ? t('notes.hidden') : note.text}
      </p>
      <div className={classes.noteFoot}>
        <span>
          <bdi>{author ?? t('somebody')}</bdi> · <RelativeTime at={note.at} locale={locale} />
        </span>
        {mayChange && (note.by === me || supervisor) && <IconButton label={t('notes.drop')} icon={<IconTrash size={14} stroke={1.6} />} size={24} disabled={busy} onClick={() => void drop()} />}
      </div>
    </div>
  );
}
