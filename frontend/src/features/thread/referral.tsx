import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { safeLink } from '@/lib/links';
import { MessageText } from '@/ui/message-text';
import classes from './referral.module.css';
import { AdPicture } from './ad-picture';
import { useLinkActions } from './message-menu';

/** The advertisement or post that led the customer here, whole. */
export function Referral({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const links = useLinkActions();
  const ad = message.ad;
  const picture = safeLink(ad?.mediaUrl ?? '');
  if (!ad) return <div className={classes.plain}>{t('bubble.referral', { headline: message.referral })}</div>;
  return (
    <aside className={classes.ad} aria-label={t('ad.label')}>
      <span className={classes.kind}>{ad.type === 'post' ? t('ad.post') : t('ad.ad')}</span>
      {ad.headline !== '' && (
        <strong className={classes.text} dir="auto">
          {ad.headline}
        </strong>
      )}
      {ad.body !== '' && (
        <span className={classes.text} dir="auto">
          {ad.body}
        </span>
      )}
      {ad.picture && <AdPicture message={message} picture={ad.picture} />}
      {picture !== undefined ? (
        <UnstyledButton className={classes.open} title={links.leads(picture)} onClick={() => links.open(picture)}>
          {ad.media === 'video' ? t('ad.openVideo') : t('ad.openImage')}
        </UnstyledButton>
      ) : (
        ad.media !== '' && <span className={classes.kind}>{ad.media === 'video' ? t('ad.video') : t('ad.image')}</span>
      )}
      {ad.url !== '' && (
        <span className={classes.text}>
          <MessageText text={ad.url} links={links} />
        </span>
      )}
      {ad.welcome !== '' && <span className={classes.text}>{t('ad.welcome', { text: ad.welcome })}</span>}
      {ad.id !== '' && <span className={classes.kind}>{t('ad.id', { id: ad.id })}</span>}
      {ad.clickId !== '' && <span className={`${classes.kind} ${classes.text}`}>{t('ad.click', { id: ad.clickId })}</span>}
    </aside>
  );
}
