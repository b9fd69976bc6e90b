import { useTranslation } from '@/lib/texts';
import type { LinkEnd } from '@/lib/thread-link';
import { showToast } from './toast';

/** Says in words why a link led nowhere, or not to its message. */
export function useSayLink(): (end: LinkEnd) => void {
  const { t } = useTranslation('common');
  return (end) => {
    if (end !== 'opened') showToast('link', t(`link.${end}`), t(`link.${end}Text`), { stays: 15_000 });
  };
}
