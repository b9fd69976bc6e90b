import { CloseButton, Progress } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { type Attachment, previewOf } from '@/stores/attachments';
import { AttachedPicture } from './attached-picture';
import { VoiceFile } from './voice-file';
import { CaptionField } from './caption-field';
import classes from './file-list.module.css';
import { MoveButtons } from './move-buttons';
import { type Attachments, type FileWords, takesCaption } from './use-attachments';

interface FileListProps {
  readonly files: Pick<Attachments, 'list' | 'remove'>;
  readonly threadId?: string;
  /** The words under each file, where files have words of their own. */
  readonly words?: FileWords;
  /** Sends all of it. */
  readonly onSend?: () => void;
}

/** The files that go with the reply: a picture of each, how far it is read, and a way to take it off. With several there are the words under each, and their order. */
export function FileList({ files, threadId = '', words, onSend }: FileListProps): ReactElement {
  const { t } = useTranslation('composer');
  const own = words?.own === true;
  return (
    <ul className={classes.list} aria-label={t('file.list')} data-own={own || undefined}>
      {files.list.map((each, index) => {
        const onRemove = (): void => files.remove(each.key);
        const move = own && files.list.length > 1 && <MoveButtons name={each.name} place={index + 1} count={files.list.length} onMove={(by) => words.move(each.key, by)} />;
        if (each.state.kind === 'ready' && each.state.file.voice === true) return <VoiceFile key={each.key} threadId={threadId} localId={each.state.file.localId} onRemove={onRemove} move={move} />;
        return (
          <File key={each.key} file={each} onRemove={onRemove} move={move}>
            {own && each.state.kind === 'ready' && takesCaption(each) && (
              <CaptionField
                name={each.name}
                text={words.captionOf(each.state.file.localId)}
                onText={(text) => each.state.kind === 'ready' && words.setCaption(each.state.file.localId, text)}
                onMove={(by) => words.move(each.key, by)}
                onSend={onSend}
              />
            )}
          </File>
        );
      })}
    </ul>
  );
}

interface FileProps {
  readonly file: Attachment;
  readonly onRemove: () => void;
  readonly move: ReactNode;
  readonly children: ReactNode;
}

function File({ file, onRemove, move, children }: FileProps): ReactElement {
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
      {children}
      {move}
      <CloseButton size="sm" aria-label={t('file.remove', { name: file.name })} onClick={onRemove} />
    </li>
  );
}
