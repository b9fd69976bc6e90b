import { Modal } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useActs } from '@/i18n/use-acts';
import { stepRegion } from '@/lib/regions';
import { ActList } from './act-list';
import { TourAgain } from './tour-again';

/** The sheet under "?": everything that can be done by the keyboard, what can be done now first. */
export function ShortcutSheet(): ReactElement {
  const { t } = useTranslation('common');
  const [open, setOpen] = useState(false);
  useActs([
    { id: 'help', run: () => setOpen((now) => !now) },
    { id: 'region.next', run: () => stepRegion(1) },
    { id: 'region.previous', run: () => stepRegion(-1) },
  ]);
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title={t('shortcuts.title')} closeButtonProps={{ 'aria-label': t('shortcuts.close') }} size="lg">
      <ActList />
      <TourAgain onStart={() => setOpen(false)} />
    </Modal>
  );
}
