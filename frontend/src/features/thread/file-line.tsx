import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDownload, IconExternalLink, IconFile } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Media } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { Marked } from '@/ui/marked';
import { showProblem, showToast } from '@/ui/toast';
import classes from './media-view.module.css';

interface FileLineProps {
  readonly media: Media;
  /** What it is, where that is known: "Voice message, 0:12". */
  readonly what?: string;
  /** Why it is not drawn or played. */
  readonly problem?: string;
}

/** A file as a line: what it is, how large, and ways to open and save it. */
export function FileLine({ media, what = '', problem = '' }: FileLineProps): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const name = media.fileName !== '' ? media.fileName : what !== '' ? what : t('media.file');
  const facts = [media.fileName === '' ? '' : what, media.size > 0 ? formatBytes(media.size, locale) : '', problem];
  return (
    <div className={classes.file}>
      <span className={classes.icon}>
        <IconFile size={20} stroke={1.5} aria-hidden />
      </span>
      <div className={classes.words}>
        <bdi className={classes.name}>
          <Marked text={name} />
        </bdi>
        <span className={`figures ${classes.dim}`}>{facts.filter((each) => each !== '').join(' · ')}</span>
      </div>
      <FileActions id={media.id} />
    </div>
  );
}

/** Ways to open and save a file. */
export function FileActions({ id }: { readonly id: string }): ReactElement {
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
