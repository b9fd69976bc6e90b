import { Button, CloseButton, FileButton } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { CannedFile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { mostCannedFiles } from '@/lib/canned';
import { formatBytes } from '@/lib/numbers';
import { attach } from '@/stores/attachments';
import { useOnline } from '@/stores/session';
import { Refusal } from '@/ui/refusal';
import classes from './canned-replies.module.css';

interface Props {
  readonly files: readonly CannedFile[];
  readonly onAdd: (file: CannedFile) => void;
  readonly onRemove: (mediaId: string) => void;
}

/** The files that go with a canned reply. One that is chosen goes to the relay at once, which keeps it when the reply is saved. */
export function CannedFiles({ files, onAdd, onRemove }: Props): ReactElement {
  const { t } = useTranslation('settings');
  const locale = useLocale();
  const online = useOnline();
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<BridgeError>();
  const add = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setBusy(file.name);
    setError(undefined);
    try {
      onAdd(await kept(file));
    } catch (reason) {
      setError(toBridgeError(reason));
    }
    setBusy('');
  };
  return (
    <div className={classes.files}>
      {files.length > 0 && (
        <ul className={classes.list} aria-label={t('canned.files')}>
          {files.map((each) => (
            <li key={each.mediaId} className={classes.file}>
              <IconFile size={18} stroke={1.5} aria-hidden />
              <bdi className={classes.fileName}>{each.fileName}</bdi>
              <span className={`figures ${classes.none}`}>{formatBytes(each.size, locale)}</span>
              <CloseButton size="sm" aria-label={t('canned.fileRemove', { name: each.fileName })} onClick={() => onRemove(each.mediaId)} />
            </li>
          ))}
        </ul>
      )}
      <Refusal error={error} fallback={t('failed')} />
      <div className={classes.adding}>
        <FileButton onChange={(file) => void add(file)}>
          {(props) => (
            <Button variant="default" size="compact-sm" {...props} loading={busy !== ''} disabled={!online || files.length >= mostCannedFiles}>
              {t('canned.fileAdd')}
            </Button>
          )}
        </FileButton>
        <span className={classes.none} role="status">
          {busy !== '' ? t('canned.fileComing', { name: busy }) : t('canned.fileHint', { most: mostCannedFiles })}
        </span>
      </div>
    </div>
  );
}

/** Reads a file and gives it to the relay; here it is not needed any more. */
async function kept(file: File): Promise<CannedFile> {
  const read = await new Promise<Parameters<ReturnType<typeof bridge>['canned']['keepFile']>[0]>((resolve, reject) => {
    attach('', file, (_, state) => {
      if (state.kind === 'ready') resolve(state.file);
      else if (state.kind === 'failed') reject(state.error);
    });
  });
  try {
    return await bridge().canned.keepFile(read);
  } finally {
    void bridge().compose.attachDrop(read.localId).catch(() => undefined);
  }
}
