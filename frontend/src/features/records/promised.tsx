import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '@/bridge/types';
import { Chip } from '@/ui/chip';
import { Below } from '@/ui/named';

/** What became of what the inbox promised: in one word, with each part on hover. */
export function Promised({ row }: { readonly row: RecordRow }): ReactElement {
  const { t } = useTranslation('records');
  const { first = '', nextMet = 0, nextMissed = 0, resolution = '' } = row.service ?? {};
  const all = nextMet + nextMissed;
  if (first === '' && all === 0 && resolution === '') return <Below>–</Below>;
  const missed = first === 'missed' || resolution === 'missed' || nextMissed > 0;
  const parts = [
    first !== '' && `${t('promised.first')}: ${t(`promised.${first}`)}`,
    all > 0 && `${t('promised.next')}: ${t('promised.count', { met: nextMet, all })}`,
    resolution !== '' && `${t('promised.resolution')}: ${t(`promised.${resolution}`)}`,
  ].filter((each) => each !== false);
  return (
    <span title={parts.join('\n')}>
      <Chip tone={missed ? 'red' : 'ok'}>{t(missed ? 'promised.missed' : 'promised.met')}</Chip>
    </span>
  );
}
