import { Button, Modal, MultiSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { CannedReply, PutCannedReply } from '@/bridge/types';
import { isBlank } from '@/lib/blank';
import { filled, placeholders, unknownPlaceholder, type Values } from '@/lib/canned';
import { useDesk } from '@/stores/desk';
import { formName } from '@/stores/forms';
import { useKeptForm } from '@/stores/kept-form';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { FoundUnsaved } from '@/ui/form-notes';
import { Refusal } from '@/ui/refusal';
import classes from './canned-replies.module.css';

const longest = 4096;
const shape = /^\/?[\p{L}\p{M}\p{N}_-]{1,40}$/u;

/** The form of one canned reply, with what an example customer would get. */
export function CannedEditor({ row, onClose }: { readonly row: CannedReply | undefined; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('settings');
  const supervisor = useSupervisor();
  const online = useOnline();
  const inboxes = useDesk((desk) => desk.inboxes);
  const begins = useMemo<PutCannedReply>(
    () => ({ id: row?.id ?? '', shared: row?.shared ?? false, shortcut: row?.shortcut ?? '', title: row?.title ?? '', text: row?.text ?? '', inboxes: row?.inboxes ?? [] }),
    [row],
  );
  const kept = useKeptForm(formName('canned', row?.id ?? 'new'), begins);
  const form = kept.value;
  const act = useAct();
  const change = (part: Partial<PutCannedReply>): void => kept.change((before) => ({ ...before, ...part }));
  const unknown = unknownPlaceholder(form.text);
  const tooMany = Array.from(form.text.trim()).length - longest;
  const badShortcut = form.shortcut !== '' && !shape.test(form.shortcut.trim());
  const wrong = unknown !== undefined ? t('canned.unknown', { name: unknown, known: placeholders.map((each) => `{{${each}}}`).join(', ') }) : tooMany > 0 ? t('canned.tooLong', { count: tooMany }) : undefined;
  const ready = online && wrong === undefined && !badShortcut && form.shortcut !== '' && !isBlank(form.title) && !isBlank(form.text);
  const example: Values = { 'contact.name': t('canned.exampleName'), 'contact.firstName': t('canned.exampleFirst'), 'agent.name': t('canned.exampleAgent'), 'agent.firstName': t('canned.exampleAgent'), 'inbox.name': [...inboxes.values()][0]?.name ?? '', 'number.name': '' };
  const save = async (): Promise<void> => {
    if ((await act.run(() => bridge().canned.put(form))) === undefined) return;
    kept.forget();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={row === undefined ? t('canned.new') : t('canned.editTitle')} size="lg" closeOnClickOutside={false}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void save();
        }}
      >
        <FoundUnsaved found={kept.found} onDiscard={kept.forget} />
        <TextInput data-autofocus label={t('canned.shortcut')} description={t('canned.shortcutHint')} value={form.shortcut} error={badShortcut && t('canned.badShortcut')} onChange={(event) => change({ shortcut: event.currentTarget.value })} />
        <TextInput label={t('canned.name')} value={form.title} maxLength={200} onChange={(event) => change({ title: event.currentTarget.value })} />
        <Textarea label={t('canned.reply')} description={t('canned.replyHint', { example: '{{contact.firstName|there}}' })} autosize minRows={3} maxRows={10} dir="auto" value={form.text} error={wrong} onChange={(event) => change({ text: event.currentTarget.value })} />
        {!isBlank(form.text) && wrong === undefined && (
          <figure className={classes.preview} aria-label={t('canned.preview')} dir="auto">
            {filled(form.text, example)}
          </figure>
        )}
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
