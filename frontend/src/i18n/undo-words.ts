/** Why a reply cannot be taken back, in words. */
import { useTranslation } from '@/lib/texts';
import { FormBegun, NoReplyField } from '@/lib/form-begun';

/** Gives what is shown of an error of taking back. */
export function useUndoWords(): (error: unknown) => unknown {
  const { t } = useTranslation('thread');
  return (error) => {
    if (error instanceof FormBegun) return { message: t('queued.formBegun') };
    return error instanceof NoReplyField ? { message: t('queued.noReplyField') } : error;
  };
}
