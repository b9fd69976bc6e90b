import { CloseButton, Loader } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { usePlayerWords } from '@/i18n/player-words';
import { useFile } from '@/lib/use-file';
import { startRecording, useRecorder } from '@/stores/recorder';
import { IconButton } from '@/ui/icon-button';
import { VoicePlayer } from '@/ui/voice-player';
import classes from './file-list.module.css';

interface VoiceFileProps {
  readonly threadId: string;
  readonly localId: string;
  readonly onRemove: () => void;
  readonly move: ReactNode;
}

/** A voice note that was recorded and not sent yet: to hear, to record again, to take off. */
export function VoiceFile({ threadId, localId, onRemove, move }: VoiceFileProps): ReactElement {
  const { t } = useTranslation('composer');
  const file = useFile(`/attached/${localId}`);
  const words = usePlayerWords(t('voice.note'));
  const isBusy = useRecorder((store) => store.recording !== null);
  // The old one goes when there is a new one, not before the microphone is there.
  const again = (): void => void startRecording(threadId).then((begun) => begun && onRemove());
  return (
    <li className={`${classes.file} ${classes.voice}`}>
      {file.state === 'loading' && <Loader size={16} aria-label={t('voice.note')} />}
      {file.state === 'broken' && <span className={classes.wrong}>{t('voice.broken')}</span>}
      {file.state === 'ready' && <VoicePlayer id={localId} url={file.url} bytes={file.bytes} words={words} />}
      <IconButton label={t('voice.again')} icon={<IconRefresh size={17} stroke={1.6} />} disabled={isBusy} onClick={again} />
      {move}
      <CloseButton size="sm" aria-label={t('voice.remove')} onClick={onRemove} />
    </li>
  );
}
