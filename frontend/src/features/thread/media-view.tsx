import { Loader, Modal, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Media, Message } from '@/bridge/types';
import { troubleOf, useSaid } from '@/i18n/said';
import { mediaUrl } from '@/lib/media-url';
import { FileActions, FileLine } from './file-line';
import { fitted } from './media';
import classes from './media-view.module.css';
import { Player } from './player';
import { Sticker } from './sticker';

interface MediaViewProps {
  readonly message: Message;
  readonly media: Media;
  readonly name: string;
}

/** A file of a message: drawn, played, or as a line to open and save. */
export function MediaView({ message, media, name }: MediaViewProps): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const say = useSaid();
  const [broken, setBroken] = useState(false);
  if (media.state === 'failed') {
    const why = troubleOf(say, { said: media.said, problem: media.reason });
    return (
      <div className={classes.notice}>
        <IconAlertTriangle size={16} stroke={1.6} aria-hidden />
        <span>
          {t('media.failed')}
          {why !== '' && `. ${why}`}
        </span>
      </div>
    );
  }
  const drawn = message.type === 'image' || message.type === 'sticker' || message.type === 'video';
  if (media.state === 'pending') {
    return (
      <div className={classes.pending} style={drawn ? fitted(media, message.type === 'sticker' ? 160 : 280) : undefined}>
        <Loader size={16} aria-hidden />
        <span>{t('media.pending')}</span>
      </div>
    );
  }
  if (broken || message.type === 'document') return <FileLine media={media} problem={broken ? t('media.broken') : ''} />;
  const src = mediaUrl(message.id, media.id);
  if (message.type === 'audio' || message.type === 'video') return <Player media={media} kind={message.type} src={src} />;
  const onError = (): void => setBroken(true);
  if (message.type === 'sticker') return <Sticker style={fitted(media, 160)} src={src} alt={t('media.sticker')} onError={onError} />;
  return <Photo media={media} size={fitted(media, 280)} src={src} alt={message.text !== '' ? message.text.slice(0, 120) : t('media.photoOf', { name: message.out ? t('terms:name.you') : name })} onError={onError} />;
}

interface PhotoProps {
  readonly media: Pick<Media, 'id' | 'fileName' | 'width' | 'height'>;
  readonly size: ReturnType<typeof fitted>;
  readonly src: string;
  readonly alt: string;
  readonly onError: () => void;
}

/** A picture, drawn small; a click shows it large, to be opened or saved. */
export function Photo({ media, size, src, alt, onError }: PhotoProps): ReactElement {
  const { t } = useTranslation('thread');
  const [open, setOpen] = useState(false);
  return (
    <>
      <UnstyledButton className={classes.photo} style={size} aria-label={`${t('media.enlarge')}: ${alt}`} onClick={() => setOpen(true)}>
        <img className={classes.picture} src={src} alt="" loading="lazy" onError={onError} />
      </UnstyledButton>
      <Modal opened={open} onClose={() => setOpen(false)} size="auto" centered title={<span dir="auto">{media.fileName === '' ? t('media.photo') : media.fileName}</span>} closeButtonProps={{ 'aria-label': t('media.close') }}>
        <img className={classes.large} src={src} alt={alt} width={media.width || undefined} height={media.height || undefined} />
        <div className={classes.tools}>
          <FileActions id={media.id} />
        </div>
      </Modal>
    </>
  );
}
