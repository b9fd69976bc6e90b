import { Input, SegmentedControl, Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { acts } from '@/lib/acts';
import { keycaps } from '@/lib/keys';
import { densities, setDensity, setTextSize, textSizes, useLook } from '@/stores/look';

/** How large the text is, and how close rows and messages stand. */
export function LookFields(): ReactElement {
  const { t } = useTranslation('settings');
  const locale = useLocale();
  const { size, density } = useLook();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const keys = (id: 'text.larger' | 'text.smaller' | 'text.reset'): string => keycaps(acts[id].keys).join(' ');
  return (
    <>
      <Select
        label={t('appearance.text')}
        description={t('appearance.textHint', { larger: keys('text.larger'), smaller: keys('text.smaller'), reset: keys('text.reset') })}
        data={textSizes.map((each) => ({ value: String(each), label: percent.format(each / 100) }))}
        value={String(size)}
        onChange={(value) => setTextSize(textSizes.find((each) => String(each) === value) ?? 100)}
        allowDeselect={false}
      />
      <Input.Wrapper label={t('appearance.density')} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={t('appearance.density')}
          value={density}
          onChange={(value) => setDensity(densities.find((each) => each === value) ?? 'comfortable')}
          data={densities.map((each) => ({ value: each, label: t(`appearance.${each}`) }))}
        />
      </Input.Wrapper>
    </>
  );
}
