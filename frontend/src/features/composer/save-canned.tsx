import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { isBlank } from '@/lib/blank';
import type { QueuedFile } from '@/bridge/types';
import { mostCannedFiles, placeholders, unknownPlaceholder } from '@/lib/canned';
import { useFocusBack } from '@/lib/use-focus-back';
import { useShortcutScope } from '@/lib/use-shortcuts';
import { formName } from '@/stores/forms';
import { useKeptForm } from '@/stores/kept-form';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { FileNames } from '@/ui/file-names';
import { FoundUnsaved } from '@/ui/form-notes';
import { Refusal } from '@/ui/refusal';
import { showToast } from '@/ui/toast';
import classes from './compose-dialog.module.css';

const empty = { shortcut: '', title: '', shared: false };
const shape = /^\/?[\p{L}\p{M}\p{N}_-]{1,40}$/u;

/** What a draft is when it is asked to be kept. */
export interface Kept {
  readonly text: string;
  readonly files: readonly QueuedFile[];
}

/** Keeps what is written as a canned reply, with the files beside it, under a shortcut and a title. */
export function SaveCanned({ text, files, onClose }: Kept & { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(['composer', 'settings']);
  useFocusBack();
  useShortcutScope('compose', { exclusive: true });
  const supervisor = useSupervisor();
  const online = useOnline();
  const act = useAct();
  const form = useKeptForm(formName('canned from a reply', 'add'), empty);
  const [done, setDone] = useState(false);
  const { shortcut, title, shared } = form.value;
  const change = (part: Partial<typeof empty>): void => form.change((now) => ({ ...now, ...part }));
  const unknown = unknownPlaceholder(text);
  const isBad = shortcut !== '' && !shape.test(shortcut.trim());
  const tooMany = files.length > mostCannedFiles;
  const ready = online && !tooMany && unknown === undefined && !isBad && shortcut !== '' && !isBlank(title) && !done;
  const save = async (): Promise<void> => {
    const put = await act.run(async () => {
      // The reply keeps copies of its own: those beside the draft go with it or are taken off.
      const kept = [];
      for (const file of files) kept.push(await bridge().canned.keepFile(file));
      return bridge().canned.put({ id: '', shared, shortcut: shortcut.trim(), title: title.trim(), text, inboxes: [], ...(kept.length > 0 && { files: kept }) });
    });
    if (put === undefined) return;
    setDone(true);
    form.forget();
    showToast('canned-saved', t('canned.saved', { shortcut: shortcut.trim().replace(/^\//u, '') }), null);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('canned.saveAs')} size={480} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('add.close') }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void save();
        }}
      >
        <FoundUnsaved found={form.found} onDiscard={form.forget} />
        <TextInput data-autofocus label={t('settings:canned.shortcut')} description={t('settings:canned.shortcutHint')} value={shortcut} error={isBad && t('settings:canned.badShortcut')} onChange={(event) => change({ shortcut: event.currentTarget.value })} />
        <TextInput label={t('settings:canned.name')} maxLength={120} value={title} onChange={(event) => change({ title: event.currentTarget.value })} />
        {supervisor && <Switch label={t('settings:canned.share')} checked={shared} onChange={(event) => change({ shared: event.currentTarget.checked })} />}
        <figure className={classes.preview} aria-label={t('settings:canned.reply')} dir="auto">
          {text !== '' && <span className={classes.text}>{text}</span>}
          {files.length > 0 && <FileNames files={files} />}
        </figure>
        {tooMany && <p className={classes.wrong} role="alert">{t('canned.manyFiles', { most: mostCannedFiles })}</p>}
        {unknown !== undefined && <p className={classes.wrong} role="alert">{t('settings:canned.unknown', { name: unknown, known: placeholders.map((each) => `{{${each}}}`).join(', ') })}</p>}
        {!online && <p className={classes.note}>{t('canned.saveOffline')}</p>}
        <Refusal error={act.error} fallback={t('settings:failed')} />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('add.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={act.busy}>
            {t('canned.saveIt')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
