import { IconBan, IconUsers } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { exactTime } from '@/lib/time';
import { useUser } from '@/stores/selectors';
import { SystemText } from './lines';

/** Whether a note only says what somebody did with the customer: blocked, merged, or took it back. */
export function saysBlocked(message: Message): boolean {
  return ['blocked', 'unblocked', 'merged', 'unmerged', 'identityChecked'].includes(message.system);
}

/** That somebody blocked the customer or merged them, or took it back. */
export function BlockLine({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation(['thread', 'identity']);
  const locale = useLocale();
  const name = isolate(useUser(message.author)?.name ?? t('line.somebody'));
  if (message.system === 'merged' || message.system === 'unmerged' || message.system === 'identityChecked') {
    return (
      <SystemText icon={<IconUsers size={14} stroke={1.6} aria-hidden />} title={exactTime(message.at, locale)}>
        {t(`identity:line.${message.system}`, { name })}
      </SystemText>
    );
  }
  return (
    <SystemText icon={<IconBan size={14} stroke={1.6} aria-hidden />} title={exactTime(message.at, locale)}>
      {message.system === 'blocked' ? t('line.system.blocked', { name }) : t('line.system.unblocked', { name })}
    </SystemText>
  );
}
