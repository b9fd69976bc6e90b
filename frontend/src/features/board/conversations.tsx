import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { Link } from 'wouter';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useUnreached } from '@/stores/use-unreached';
import { EmptyState } from '@/ui/states';
import { Assign } from './assign';
import classes from './board.module.css';
import { ConversationTable } from './conversation-table';
import { type Board, type Item, type List, lists } from './model';
import { Since } from './since';

/** What wants somebody now: a figure for each list, of which one is open beneath. */
export function Conversations({ board, online }: { readonly board: Board; readonly online: boolean }): ReactElement {
  const { t } = useTranslation('board');
  const region = useId();
  const [shown, setShown] = useState<List>('queue');
  const [assigning, setAssigning] = useState('');
  const threads = useDesk((desk) => desk.threads);
  const items = board.lists[shown];
  const given = threads.get(assigning);
  return (
    <section className={classes.conversations} aria-label={t('lists.title')}>
      <div className={classes.tiles} role="group" aria-label={t('lists.choose')}>
        {lists.filter((each) => each !== 'held' || shown === 'held' || board.lists.held.length > 0).map((each) => (
          <Tile key={each} list={each} items={board.lists[each]} pressed={each === shown} controls={region} onPress={() => setShown(each)} />
        ))}
        <ReachedNobody />
      </div>
      <div id={region} className={classes.shown}>
        <p className={classes.about}>{t(`lists.about.${shown}`)}</p>
        {items.length === 0 ? <EmptyState title={t(`lists.none.${shown}`)} text={t(`lists.noneText.${shown}`)} /> : <ConversationTable list={shown} items={items} online={online} onAssign={(thread: Thread) => setAssigning(thread.id)} />}
      </div>
      {given !== undefined && <Assign thread={given} onClose={() => setAssigning('')} />}
    </section>
  );
}

/** How many alerts of today reached nobody; it leads to which. Nothing while that is not known. */
function ReachedNobody(): ReactElement | null {
  const { t } = useTranslation('board');
  const locale = useLocale();
  const { alerts } = useUnreached();
  if (alerts === undefined) return null;
  return (
    <Link href={paths.notifications} className={classes.tile} data-tone={alerts.length > 0 ? 'red' : undefined}>
      <span className={classes.tileName}>{t('unreached.name')}</span>
      <strong className={`figures ${classes.tileCount}`}>{formatNumber(alerts.length, locale)}</strong>
      <span className={classes.tileText}>{alerts.length > 0 ? t('unreached.some') : t('unreached.none')}</span>
    </Link>
  );
}

interface TileProps {
  readonly list: List;
  readonly items: readonly Item[];
  readonly pressed: boolean;
  readonly controls: string;
  readonly onPress: () => void;
}

const tones: Readonly<Record<List, string>> = { queue: 'amber', atRisk: 'red', unanswered: 'amber', closing: 'red', held: 'red', lost: 'red' };

function Tile({ list, items, pressed, controls, onPress }: TileProps): ReactElement {
  const { t } = useTranslation('board');
  const locale = useLocale();
  const first = items.reduce((oldest, each) => (each.at > 0 && (oldest === 0 || each.at < oldest) ? each.at : oldest), 0);
  return (
    <button type="button" className={classes.tile} data-tone={items.length > 0 ? tones[list] : undefined} aria-pressed={pressed} aria-controls={controls} onClick={onPress}>
      <span className={classes.tileName}>{t(`lists.name.${list}`)}</span>
      <strong className={`figures ${classes.tileCount}`}>{formatNumber(items.length, locale)}</strong>
      <span className={classes.tileText}>
        {first === 0 || list === 'lost' || list === 'atRisk' ? t(`lists.tile.${list}`) : <>{t(`lists.first.${list}`)} <Since at={first} /></>}
      </span>
    </button>
  );
}
