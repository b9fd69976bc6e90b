import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { notePlace, setDraft } from '@/stores/drafts';
import { queueNote } from '@/stores/outbox';
import { setNoteIn, setWriteIn, useView, wishEnd } from '@/stores/view';
import { showProblem } from '@/ui/toast';
import { NoteBox } from './note-box';
import { OtherDraft } from './other-draft';

/** Writes a note in a thread, or one of one's own anew. */
export function NoteWriter({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement {
  const { t } = useTranslation('composer');
  const edited = useView((view) => view.noteEdited);
  if (edited !== '') return <NoteEditor key={edited} thread={thread} messageId={edited} />;
  return (
    <>
      <OtherDraft place={notePlace(thread.id)} />
      <NoteBox
        thread={thread}
        place={notePlace(thread.id)}
        label={t('note.label')}
        placeholder={t('note.placeholder', { name })}
        submit={t('note.add')}
        onSubmit={async (text, mentions) => {
          try {
            await queueNote({ threadId: thread.id, text, mentions: [...mentions] });
            wishEnd();
            return true;
          } catch (error) {
            showProblem(t('note.addFailed'), error);
            return false;
          }
        }}
      />
    </>
  );
}

function NoteEditor({ thread, messageId }: { readonly thread: Thread; readonly messageId: string }): ReactElement {
  const { t } = useTranslation('composer');
  const place = `${notePlace(thread.id)}/${messageId}`;
  const leave = (): void => {
    setDraft(place, '');
    setNoteIn('');
    setWriteIn(thread.id);
  };
  return (
    <NoteBox
      thread={thread}
      place={place}
      label={t('note.editLabel')}
      placeholder={t('note.editLabel')}
      submit={t('note.save')}
      onCancel={leave}
      onSubmit={async (text, mentions) => {
        try {
          await bridge().threads.editNote(messageId, text, mentions);
          leave();
          return true;
        } catch (error) {
          showProblem(t('note.saveFailed'), error);
          return false;
        }
      }}
    />
  );
}
