import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { formatPhone } from '@/lib/phone';
import { useNumberMark } from '@/stores/numbers';
import { NumberChip } from '@/ui/number-chip';
import classes from './mode-switch.module.css';

/** From which number a reply goes, where there are several. */
export function SendsAs({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('around');
  const mark = useNumberMark(thread.numberId);
  if (mark === undefined) return null;
  return (
    <span className={classes.as}>
      <NumberChip name={t('number.as', { name: isolate(mark.name) })} colour={mark.colour} title={t('number.title', { name: mark.name, phone: formatPhone(mark.phone) })} />
    </span>
  );
}
