import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { filtersFor, type ThreadFilter, threadSorts, useThreadLists } from '@/stores/selectors';
import { useSession } from '@/stores/session';
import { setFilter, setSort, sortOf, useView } from '@/stores/view';
import classes from './conversation-list.module.css';
import { ListFilterBar } from './list-filter';
import { OfflineNote, Radar } from './radar';
import { useListActs } from './use-list-acts';

// What stands beneath another list, and is chosen there.
const beneath = { snoozed: 'mine', followed: 'mine', archived: 'ended' } as const;

/** The list that a list stands beneath. */
function above(list: ThreadFilter): ThreadFilter {
  return list === 'snoozed' || list === 'followed' || list === 'archived' ? beneath[list] : list;
}

/** Chooses the list, and its order. */
export function ListSwitch({ list }: { readonly list: ThreadFilter }): ReactElement {
  const { t } = useTranslation('workspace');
  const role = useSession((store) => store.state?.role ?? '');
  const lists = useThreadLists();
  const sort = useView((view) => sortOf(view.sorts, list));
  const main = above(list);
  // Each stands there once it has something in it, or is what is shown.
  const extra = (['snoozed', 'followed'] as const).filter((each) => each === list || lists[each].length > 0);
  useListActs(list);
  return (
    <div className={classes.lists}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('lists')}
        value={main}
        data={filtersFor(role).filter((value) => above(value) === value).map((value) => ({ value, label: <ListLabel filter={value} count={lists[value].length} /> }))}
        onChange={(value) => setFilter(value as ThreadFilter)}
      />
      {main === 'ended' && <Parts label={t('put.label')} list={list} parts={['ended', 'archived']} />}
      {main === 'mine' && extra.length > 0 && <Parts label={t(extra.includes('followed') ? 'sleep.withFollowed' : 'sleep.label')} list={list} parts={['mine', ...extra]} />}
      <OfflineNote />
      {main !== 'ended' && list !== 'followed' && <Radar list={list} threads={lists[list]} />}
      <ListFilterBar list={list} />
      <div className={classes.sorts} role="radiogroup" aria-label={t('sort.label')}>
        {threadSorts.map((each) => (
          <button key={each} type="button" role="radio" aria-checked={each === sort} className={classes.sort} onClick={() => setSort(list, each)}>
            {t(`sort.${each}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

interface PartsProps {
  readonly label: string;
  readonly list: ThreadFilter;
  readonly parts: readonly ThreadFilter[];
}

/** The lists that share a place, with how many each has. */
function Parts({ label, list, parts }: PartsProps): ReactElement {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  const lists = useThreadLists();
  return (
    <div className={classes.sorts} role="radiogroup" aria-label={label}>
      {parts.map((each) => (
        <button key={each} type="button" role="radio" aria-checked={each === list} className={classes.sort} onClick={() => setFilter(each)}>
          {t(`part.${each}`)} <span className="figures">{formatNumber(lists[each].length, locale)}</span>
        </button>
      ))}
    </div>
  );
}

function ListLabel({ filter, count }: { readonly filter: ThreadFilter; readonly count: number }): ReactElement {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  return (
    <span className={classes.label}>
      {t(`filter.${filter}`)}
      {filter === 'waiting' && count > 0 && <span className={`figures ${classes.waiting}`}>{formatNumber(count, locale)}</span>}
    </span>
  );
}
