import { useTranslation } from '@/lib/texts';
import { useDesk } from './desk';

/** The function that says which conversation with a customer it is: their number, and ours where there are several. */
export function useThreadPlace(): (threadId: string, phone: string) => string | undefined {
  const { t } = useTranslation('around');
  const numbers = useDesk((desk) => desk.numbers);
  const threads = useDesk((desk) => desk.threads);
  return (threadId, phone) => {
    const number = numbers.size < 2 ? '' : (numbers.get(threads.get(threadId)?.numberId ?? '')?.name ?? '');
    if (number === '') return phone === '' ? undefined : phone;
    return phone === '' ? t('number.to', { number }) : t('number.of', { phone, number });
  };
}
