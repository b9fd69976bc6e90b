import { useCallback } from 'react';
import { useTranslation } from '@/lib/texts';
import { contactName, type KnownAs } from '@/lib/contact-name';

/** The function that names a customer in the app's language. */
export function useContactName(): (contact: KnownAs | undefined) => string {
  const { t } = useTranslation('terms');
  return useCallback(
    (contact) => contactName(contact, { account: (id) => t('name.account', { id }), hidden: t('name.hidden'), group: t('name.group'), unknown: t('name.unknown') }),
    [t],
  );
}
