import { Button, Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { useFocusBack } from '@/lib/use-focus-back';
import { useShortcutScope } from '@/lib/use-shortcuts';
import { useOnline } from '@/stores/session';
import { FoundUnsaved } from '@/ui/form-notes';
import classes from './compose-dialog.module.css';

interface ComposeDialogProps {
  readonly title: string;
  /** Whether what stands in it was typed before. */
  readonly found: boolean;
  readonly ready: boolean;
  readonly busy: boolean;
  /** What the customer will see; null until there is anything. */
  readonly preview: ReactNode;
  readonly children: ReactNode;
  readonly onDiscard: () => void;
  readonly onSend: () => void;
  readonly onClose: () => void;
}

/** The form of a message that is more than text, with what the customer will see. Closed, it keeps what was typed. */
export function ComposeDialog({ title, found, ready, busy, preview, children, onDiscard, onSend, onClose }: ComposeDialogProps): ReactElement {
  const { t } = useTranslation('composer');
  const online = useOnline();
  useFocusBack();
  useShortcutScope('compose', { exclusive: true });
  return (
    <Modal opened onClose={onClose} title={title} size={560} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('add.close') }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSend();
        }}
      >
        <FoundUnsaved found={found} onDiscard={onDiscard} />
        {children}
        {preview !== null && (
          <figure className={classes.preview} aria-label={t('add.preview')}>
            {preview}
          </figure>
        )}
        {!online && <p className={classes.note}>{t('offline')}</p>}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('add.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={busy}>
            {t('send')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
