import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { lowScore, stars } from '@/lib/rating';
import classes from './stars.module.css';

/** A rating, drawn and said. */
export function Stars({ score }: { readonly score: number }): ReactElement {
  const { t } = useTranslation('rating');
  const said = t('stars', { score });
  return (
    <span className={classes.stars} role="img" aria-label={said} title={said} data-low={score <= lowScore || undefined}>
      {stars(score)}
    </span>
  );
}
