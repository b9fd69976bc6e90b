import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordRow } from '@/bridge/types';
import { Chip } from '@/ui/chip';
import { Below } from '@/ui/named';
import classes from './records.module.css';

/** What became of what the inbox promised: in one word, with each part on hover. */
export function Promised({ row }: { readonly row: RecordRow }): ReactElement {
  const { t } = useTranslation('records');
  const parts = useParts(row);
  if (parts.length === 0) return <Below>–</Below>;
  const missed = row.service?.first === 'missed' || row.service?.resolution === 'missed' || (row.service?.nextMissed ?? 0) > 0;
  return (
    <span title={parts.join('\n')}>
      <Chip tone={missed ? 'red' : 'ok'}>{t(missed ? 'promised.missed' : 'promised.met')}</Chip>
    </span>
  );
}

/** Each part of it in a line. */
export function Parts({ row }: { readonly row: RecordRow }): ReactElement {
  return (
    <>
      {useParts(row).map((each) => (
        <span key={each} className={classes.how}>
          {each}
        </span>
      ))}
    </>
  );
}

function useParts(row: RecordRow): readonly string[] {
  const { t } = useTranslation('records');
  const { first = '', nextMet = 0, nextMissed = 0, resolution = '' } = row.service ?? {};
  const all = nextMet + nextMissed;
  return [
    first !== '' && `${t('promised.first')}: ${t(`promised.${first}`)}`,
    all > 0 && `${t('promised.next')}: ${t('promised.count', { met: nextMet, all })}`,
    resolution !== '' && `${t('promised.resolution')}: ${t(`promised.${resolution}`)}`,
  ].filter((each) => each !== false);
}
