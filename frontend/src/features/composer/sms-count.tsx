import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { smsLength } from '@/lib/sms';
import { Chip } from '@/ui/chip';

/** In how many SMS a text goes, which is what is paid for, and how much fits into the last one. */
export function SmsCount({ text }: { readonly text: string }): ReactElement | null {
  const { t } = useTranslation('composer');
  if (text === '') return null;
  const { parts, left, unicode } = smsLength(text);
  return (
    <Chip tone={parts > 3 ? 'amber' : 'plain'} title={unicode ? t('sms.unicode') : t('sms.plain')}>
      <span className="figures">{t('sms.count', { count: parts, left })}</span>
    </Chip>
  );
}
