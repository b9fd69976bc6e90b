import { Button, Modal, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconDownload, IconFile, IconHeadphones, IconMovie, IconPaperclip, IconPhotoOff } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { ContactFile } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { mediaUrl } from '@/lib/media-url';
import { relativeTime } from '@/lib/time';
import { useNow } from '@/lib/clock';
import { IconButton } from '@/ui/icon-button';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { showProblem, showToast } from '@/ui/toast';
import panel from '../contact-panel.module.css';
import classes from './contacts.module.css';

const look = { size: 22, stroke: 1.5, 'aria-hidden': true } as const;

/** What was sent in the conversations with a customer, newest first. */
export function Files({ contactId }: { readonly contactId: string }): ReactElement {
  const { t } = useTranslation('contacts');
  const asked = useInfiniteQuery({
    queryKey: ['contacts', 'files', contactId],
    queryFn: ({ pageParam }) => bridge().contacts.files(contactId, pageParam.at, pageParam.seq),
    initialPageParam: { at: 0, seq: 0 },
    getNextPageParam: (page) => (page.more ? { at: page.at, seq: page.seq } : null),
    gcTime: 60_000,
  });
  const files = asked.data?.pages.flatMap((page) => page.files);
  const [large, setLarge] = useState<ContactFile>();
  return (
    <section className={panel.card} aria-label={t('files.title')}>
      <h3 className={panel.cardTitle}>
        <IconPaperclip size={16} stroke={1.6} aria-hidden />
        {t('files.title')}
      </h3>
      <Refusal error={asked.isError ? toBridgeError(asked.error) : undefined} fallback={t('files.failed')} actions={<Button variant="default" size="compact-sm" onClick={() => void asked.refetch()}>{t('retry')}</Button>} />
      {asked.isPending && <Skeletons rows={2} label={t('loading')} />}
      {files?.length === 0 && <p className={panel.small}>{asked.hasNextPage ? t('files.noneYet') : t('files.none')}</p>}
      <ul className={classes.grid}>
        {files?.map((each) => (
          <li key={each.messageId}>
            <Tile file={each} onEnlarge={() => setLarge(each)} />
          </li>
        ))}
      </ul>
      {asked.hasNextPage && (
        <div className={panel.whyActions}>
          <Button size="xs" variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
            {t('files.older')}
          </Button>
        </div>
      )}
      <Modal opened={large !== undefined} onClose={() => setLarge(undefined)} size="auto" centered title={<span dir="auto">{large === undefined ? '' : nameOf(large, t('files.photo'))}</span>} closeButtonProps={{ 'aria-label': t('files.close') }}>
        {large !== undefined && <img className={classes.large} src={mediaUrl(large.messageId, large.media.id)} alt={nameOf(large, t('files.photo'))} />}
      </Modal>
    </section>
  );
}

function nameOf(file: ContactFile, other: string): string {
  return file.media.fileName === '' ? other : file.media.fileName;
}

function Tile({ file, onEnlarge }: { readonly file: ContactFile; readonly onEnlarge: () => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const now = useNow();
  const [broken, setBroken] = useState(false);
  const { media } = file;
  const ready = media.state === 'ready';
  const picture = ready && !broken && (file.type === 'image' || file.type === 'sticker');
  const kind = file.type === 'image' ? t('files.photo') : file.type === 'video' ? t('files.video') : file.type === 'audio' ? t('files.audio') : file.type === 'sticker' ? t('files.sticker') : t('files.file');
  const name = nameOf(file, kind);
  const open = (): void => void bridge().system.openMedia(media.id).catch((error: unknown) => showProblem(t('files.openFailed'), error));
  const save = (): void =>
    void bridge().system.saveMedia(media.id).then(
      (path) => path !== '' && showToast(`saved-${media.id}`, t('files.saved', { path }), ''),
      (error: unknown) => showProblem(t('files.saveFailed'), error),
    );
  return (
    <>
      <UnstyledButton className={classes.tile} aria-label={picture ? t('files.enlarge', { name }) : t('files.open', { name })} disabled={!ready} onClick={picture ? onEnlarge : open}>
        {picture ? (
          <img className={classes.picture} src={mediaUrl(file.messageId, media.id)} alt="" loading="lazy" onError={() => setBroken(true)} />
        ) : (
          <>
            {icon(file, ready)}
            <bdi className={classes.fileName}>{ready ? name : media.state === 'failed' ? t('files.lost') : t('files.coming')}</bdi>
          </>
        )}
      </UnstyledButton>
      <span className={classes.when}>
        <span>{file.out ? t('files.ours', { time: relativeTime(file.at, now, locale) }) : relativeTime(file.at, now, locale)}</span>
        {ready && <IconButton label={t('files.save', { name })} icon={<IconDownload size={14} stroke={1.6} />} size={24} onClick={save} />}
      </span>
    </>
  );
}

function icon(file: ContactFile, ready: boolean): ReactNode {
  if (!ready) return <IconPhotoOff {...look} />;
  if (file.type === 'video') return <IconMovie {...look} />;
  return file.type === 'audio' ? <IconHeadphones {...look} /> : <IconFile {...look} />;
}
