import { useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { useActs } from '@/i18n/use-acts';
import { densities, setDensity, setTextSize, stepTextSize, useLook } from '@/stores/look';

/** Draws the window in the size and density that this computer has chosen: every type size is a share of the root's. */
export function LookOnDocument(): null {
  const { size, density } = useLook();
  useEffect(() => {
    const root = document.documentElement;
    root.style.fontSize = size === 100 ? '' : `${size}%`;
    root.dataset['density'] = density;
  }, [size, density]);
  return null;
}

/** Ctrl with plus, minus and 0, as in every browser, and the palette. */
export function LookActs(): null {
  const { t } = useTranslation('settings');
  const { size, density } = useLook();
  useActs([
    { id: 'text.larger', run: () => stepTextSize(1) },
    { id: 'text.smaller', run: () => stepTextSize(-1) },
    { id: 'text.reset', may: size !== 100, run: () => setTextSize(100) },
    ...densities.map((each) => ({ id: `density.${each}`, may: each !== density, label: t('appearance.densityIs', { density: t(`appearance.${each}`) }), run: () => setDensity(each) })),
  ]);
  return null;
}
