import { Button, Textarea } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { isBlank } from '@/lib/blank';
import { isComposing, isMac } from '@/lib/keys';
import { mentionedIn } from '@/lib/mentions';
import { flushDrafts, setDraft, useDraft } from '@/stores/drafts';
import { useOnline } from '@/stores/session';
import { useEnterSends } from '@/stores/settings';
import { setNoteIn } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import composer from './composer.module.css';
import classes from './note-box.module.css';
import { SuggestList } from './suggest-list';
import { type Colleague, useColleagues } from './use-colleagues';
import { useSuggest } from './use-suggest';
import { useWriteWish } from './use-write-wish';

/** The most characters of a note (desk.LongestPrivateNote). */
const longest = 4096;
const mostShown = 8;

interface NoteBoxProps {
  readonly thread: Thread;
  /** Under which name what is written is kept. */
  readonly place: string;
  readonly label: string;
  readonly placeholder: string;
  readonly submit: string;
  /** Answers whether it is kept. */
  readonly onSubmit: (text: string, mentions: readonly string[]) => Promise<boolean>;
  readonly onCancel?: () => void;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function matches(name: string, query: string): boolean {
  const words = plain(name);
  return words.startsWith(plain(query)) || words.split(/\s+/u).some((word) => word.startsWith(plain(query)));
}

/** Where a note for colleagues is written. It looks like no reply, and nothing in it can be sent. */
export function NoteBox({ thread, place, label, placeholder, submit, onSubmit, onCancel }: NoteBoxProps): ReactElement {
  const { t } = useTranslation('composer');
  const text = useDraft(place);
  const online = useOnline();
  const enterAdds = useEnterSends();
  const colleagues = useColleagues(thread);
  const field = useRef<HTMLTextAreaElement>(null);
  const [busy, setBusy] = useState(false);
  const suggest = useSuggest<Colleague>({
    field, text, setText: (next) => setDraft(place, next), mark: '@', spaces: true,
    find: (query) => colleagues.filter((each) => matches(each.name, query) && each.name !== query).slice(0, mostShown),
    may: (each) => each.sees,
    answer: (each) => `@${each.name}`,
  });
  useWriteWish(thread.id, field);
  const tooMany = Array.from(text.trim()).length - longest;
  const ready = !busy && tooMany <= 0 && !isBlank(text);
  const add = async (): Promise<void> => {
    if (!ready) return;
    setBusy(true);
    const kept = await onSubmit(text.trim(), mentionedIn(text, colleagues.filter((each) => each.sees)));
    setBusy(false);
    field.current?.focus();
    if (!kept) return;
    setDraft(place, '');
    void flushDrafts();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (suggest.onKeyDown(event) || isComposing(event.nativeEvent)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && (event.ctrlKey || event.metaKey || enterAdds)) {
      event.preventDefault();
      void add();
    } else if (event.key === 'Escape' && (onCancel !== undefined || text === '')) {
      event.preventDefault();
      event.stopPropagation();
      (onCancel ?? (() => setNoteIn('')))();
    }
  };
  return (
    <div className={`${composer.box} ${classes.note}`}>
      <SuggestList
        suggest={suggest}
        label={t('note.colleagues')}
        itemKey={(each) => each.userId}
        may={(each) => each.sees}
        render={(each) => (
          <>
            <Avatar id={each.userId} name={each.name} size={24} />
            <span className={classes.name}>
              <bdi>{each.name}</bdi>
              {!each.sees && <span className={classes.why}>{t('note.cannotSee')}</span>}
            </span>
          </>
        )}
      />
      <Textarea
        ref={field}
        id="composer-text"
        data-entry
        className={composer.text}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={8}
        dir="auto"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setDraft(place, event.currentTarget.value);
          suggest.onCaret(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => suggest.onCaret(event.currentTarget.selectionStart)}
        onBlur={() => void flushDrafts()}
        onKeyDown={onKeyDown}
        {...suggest.fieldProps}
      />
      {!online && <p className={composer.note}>{t('note.offline')}</p>}
      {tooMany > 0 && (
        <p className={composer.wrong} role="alert">
          {t('tooLong', { count: tooMany })}
        </p>
      )}
      <div className={composer.tools}>
        <span className={classes.private}>
          <IconLock size={15} stroke={1.6} aria-hidden />
          {t('note.private')}
        </span>
        <span className={composer.hint} aria-hidden="true">
          {enterAdds ? t('note.enterAdds') : t('note.modEnterAdds', { key: isMac() ? '⌘ Enter' : 'Ctrl Enter' })}
        </span>
        {onCancel && (
          <Button variant="default" size="compact-md" onClick={onCancel}>
            {t('note.cancel')}
          </Button>
        )}
        <Button size="compact-md" disabled={!ready} loading={busy} onClick={() => void add()}>
          {submit}
        </Button>
      </div>
    </div>
  );
}
