import { useTranslation } from '@/lib/texts';
import { duration } from '@/lib/time';
import { windowView, type WindowView } from '@/lib/window';
import { useLocale } from './locale';

/** A window with its words. */
export interface WindowWords extends WindowView {
  /** "Window closes in 3 h 12 min", "Window closed". */
  readonly label: string;
  /** "closes in 3 h 12 min", "window closed". */
  readonly short: string;
  /** "3 h 12 min"; "" when it is closed or there is none. */
  readonly left: string;
}

/** The window that closes at `closesAt` (null: the customer never wrote; Infinity: the channel has none), in words. */
export function useWindowWords(closesAt: number | null, now: number): WindowWords {
  const { t } = useTranslation('terms');
  const locale = useLocale();
  const view = windowView(closesAt, now);
  if (view.tone === 'none') return { ...view, label: t('window.none'), short: '', left: '' };
  if (view.tone === 'closed') {
    const never = closesAt === null;
    return { ...view, label: never ? t('window.never') : t('window.closed'), short: never ? t('window.neverShort') : t('window.closedShort'), left: '' };
  }
  const left = duration(view.leftMs, locale);
  return { ...view, label: t('window.closesIn', { left }), short: t('window.closesInShort', { left }), left };
}
