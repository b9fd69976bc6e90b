import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordRow } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Below, Clipped } from '@/ui/named';

/** Who had an interaction, each once; on hover, when each of them had it. */
export function Agents({ row }: { readonly row: RecordRow }): ReactElement {
  const { t } = useTranslation('records');
  const locale = useLocale();
  const users = useDesk((desk) => desk.users);
  if (row.agents.length === 0) return <Below>{t('nobody')}</Below>;
  const nameOf = (id: string): string => users.get(id)?.name ?? t('gone');
  const names = [...new Set(row.agents.map((each) => nameOf(each.userId)))];
  const spans = row.agents.map((each) =>
    each.to === 0
      ? t('spanNow', { name: nameOf(each.userId), from: exactTime(each.from, locale) })
      : t('span', { name: nameOf(each.userId), from: exactTime(each.from, locale), to: exactTime(each.to, locale) }),
  );
  if (row.moreAgents > 0) spans.push(t('moreAgents', { count: row.moreAgents }));
  return <Clipped title={spans.join('\n')}>{names.join(', ')}</Clipped>;
}
