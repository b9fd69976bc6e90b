import { useTranslation } from '@/lib/texts';
import { over } from './choices-model';

/** Says by how much a text is too long, false where it fits. */
export function useTooLong(): (text: string, most: number) => string | false {
  const { t } = useTranslation('composer');
  return (text, most) => {
    const count = over(text, most);
    return count > 0 && t('choices.tooLong', { count, most });
  };
}
