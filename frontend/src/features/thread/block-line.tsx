import { IconBan } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { exactTime } from '@/lib/time';
import { useUser } from '@/stores/selectors';
import { SystemText } from './lines';

/** Whether a note only says that the customer was blocked, or is so no more. */
export function saysBlocked(message: Message): boolean {
  return message.system === 'blocked' || message.system === 'unblocked';
}

/** That somebody blocked the customer, or unblocked them. */
export function BlockLine({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const name = isolate(useUser(message.author)?.name ?? t('line.somebody'));
  return (
    <SystemText icon={<IconBan size={14} stroke={1.6} aria-hidden />} title={exactTime(message.at, locale)}>
      {message.system === 'blocked' ? t('line.system.blocked', { name }) : t('line.system.unblocked', { name })}
    </SystemText>
  );
}
