import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useAnnounce } from '@/ui/announcer';
import { IconButton } from '@/ui/icon-button';
import classes from './file-list.module.css';

interface MoveButtonsProps {
  readonly name: string;
  /** Where it is, from 1. */
  readonly place: number;
  readonly count: number;
  readonly onMove: (by: 1 | -1) => void;
}

/** Puts one of several files earlier or later, and says where it is then. */
export function MoveButtons({ name, place, count, onMove }: MoveButtonsProps): ReactElement {
  const { t } = useTranslation('composer');
  const announce = useAnnounce();
  const move = (by: 1 | -1): void => {
    onMove(by);
    announce(t('file.moved', { name, place: place + by, count }));
  };
  return (
    <span className={classes.move}>
      <IconButton size={24} label={t('file.earlier', { name })} icon={<IconChevronUp size={15} stroke={1.8} />} disabled={place === 1} onClick={() => move(-1)} />
      <IconButton size={24} label={t('file.later', { name })} icon={<IconChevronDown size={15} stroke={1.8} />} disabled={place === count} onClick={() => move(1)} />
    </span>
  );
}
