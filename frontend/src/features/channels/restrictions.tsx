import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Restriction, RestrictionKind } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { restrictionKinds } from '@/lib/lists';
import { exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import classes from './channels.module.css';

/** What the account of a number may not do, each with its end; nothing when nothing is restricted. */
export function Restrictions({ wabaId }: { readonly wabaId: string }): ReactElement | null {
  const { t } = useTranslation('channels');
  const list = useDesk((desk) => desk.wabas.get(wabaId)?.restrictions);
  if (list === undefined || list.length === 0) return null;
  return (
    <ul className={classes.restrictions} aria-label={t('trouble.restrictions')}>
      {list.map((each) => (
        <Line key={each.word} restriction={each} />
      ))}
    </ul>
  );
}

function Line({ restriction }: { readonly restriction: Restriction }): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const kind: RestrictionKind | undefined = oneOf(restrictionKinds, restriction.type);
  const what = kind === undefined ? t('trouble.restriction.other', { word: restriction.word }) : t(`trouble.restriction.${kind}`);
  return (
    <li>
      {what} {restriction.until === 0 ? t('trouble.noEnd') : t('trouble.until', { time: exactTime(restriction.until, locale) })}
    </li>
  );
}
