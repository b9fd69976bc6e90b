import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { stampTime } from '@/lib/time';

const arrived: ReadonlySet<string> = new Set(['delivered', 'read', 'played']);

/** What the provider said of a message of ours that cannot all be true, in words; '' is nothing. The status stays the farthest that was told. */
export function useContradiction({ status, statusAt, problem, contrary }: Message): string {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  if (status === '') return '';
  if (problem !== null && arrived.has(status)) {
    const said = { status: t(`status.${status}`), time: stampTime(statusAt, locale), failed: stampTime(problem.at, locale) };
    return problem.at <= statusAt ? t('status.failedThen', said) : t('status.thenFailed', said);
  }
  if (contrary === undefined) return '';
  return t('status.contrary', { status: t(`status.${status}`), time: stampTime(statusAt, locale), lesser: t(`status.${contrary.status}`), lesserTime: stampTime(contrary.at, locale) });
}
