import { IconStar } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Interaction, Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { ratingParts, ratingSkips } from '@/lib/lists';
import { clockTime, exactTime } from '@/lib/time';
import { Stars } from '@/ui/stars';
import classes from './bubble.module.css';
import { SystemText } from './lines';

/** Above a message that is part of a rating: which part, and of an answer the score. */
export function RatingPart({ rating }: { readonly rating: NonNullable<Message['rating']> }): ReactElement | null {
  const { t } = useTranslation('rating');
  const part = oneOf(ratingParts, rating.part);
  if (part === undefined) return null;
  const { score = 0 } = rating;
  return (
    <div className={classes.above}>
      <IconStar size={13} stroke={1.6} aria-hidden />
      {t(`part.${part}`)}
      {score > 0 && <Stars score={score} />}
    </div>
  );
}

/** When the customer is asked for a rating, or why they are not. */
export function RatingLine({ interaction }: { readonly interaction: Interaction }): ReactElement | null {
  const { t } = useTranslation('rating');
  const locale = useLocale();
  const { dueAt = 0, skipped = '', failed = false } = interaction.rating ?? {};
  const why = oneOf(ratingSkips, skipped);
  const words = dueAt > 0 ? t('line.due', { time: clockTime(dueAt, locale) }) : failed ? t('line.failed') : why === undefined ? '' : t(`line.skipped.${why}`);
  if (words === '') return null;
  return (
    <SystemText icon={<IconStar size={14} stroke={1.6} aria-hidden />} title={exactTime(dueAt > 0 ? dueAt : interaction.endedAt, locale)}>
      {words}
    </SystemText>
  );
}
