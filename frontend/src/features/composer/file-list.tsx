import { CloseButton, Progress } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { type Attachment, previewOf } from '@/stores/attachments';
import { AttachedPicture } from './attached-picture';
import { VoiceFile } from './voice-file';
import classes from './file-list.module.css';
import type { Attachments } from './use-attachments';

/** The files that go with the reply: a picture of each, how far it is read, and a way to take it off. */
export function FileList({ files, threadId = '' }: { readonly files: Pick<Attachments, 'list' | 'remove'>; readonly threadId?: string }): ReactElement {
  const { t } = useTranslation('composer');
  return (
    <ul className={classes.list} aria-label={t('file.list')}>
      {files.list.map((each) => {
        const onRemove = (): void => files.remove(each.key);
        if (each.state.kind === 'ready' && each.state.file.voice === true) return <VoiceFile key={each.key} threadId={threadId} localId={each.state.file.localId} onRemove={onRemove} />;
        return <File key={each.key} file={each} onRemove={onRemove} />;
      })}
    </ul>
  );
}

function File({ file, onRemove }: { readonly file: Attachment; readonly onRemove: () => void }): ReactElement {
  const { t } = useTranslation('composer');
  const locale = useLocale();
  const { state } = file;
  const percent = state.kind === 'reading' ? Math.round(state.done * 100) : 100;
  return (
    <li className={classes.file} data-failed={state.kind === 'failed' || undefined}>
      <AttachedPicture src={previewOf(file)} className={classes.picture} otherwise={<IconFile size={20} stroke={1.5} aria-hidden />} />
      <span className={classes.words}>
        <bdi className={classes.name}>{file.name}</bdi>
        {state.kind === 'failed' ? (
          <span className={classes.wrong} role="alert">
            {state.error.message}
          </span>
        ) : (
          <span className={`figures ${classes.size}`}>{formatBytes(file.size, locale)}</span>
        )}
        {state.kind === 'reading' && <Progress size={3} value={percent} aria-label={t('file.progress', { name: file.name, percent })} />}
      </span>
      <CloseButton size="sm" aria-label={t('file.remove', { name: file.name })} onClick={onRemove} />
    </li>
  );
}
