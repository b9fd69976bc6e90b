import { useTranslation } from '@/lib/texts';

const usual = ['break', 'lunch', 'training', 'meeting'] as const;

/** What a person chooses from when they are away: the organization's own reasons, or the usual ones where it has none. */
export function useAwayReasons(own: readonly string[]): readonly string[] {
  const { t } = useTranslation('status');
  return own.length > 0 ? own : usual.map((each) => t(`presence.${each}`));
}
