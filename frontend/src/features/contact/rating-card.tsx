import { IconStar } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { exactTime, relativeTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Stars } from '@/ui/stars';
import classes from './contact-panel.module.css';

/** How the customer rated the conversation, or since when they are asked to. */
export function RatingCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('rating');
  const locale = useLocale();
  const now = useNow(30_000);
  const rating = useDesk((desk) => desk.interactions.get(thread.interactionId)?.rating);
  const { askedAt = 0, answeredAt = 0, score = 0, commentId = '', failed = false } = rating ?? {};
  if (askedAt === 0 || (failed && score === 0)) return null;
  const at = score > 0 ? answeredAt : askedAt;
  return (
    <section className={classes.card} aria-label={t('card.title')}>
      <h3 className={classes.cardTitle}>
        <IconStar size={16} stroke={1.6} aria-hidden />
        {t('card.title')}
        {score > 0 && <Stars score={score} />}
      </h3>
      <p className={`figures ${classes.small}`} title={exactTime(at, locale)}>
        {t(score === 0 ? 'card.waiting' : commentId === '' ? 'card.at' : 'card.atComment', { time: relativeTime(at, now, locale) })}
      </p>
    </section>
  );
}
