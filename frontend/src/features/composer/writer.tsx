import { Button, Textarea } from '@mantine/core';
import { IconClock, IconPaperclip, IconSend, IconTemplate, IconUpload } from '@tabler/icons-react';
import { type ClipboardEvent, type KeyboardEvent, type ReactElement, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CannedReply, Thread } from '@/bridge/types';
import { useWindowWords } from '@/i18n/window-words';
import { useActs } from '@/i18n/use-acts';
import { acts } from '@/lib/acts';
import { isBlank } from '@/lib/blank';
import { isUnfilled } from '@/lib/canned';
import { relayNow } from '@/lib/clock';
import { emojiTone, inTone } from '@/lib/emoji-names';
import { isComposing, isMac } from '@/lib/keys';
import { pastesWords } from '@/lib/pasted';
import { flushDrafts, setDraft, useDraft, useDrafts } from '@/stores/drafts';
import { stopRecording, useRecordingIn } from '@/stores/recorder';
import { channelOf, closesAt } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { useEnterSends } from '@/stores/settings';
import { setReplyTo, setTemplateIn, useView } from '@/stores/view';
import { Chip } from '@/ui/chip';
import { IconButton } from '@/ui/icon-button';
import { AddMenu } from './add-menu';
import classes from './composer.module.css';
import { CannedList } from './canned-list';
import { EmojiButton } from './emoji-button';
import { FileList } from './file-list';
import { KeepCanned } from './keep-canned';
import { OtherDraft } from './other-draft';
import { QuoteBar } from './quote-bar';
import { sendFiles } from './send-files';
import { SmsCount } from './sms-count';
import { SuggestList } from './suggest-list';
import { longestCaption, takesCaption, tooManyUnder, useAttachments } from './use-attachments';
import { useCanned, useCannedValues, useFindCanned, usePutCanned } from './use-canned';
import { useEmojiSuggest } from './use-emoji-suggest';
import { useFormatKeys } from './use-format-keys';
import { useNativePaste } from './use-native-paste';
import { useSend } from './use-send';
import { useSuggest } from './use-suggest';
import { useUndoSend } from './use-undo-send';
import { useWriteWish } from './use-write-wish';
import { VoiceBar } from './voice-bar';
import { VoiceButton } from './voice-button';

const look = { size: 19, stroke: 1.6 } as const;

/** Where a reply is written. */
export function Writer({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement {
  const { t } = useTranslation('composer');
  const text = useDraft(thread.id);
  const enterSends = useEnterSends();
  const online = useOnline();
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useAttachments(thread.id);
  const { maxText: longest, textOnly } = channelOf(thread.channel);
  const { over, dropRef } = useDrop(files.add, !textOnly);
  const replyTo = useView((view) => view.replyTo.get(thread.id) ?? '');
  const undo = useUndoSend(thread.id, text, field);
  const send = useSend(thread, undo.hold);
  const [busy, setBusy] = useState(false);
  // Enter before a file has been read: the reply goes as soon as it has, unless something is typed meanwhile.
  const [soon, setSoon] = useState(false);
  // What goes under a single file; with several, or under a sound, it is a message behind them.
  const [first] = files.list;
  const caption = !files.own && first !== undefined && takesCaption(first);
  const tooMany = Array.from(text).length - (caption ? longestCaption : longest);
  const right = !busy && tooMany <= 0 && files.failed === 0 && files.ready.every((each) => tooManyUnder(each.caption) <= 0);
  const native = useNativePaste(textOnly ? undefined : files.add);
  // A recording that goes on is a file that is not read yet, and so is a picture that is being pasted.
  const isRecording = useRecordingIn(thread.id) !== null;
  const reading = files.reading || isRecording || native.reading;
  const ready = right && !reading && (!isBlank(text) || files.ready.length > 0);

  useWriteWish(thread.id, field);
  const write = (next: string): void => {
    setSoon(false);
    setDraft(thread.id, next);
  };
  const emoji = useEmojiSuggest(field, text, write);
  useFormatKeys(field, write);
  const replies = useCanned(thread);
  const values = useCannedValues(thread);
  const put = usePutCanned(thread);
  const canned = useSuggest<CannedReply>({ field, text, setText: write, mark: '/', find: useFindCanned(replies), answer: (each) => put(each, values) });
  useActs([
    { id: 'composer.canned', run: () => insert(field, text === '' || /\s$/u.test(text) ? '/' : ' /', write) },
    { id: 'composer.template', may: !textOnly, run: () => setTemplateIn(thread.id) },
  ]);
  // What was asked about; another text is asked about anew.
  const [unfilled, setUnfilled] = useState('');

  const sendAll = async (words: string): Promise<boolean> => {
    if (files.ready.length === 0) return send({ text: words, replyTo }, null);
    return sendFiles(files, { text: words, replyTo, onText: () => setDraft(thread.id, '') }, send);
  };
  const submit = async (anyway = false): Promise<void> => {
    setSoon(right && reading);
    if (isRecording) await stopRecording();
    if (!ready) return;
    if (isUnfilled(text) && !anyway) return setUnfilled(text);
    setUnfilled('');
    setBusy(true);
    undo.begin();
    const sent = await sendAll(isBlank(text) ? '' : text.trim());
    setBusy(false);
    field.current?.focus();
    if (!sent) return;
    // What was typed meanwhile is the next reply.
    const now = useDrafts.getState().texts.get(thread.id) ?? '';
    setDraft(thread.id, now.startsWith(text) ? now.slice(text.length).trimStart() : now);
    void flushDrafts();
    setReplyTo(thread.id, '');
  };
  const sendSoon = useEffectEvent(() => void submit());
  useEffect(() => {
    if (soon && !reading) queueMicrotask(() => sendSoon());
  }, [soon, reading]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    native.onKey(event);
    if (canned.onKeyDown(event) || emoji.onKeyDown(event) || isComposing(event.nativeEvent)) return;
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && (mod || enterSends)) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (replyTo !== '') setReplyTo(thread.id, '');
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    native.onPasted(event.clipboardData);
    if (textOnly || event.clipboardData.files.length === 0 || pastesWords(event.clipboardData)) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };
  return (
    <div className={classes.box} ref={dropRef} data-over={over || undefined}>
      {over && (
        <div className={classes.drop}>
          <IconUpload size={20} stroke={1.6} aria-hidden />
          {t('drop')}
        </div>
      )}
      <OtherDraft place={thread.id} />
      {replyTo !== '' && <QuoteBar threadId={thread.id} messageId={replyTo} name={name} />}
      {files.list.length > 0 && <FileList files={files} threadId={thread.id} words={files} onSend={() => void submit()} />}
      {!textOnly && <VoiceBar threadId={thread.id} />}
      <CannedList suggest={canned} values={values} />
      <SuggestList
        suggest={emoji}
        label={t('emojiNames')}
        itemKey={(each) => each.emoji}
        render={(each) => (
          <>
            <span aria-hidden="true">{inTone(each, emojiTone())}</span>
            <span>{each.label}</span>
          </>
        )}
      />
      <Textarea
        ref={field}
        id="composer-text"
        data-entry
        className={classes.text}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={8}
        dir="auto"
        aria-label={t('label')}
        placeholder={caption ? t('file.caption') : files.own ? t('file.behind') : t('placeholderTo', { name })}
        value={text}
        onChange={(event) => {
          write(event.currentTarget.value);
          canned.onCaret(event.currentTarget.selectionStart);
          emoji.onCaret(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => {
          canned.onCaret(event.currentTarget.selectionStart);
          emoji.onCaret(event.currentTarget.selectionStart);
        }}
        onBlur={() => void flushDrafts()}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        {...(canned.open ? canned : emoji).fieldProps}
      />
      {unfilled !== '' && unfilled === text && (
        <p className={classes.wrong} role="alert">
          {t('canned.unfilled')}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void submit(true)}>
            {t('canned.sendAnyway')}
          </Button>
        </p>
      )}
      {!online && <p className={classes.note}>{t('offline')}</p>}
      {tooMany > 0 && (
        <p className={classes.wrong} role="alert">
          {t('tooLong', { count: tooMany })}
        </p>
      )}
      <div className={classes.tools}>
        {textOnly ? <KeepCanned threadId={thread.id} /> : <AddMenu thread={thread} />}
        {!textOnly && <AttachButton onFiles={files.add} />}
        {!textOnly && <VoiceButton threadId={thread.id} />}
        <EmojiButton onEmoji={(emoji) => insert(field, emoji, (next) => setDraft(thread.id, next))} />
        {!textOnly && <IconButton label={t('template')} keys={acts['composer.template'].keys} icon={<IconTemplate {...look} />} onClick={() => setTemplateIn(thread.id)} />}
        {textOnly && <SmsCount text={text} />}
        <Closing thread={thread} />
        <span className={classes.hint} aria-hidden="true">
          {enterSends ? t('enterSends') : t('modEnterSends', { key: isMac() ? '⌘ Enter' : 'Ctrl Enter' })}
        </span>
        <Button className={classes.send} aria-label={t('send')} disabled={!ready && !isRecording} loading={busy || soon} onClick={() => void submit()}>
          <IconSend size={17} stroke={1.8} aria-hidden />
        </Button>
      </div>
    </div>
  );
}

function Closing({ thread }: { readonly thread: Thread }): ReactElement | null {
  const window = useWindowWords(closesAt(thread), relayNow());
  if (window.tone === 'none') return null;
  return (
    <Chip tone={window.tone === 'red' ? 'red' : window.tone === 'amber' ? 'amber' : 'plain'} icon={<IconClock size={13} stroke={1.6} aria-hidden />} title={window.label}>
      {window.short}
    </Chip>
  );
}

function AttachButton({ onFiles }: { readonly onFiles: (files: Iterable<File>) => void }): ReactElement {
  const { t } = useTranslation('composer');
  const input = useRef<HTMLInputElement>(null);
  const choose = (): void => input.current?.click();
  useActs([{ id: 'composer.attach', run: choose }]);
  return (
    <>
      <IconButton label={t('attach')} keys={acts['composer.attach'].keys} icon={<IconPaperclip {...look} />} onClick={choose} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={(event) => {
          onFiles(Array.from(event.currentTarget.files ?? []));
          // The same file again must be a change again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** Puts text where the cursor stands. */
function insert(field: RefObject<HTMLTextAreaElement | null>, what: string, set: (next: string) => void): void {
  const element = field.current;
  if (element === null) return;
  const at = element.selectionStart;
  set(element.value.slice(0, at) + what + element.value.slice(element.selectionEnd));
  element.focus();
  requestAnimationFrame(() => element.setSelectionRange(at + what.length, at + what.length));
}

/** Files may be dropped anywhere on the thread, not only on the composer. */
function useDrop(add: (files: Iterable<File>) => void, on: boolean): { readonly over: boolean; readonly dropRef: RefObject<HTMLDivElement | null> } {
  const dropRef = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const zone = dropRef.current?.closest('section');
    if (!zone || !on) return undefined;
    const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget instanceof Node && zone.contains(event.relatedTarget)) return;
      setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!carries(event)) return;
      event.preventDefault();
      add(Array.from(event.dataTransfer?.files ?? []));
    };
    zone.addEventListener('dragenter', enter);
    zone.addEventListener('dragover', enter);
    zone.addEventListener('dragleave', leave);
    zone.addEventListener('drop', drop);
    return () => {
      zone.removeEventListener('dragenter', enter);
      zone.removeEventListener('dragover', enter);
      zone.removeEventListener('dragleave', leave);
      zone.removeEventListener('drop', drop);
    };
  }, [add, on]);
  return { over, dropRef };
}
