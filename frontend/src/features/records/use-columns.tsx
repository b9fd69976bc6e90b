import { IconExternalLink, IconListDetails } from '@tabler/icons-react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { RecordRow } from '@/bridge/types';
import { threadPath } from '@/lib/paths';
import type { Column } from '@/ui/data-table';
import { IconButton } from '@/ui/icon-button';
import { useCells } from './cells';
import { columnKeys, type ColumnKey } from './model';

// What a column needs at least, in px, and its share of what is left; headings and chips stay whole in it.
const sizes: Readonly<Record<ColumnKey, readonly [least: number, share: number]>> = {
  started: [100, 0.9], customer: [140, 1.6], number: [112, 1], service: [100, 1], source: [120, 1], inbox: [88, 1], plan: [88, 1], startedBy: [88, 0.8], agents: [100, 1.2],
  disposition: [88, 0], rule: [132, 1], before: [100, 0], beforeRule: [132, 1], ended: [100, 0.4], endReason: [92, 0.8], endedBy: [88, 0.8], queue: [68, 0.4], first: [80, 0.4],
  handling: [76, 0.4], messages: [80, 0.4], promised: [96, 0], rating: [84, 0], sentiment: [72, 0], line: [60, 0],
};

const [gap, padding, buttons] = [12, 32, 64] as const;

/** The width below which a table of those columns scrolls sideways. */
export function widthOf(keys: readonly ColumnKey[]): number {
  return keys.reduce((sum, key) => sum + sizes[key][0] + gap, buttons + padding);
}

function track([least, share]: readonly [number, number]): string {
  return share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`;
}

/** The chosen columns with what stands in them, and the buttons that show all there is to a row and open its conversation. */
export function useColumns(chosen: readonly ColumnKey[], onDetails: (row: RecordRow) => void): readonly Column<RecordRow>[] {
  const { t } = useTranslation('records');
  const [, go] = useLocation();
  const cells = useCells();
  const name = (row: RecordRow): string => (row.contactName === '' ? t('unknown') : row.contactName);
  const columns: Column<RecordRow>[] = columnKeys.filter((key) => chosen.includes(key)).map((key) => ({ key, title: t(`columns.${key}`), width: track(sizes[key]), cell: cells[key] }));
  columns.push({
    key: 'actions', title: t('columns.actions'), width: `${buttons}px`, end: true,
    cell: (row) => (
      <>
        <IconButton label={t('details.show', { name: name(row) })} icon={<IconListDetails size={16} stroke={1.6} />} onClick={() => onDetails(row)} />
        <IconButton label={t('open', { name: name(row) })} icon={<IconExternalLink size={16} stroke={1.6} />} onClick={() => go(threadPath(row.threadId))} />
      </>
    ),
  });
  return columns;
}
