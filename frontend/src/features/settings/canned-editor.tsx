import { Button, Modal, MultiSelect, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { CannedReply } from '@/bridge/types';
import { isBlank } from '@/lib/blank';
import { filled, placeholders, unknownPlaceholder, type Values } from '@/lib/canned';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { FoundUnsaved } from '@/ui/form-notes';
import { Refusal } from '@/ui/refusal';
import { Theirs } from '@/ui/theirs';
import { type CannedDraft, cannedChange, useCannedEdit } from './canned-edit';
import { CannedFiles } from './canned-files';
import classes from './canned-replies.module.css';

const longest = 4096;
const shape = /^\/?[\p{L}\p{M}\p{N}_-]{1,40}$/u;

/** The form of one canned reply, with what an example customer would get. */
export function CannedEditor({ row, onClose }: { readonly row: CannedReply | undefined; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(['settings', 'common']);
  const supervisor = useSupervisor();
  const online = useOnline();
  const inboxes = useDesk((desk) => desk.inboxes);
  const edit = useCannedEdit(row);
  const form = edit.draft;
  const act = useAct();
  const change = edit.put;
  const unknown = unknownPlaceholder(form.text);
  const tooMany = Array.from(form.text.trim()).length - longest;
  const badShortcut = form.shortcut !== '' && !shape.test(form.shortcut.trim());
  const wrong = unknown !== undefined ? t('canned.unknown', { name: unknown, known: placeholders.map((each) => `{{${each}}}`).join(', ') }) : tooMany > 0 ? t('canned.tooLong', { count: tooMany }) : undefined;
  const ready = online && wrong === undefined && !badShortcut && form.shortcut !== '' && !isBlank(form.title) && (!isBlank(form.text) || form.files.length > 0) && edit.clashes.length === 0;
  const example: Values = { 'contact.name': t('canned.exampleName'), 'contact.firstName': t('canned.exampleFirst'), 'agent.name': t('canned.exampleAgent'), 'agent.firstName': t('canned.exampleAgent'), 'inbox.name': [...inboxes.values()][0]?.name ?? '', 'number.name': '' };
  const save = async (): Promise<void> => {
    if ((await act.run(() => bridge().canned.put(cannedChange(form, row)))) === undefined) return;
    edit.forget();
    onClose();
  };
  const beneath = (field: keyof CannedDraft, now = ''): ReactElement | null =>
    edit.clashes.includes(field) ? <Theirs now={now || t('common:theirs.nothing')} onChoose={(whose) => edit.choose(field, whose)} /> : null;
  return (
    <Modal opened onClose={onClose} title={row === undefined ? t('canned.new') : t('canned.editTitle')} size="lg" closeOnClickOutside={false}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void save();
        }}
      >
        <FoundUnsaved found={edit.found} onDiscard={edit.forget} />
        <TextInput data-autofocus label={t('canned.shortcut')} description={t('canned.shortcutHint')} value={form.shortcut} error={badShortcut && t('canned.badShortcut')} onChange={(event) => change({ shortcut: event.currentTarget.value })} />
        {beneath('shortcut', row?.shortcut)}
        <TextInput label={t('canned.name')} value={form.title} maxLength={200} onChange={(event) => change({ title: event.currentTarget.value })} />
        {beneath('title', row?.title)}
        <Textarea label={t('canned.reply')} description={t('canned.replyHint', { example: '{{contact.firstName|there}}' })} autosize minRows={3} maxRows={10} dir="auto" value={form.text} error={wrong} onChange={(event) => change({ text: event.currentTarget.value })} />
        {beneath('text', row?.text)}
        {!isBlank(form.text) && wrong === undefined && (
          <figure className={classes.preview} aria-label={t('canned.preview')} dir="auto">
            {filled(form.text, example)}
          </figure>
        )}
        <CannedFiles files={form.files} onAdd={(file) => edit.change((before) => ({ ...before, files: [...before.files, file] }))} onRemove={(mediaId) => edit.change((before) => ({ ...before, files: before.files.filter((each) => each.mediaId !== mediaId) }))} />
        {beneath('files', row?.files?.map((each) => each.fileName).join(', '))}
        <MultiSelect label={t('canned.inboxes')} placeholder={form.inboxes.length === 0 ? t('canned.allInboxes') : undefined} data={[...inboxes.values()].map((each) => ({ value: each.id, label: each.name }))} value={form.inboxes} onChange={(next) => change({ inboxes: next })} />
        {supervisor && <Switch label={t('canned.share')} checked={form.shared} onChange={(event) => change({ shared: event.currentTarget.checked })} />}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('canned.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={act.busy}>
            {t('canned.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
