import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { formatBytes } from '@/lib/numbers';
import { countdown } from '@/lib/time';
import type { Recording } from '@/stores/recorder';

// Said early enough to come to an end.
const shareBefore = 0.85;
const beforeEnd = 5 * 60_000;

/** What is to be said of a recording's limits: before they are reached, and when they are. */
export function useLimits({ kept, milliseconds }: Pick<Recording, 'kept' | 'milliseconds'>): string {
  const { t } = useTranslation('composer');
  const locale = useLocale();
  if (kept === null) return '';
  if (kept.longest - milliseconds <= beforeEnd) return t('voice.limit.end', { left: countdown(Math.max(0, kept.longest - milliseconds)) });
  const size = formatBytes(kept.playIcon, locale);
  if (kept.bytes > kept.playIcon) return t('voice.limit.large', { size });
  if (kept.bytes > kept.playIcon * shareBefore) return t('voice.limit.soon', { size, left: countdown(((kept.playIcon - kept.bytes) / kept.bytes) * kept.milliseconds) });
  return '';
}
