import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Chip, type ChipTone } from './chip';

/** The statuses that there are words for. */
export const knownStatuses = ['DRAFT', 'APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'DELETED', 'IN_APPEAL', 'PENDING_DELETION', 'LIMIT_EXCEEDED', 'ARCHIVED', 'UNSUBMITTED'] as const;

const tones: Readonly<Record<(typeof knownStatuses)[number], ChipTone>> = {
  DRAFT: 'plain', APPROVED: 'ok', PENDING: 'accent', REJECTED: 'red', PAUSED: 'amber', DISABLED: 'red', DELETED: 'plain', IN_APPEAL: 'accent', PENDING_DELETION: 'plain', LIMIT_EXCEEDED: 'red', ARCHIVED: 'plain', UNSUBMITTED: 'plain',
};

/** How a template stands at its provider; a status of a newer one is shown as it came. */
export function StatusChip({ template, language = false }: { readonly template: { readonly status: string; readonly language: string }; readonly language?: boolean }): ReactElement {
  const { t } = useTranslation('templates');
  const known = knownStatuses.find((each) => each === template.status);
  const words = known === undefined ? template.status : t(`status.${known}`);
  return <Chip tone={known === undefined ? 'plain' : tones[known]}>{language ? t('languageStatus', { language: template.language, status: words }) : words}</Chip>;
}
