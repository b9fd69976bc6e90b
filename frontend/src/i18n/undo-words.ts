/** Why a reply cannot be taken back, in words. */
import { useTranslation } from '@/lib/texts';
import { FormBegun } from '@/lib/form-begun';

/** Gives what is shown of an error of taking back. */
export function useUndoWords(): (error: unknown) => unknown {
  const { t } = useTranslation('thread');
  return (error) => (error instanceof FormBegun ? { message: t('queued.formBegun') } : error);
}
