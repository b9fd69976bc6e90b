import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useGo } from '@/lib/go';
import { paths } from '@/lib/paths';
import { startGuide } from '@/stores/guide';
import { useSession } from '@/stores/session';

/** Where keys are looked up, the tour can be had again. */
export function TourAgain({ onStart }: { readonly onStart: () => void }): ReactElement | null {
  const { t } = useTranslation('guide');
  const go = useGo();
  const practice = useSession((store) => store.state?.practice === true);
  if (!practice) return null;
  const start = (): void => {
    startGuide();
    go(paths.workspace);
    onStart();
  };
  return (
    <Button mt="md" size="compact-sm" variant="default" onClick={start}>
      {t('again')}
    </Button>
  );
}
