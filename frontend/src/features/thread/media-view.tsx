import { ActionIcon, Loader, Modal, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconExternalLink, IconFile, IconMicrophone } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Media, Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { showProblem, showToast } from '@/ui/toast';
import { fitted, mediaUrl } from './media';
import classes from './media-view.module.css';

interface MediaViewProps {
  readonly message: Message;
  readonly media: Media;
  readonly name: string;
}

/** A file of a message: drawn, played, or as a line to open and save. */
export function MediaView({ message, media, name }: MediaViewProps): ReactElement {
  const { t } = useTranslation(['thread', 'chat']);
  const [broken, setBroken] = useState(false);
  if (media.state === 'failed') {
    return (
      <div className={classes.notice}>
        <IconAlertTriangle size={16} stroke={1.6} aria-hidden />
        <span>
          {t('media.failed')}
          {media.reason !== '' && `. ${media.reason}`}
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
  if (broken || message.type === 'document') return <FileLine media={media} broken={broken} />;
  const src = mediaUrl(message.id, media.id);
  const onError = (): void => setBroken(true);
  if (message.type === 'audio') {
    return (
      <div className={classes.audio}>
        <span className={classes.dim}>
          <IconMicrophone size={14} stroke={1.6} aria-hidden /> {media.voice ? t('media.voice') : t('media.audio')}
        </span>
        <audio controls preload="metadata" src={src} aria-label={media.voice ? t('media.voice') : t('media.audio')} onError={onError} />
      </div>
    );
  }
  if (message.type === 'video') return <video className={classes.picture} style={fitted(media, 320)} controls preload="metadata" src={src} aria-label={t('media.video')} onError={onError} />;
  if (message.type === 'sticker') return <img className={classes.sticker} style={fitted(media, 160)} src={src} alt={t('media.sticker')} draggable={false} onError={onError} />;
  return <Photo media={media} src={src} alt={message.text !== '' ? message.text.slice(0, 120) : t('media.photoOf', { name: message.out ? t('chat:name.you') : name })} onError={onError} />;
}

function Photo({ media, src, alt, onError }: { readonly media: Media; readonly src: string; readonly alt: string; readonly onError: () => void }): ReactElement {
  const { t } = useTranslation('thread');
  const [open, setOpen] = useState(false);
  return (
    <>
      <UnstyledButton className={classes.photo} style={fitted(media, 280)} aria-label={`${t('media.enlarge')}: ${alt}`} onClick={() => setOpen(true)}>
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

function FileLine({ media, broken }: { readonly media: Media; readonly broken: boolean }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  return (
    <div className={classes.file}>
      <span className={classes.icon}>
        <IconFile size={20} stroke={1.5} aria-hidden />
      </span>
      <div className={classes.words}>
        <bdi className={classes.name}>{media.fileName === '' ? t('media.file') : media.fileName}</bdi>
        <span className={`figures ${classes.dim}`}>
          {media.size > 0 && formatBytes(media.size, locale)}
          {broken && ` · ${t('media.broken')}`}
        </span>
      </div>
      <FileActions id={media.id} />
    </div>
  );
}

function FileActions({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation('thread');
  const open = (): void => void bridge().system.openMedia(id).catch((error: unknown) => showProblem(t('media.openFailed'), error));
  const save = (): void =>
    void bridge().system.saveMedia(id).then(
      (path) => path !== '' && showToast(`saved-${id}`, t('media.saved', { path }), ''),
      (error: unknown) => showProblem(t('media.saveFailed'), error),
    );
  return (
    <>
      <Tooltip label={t('media.open')}>
        <ActionIcon aria-label={t('media.open')} size={30} onClick={open}>
          <IconExternalLink size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('media.save')}>
        <ActionIcon aria-label={t('media.save')} size={30} onClick={save}>
          <IconDownload size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
