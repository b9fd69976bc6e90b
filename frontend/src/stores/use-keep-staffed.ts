import { modals } from '@mantine/modals';
import { useTranslation } from '@/lib/texts';
import { isolate } from '@/lib/bidi';
import { type StaffingChange, useLeftAlone } from './staffing';

function wordsOf({ number }: StaffingChange): 'leftAlone.text' | 'leftAlone.nowhere' | 'leftAlone.leads' {
  if (number === undefined) return 'leftAlone.text';
  return number.leads.length === 0 ? 'leftAlone.nowhere' : 'leftAlone.leads';
}

/** Asks before a change that would leave an active number without anybody who can answer; at once true for any other. */
export function useKeepStaffed(): (change: StaffingChange) => Promise<boolean> {
  const { t } = useTranslation('common');
  const leftAlone = useLeftAlone();
  return (change) => {
    const numbers = leftAlone(change);
    if (numbers.length === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      modals.openConfirmModal({
        title: t('leftAlone.title'),
        children: t(wordsOf(change), { count: numbers.length, names: numbers.map((each) => isolate(each.name)).join(', ') }),
        labels: { confirm: t('leftAlone.go'), cancel: t('leftAlone.stay') },
        confirmProps: { color: 'red' },
        withCloseButton: false,
        onConfirm: () => resolve(true),
        onClose: () => resolve(false),
      });
    });
  };
}
