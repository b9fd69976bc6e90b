import { Loader } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { AdPicture as Picture, Message } from '@/bridge/types';
import { mediaUrl } from '@/lib/media-url';
import { fitted } from './media';
import { Photo } from './media-view';
import classes from './referral.module.css';

const widest = 240;

/** What the ad shows that led the customer here. The relay fetched it: this computer asks nobody else. */
export function AdPicture({ message, picture }: { readonly message: Message; readonly picture: Picture }): ReactElement {
  const { t } = useTranslation('thread');
  const [broken, setBroken] = useState(false);
  if (picture.state === 'pending') {
    return (
      <span className={classes.fetching}>
        <Loader size={14} aria-hidden />
        {t('ad.loading')}
      </span>
    );
  }
  if (picture.state === 'failed') return <span className={classes.kind}>{t('ad.lost')}</span>;
  if (broken) return <span className={classes.kind}>{t('media.broken')}</span>;
  const headline = message.ad?.headline ?? '';
  return (
    <div className={classes.picture}>
      <Photo media={{ ...picture, fileName: '' }} src={mediaUrl(message.id, picture.id)} alt={headline === '' ? t('ad.shows') : t('ad.showsOf', { headline })} size={fitted(picture, widest)} onError={() => setBroken(true)} />
    </div>
  );
}
