import { useTranslation } from '@/lib/texts';
import type { PlayerWords } from '@/lib/playing';

/** What a player of a sound says. */
export function usePlayerWords(label: string): PlayerWords {
  const { t } = useTranslation('thread');
  return {
    label,
    play: t('media.play'),
    pause: t('media.pause'),
    position: (at, whole) => t('media.position', { at, whole }),
    speed: (times) => t('media.speed', { times }),
  };
}
