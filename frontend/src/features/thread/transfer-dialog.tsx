import { Button, Modal, Radio, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { isComposing } from '@/lib/keys';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { useContact } from '@/stores/selectors';
import { clearForm, fillForm, formName, useForm } from '@/stores/forms';
import { useAct } from '@/stores/use-act';
import { Avatar, dotOf } from '@/ui/avatar';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { type Choice, longestNote, matching, useInboxChoices, usePeopleChoices } from './transfer-model';
import classes from './transfer-dialog.module.css';

interface TransferProps {
  readonly thread: Thread;
  readonly onClose: () => void;
  /** It went to somebody or an inbox of that name. */
  readonly onDone: (name: string) => void;
}

/** Asks to whom a conversation goes, and what colleagues should know of it. */
export function TransferDialog({ thread, onClose, onDone }: TransferProps): ReactElement {
  const { t } = useTranslation('thread');
  const name = useContactName()(useContact(thread.contactId));
  const [side, setSide] = useState<'people' | 'inboxes'>('people');
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState('');
  // Half a handover is kept, as a draft is: until it is handed over.
  const kept = formName('transfer', thread.id);
  const { note = '' } = useForm(kept);
  const act = useAct();
  const takers = useQuery({ queryKey: ['takers', thread.interactionId, thread.epoch], queryFn: () => bridge().threads.takers(thread.interactionId), gcTime: 0 });
  const people = usePeopleChoices(takers.data ?? []);
  const inboxes = useInboxChoices(thread);
  const all = side === 'people' ? people : inboxes;
  const choice = all.find((each) => each.id === chosen && each.why === '');
  const long = [...note].length > longestNote;
  const submit = async (): Promise<void> => {
    if (choice === undefined || long || act.busy) return;
    const where = { to: side === 'people' ? choice.id : '', inboxId: side === 'inboxes' ? choice.id : '', note: note.trim() };
    if ((await act.run(() => bridge().threads.transfer(thread.interactionId, thread.epoch, where))) === undefined) return;
    clearForm(kept);
    onClose();
    onDone(choice.name);
  };
  const loading = side === 'people' && takers.data === undefined && takers.error === null;
  return (
    <Modal opened onClose={onClose} title={t('transfer.title', { name: isolate(name) })} closeButtonProps={{ 'aria-label': t('transfer.cancel') }} centered size={520}>
      <form
        className={form.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <SegmentedControl
          aria-label={t('transfer.where')}
          value={side}
          onChange={(value) => {
            setSide(value === 'inboxes' ? 'inboxes' : 'people');
            setChosen('');
          }}
          data={[
            { value: 'people', label: t('transfer.people') },
            { value: 'inboxes', label: t('transfer.inboxes') },
          ]}
        />
        <TextInput data-autofocus aria-label={t('transfer.search')} placeholder={t('transfer.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        {loading ? <Skeletons rows={3} label={t('transfer.loading')} avatar /> : <Choices side={side} all={all} query={query} chosen={chosen} onChoose={setChosen} />}
        <Note note={note} long={long} onChange={(next) => fillForm(kept, { note: next })} onSubmit={() => void submit()} />
        <Refusal error={act.error ?? (takers.error === null || side === 'inboxes' ? undefined : toBridgeError(takers.error))} fallback={t('transfer.failed')} />
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={choice === undefined || long}>
            {t('transfer.submit')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('transfer.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface NoteProps {
  readonly note: string;
  readonly long: boolean;
  readonly onChange: (note: string) => void;
  readonly onSubmit: () => void;
}

function Note({ note, long, onChange, onSubmit }: NoteProps): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const most = formatNumber(longestNote, locale);
  return (
    <Textarea
      label={t('transfer.note')}
      description={t('transfer.noteHint')}
      value={note}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isComposing(event.nativeEvent)) onSubmit();
      }}
      dir="auto"
      autosize
      minRows={2}
      maxRows={6}
      error={long ? t('transfer.noteLong', { most }) : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      rightSection={note === '' ? undefined : <span className={`figures ${classes.count}`} aria-label={t('transfer.noteCount', { count: [...note].length, most })}>{formatNumber(longestNote - [...note].length, locale)}</span>}
      rightSectionProps={{ className: classes.counter }}
    />
  );
}

interface ChoicesProps {
  readonly side: 'people' | 'inboxes';
  readonly all: readonly Choice[];
  readonly query: string;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function Choices({ side, all, query, chosen, onChoose }: ChoicesProps): ReactElement {
  const { t } = useTranslation('thread');
  const users = useDesk((desk) => desk.users);
  const shown = matching(all, query);
  if (shown.length === 0) return <p className={classes.none}>{t(all.length > 0 ? 'transfer.noMatch' : side === 'people' ? 'transfer.nobody' : 'transfer.noInbox')}</p>;
  return (
    <Radio.Group className={classes.list} label={t(side === 'people' ? 'transfer.listPeople' : 'transfer.listInboxes')} labelProps={{ className: classes.hidden }} value={chosen} onChange={onChoose}>
      {shown.map((each) => (
        <Radio
          key={each.id}
          className={classes.choice}
          classNames={{ body: classes.body, labelWrapper: classes.words, label: classes.label }}
          value={each.id}
          disabled={each.why !== ''}
          label={
            <>
              {side === 'people' && <Avatar id={each.id} name={each.name} size={24} presence={dotOf(users.get(each.id)?.presence ?? 'offline')} />}
              <bdi className={classes.name}>{each.name}</bdi>
              <span className={classes.about}>{each.why === '' ? each.about : each.why}</span>
            </>
          }
        />
      ))}
    </Radio.Group>
  );
}
