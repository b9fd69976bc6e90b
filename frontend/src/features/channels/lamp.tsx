import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { ago } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { Chip } from '@/ui/chip';
import { countFailed } from './doctor-model';

/** Whether messages are known to come in and arrive; before that, how many checks fail. Nothing before the first examination. */
export function ProvenLamp({ numberId }: { readonly numberId: string }): ReactElement | null {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const now = useNow(30_000);
  const checkup = useDesk((desk) => desk.checkups.get(numberId));
  if (checkup === undefined) return null;
  const failing = countFailed(checkup);
  if (failing > 0) return <Chip tone="red">{t('proven.failing', { count: failing })}</Chip>;
  if (checkup.provenAt === 0) return <Chip title={t('proven.darkHint')}>{t('proven.dark')}</Chip>;
  return (
    <Chip tone="ok" title={t('proven.litHint')}>
      {t('proven.lit', { time: ago(checkup.provenAt, now, locale) })}
    </Chip>
  );
}
