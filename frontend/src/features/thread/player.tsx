import { Loader } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Media } from '@/bridge/types';
import { mediaSeconds } from '@/lib/media-length';
import { usePlayerWords } from '@/i18n/player-words';
import { countdown } from '@/lib/time';
import { VoicePlayer } from '@/ui/voice-player';
import { FileLine } from './file-line';
import { fitted } from './media';
import classes from './media-view.module.css';
import { useFile } from '@/lib/use-file';

interface PlayerProps {
  readonly media: Media;
  readonly kind: 'audio' | 'video';
  readonly src: string;
}

/** A sound or a video with the web view's own player; where it cannot be played, what it is and how long, to open and save. */
export function Player({ media, kind, src }: PlayerProps): ReactElement {
  const { t } = useTranslation('thread');
  const file = useFile(src);
  const [unplayable, setUnplayable] = useState<number>();
  const label = kind === 'video' ? t('media.video') : media.voice ? t('media.voice') : t('media.audio');
  const words = usePlayerWords(label);
  if (file.state === 'broken') return <FileLine media={media} what={label} problem={t('media.broken')} />;
  if (unplayable !== undefined) {
    return <FileLine media={media} what={unplayable > 0 ? `${label}, ${countdown(unplayable * 1000)}` : label} problem={t('media.cannotPlay')} />;
  }
  // Kind and length are told although this computer lacks the codec.
  const failed = (bytes: Blob): void => void bytes.arrayBuffer().then((buffer) => setUnplayable(mediaSeconds(new Uint8Array(buffer))), () => setUnplayable(0));
  if (kind === 'video') {
    if (file.state === 'loading') return <Loading label={label} style={fitted(media, 320)} />;
    return <video className={classes.picture} style={fitted(media, 320)} controls preload="auto" src={file.url} aria-label={label} onError={() => failed(file.bytes)} />;
  }
  return (
    <div className={classes.audio}>
      <span className={classes.dim}>
        <IconMicrophone size={14} stroke={1.6} aria-hidden /> {label}
      </span>
      {file.state === 'loading' ? <Loading label={label} /> : <VoicePlayer id={media.id} url={file.url} bytes={file.bytes} words={words} onError={() => failed(file.bytes)} />}
    </div>
  );
}

function Loading({ label, style }: { readonly label: string; readonly style?: { readonly width: number; readonly height: number } }): ReactElement {
  const { t } = useTranslation('thread');
  return (
    <div className={classes.pending} style={style} role="group" aria-label={label}>
      <Loader size={16} aria-hidden />
      <span>{t('media.loading')}</span>
    </div>
  );
}
