import { useTranslation } from '@/lib/texts';
import { useActs } from '@/i18n/use-acts';
import { filtersFor, type ThreadFilter, threadSorts } from '@/stores/selectors';
import { useSession } from '@/stores/session';
import { setFilter, setSort, sortOf, useView } from '@/stores/view';

/** Alt+Shift+Down and Up go through the lists; the palette shows each, and sorts the one that is shown. */
export function useListActs(list: ThreadFilter): void {
  const { t } = useTranslation(['workspace', 'acts']);
  const role = useSession((store) => store.state?.role ?? '');
  const sort = useView((view) => sortOf(view.sorts, list));
  const lists = filtersFor(role);
  const step = (by: number): void => {
    const next = lists.at((lists.indexOf(list) + by) % lists.length);
    if (next !== undefined) setFilter(next);
  };
  useActs([
    { id: 'list.nextList', run: () => step(1) },
    { id: 'list.previousList', run: () => step(-1) },
    ...lists.map((each) => ({ id: `list.show.${each}`, may: each !== list, label: t('acts:list.show', { list: t(`filter.${each}`) }), run: () => setFilter(each) })),
    ...threadSorts.map((each) => ({ id: `list.sort.${each}`, may: each !== sort, label: t('acts:list.sort', { order: t(`sort.${each}`) }), run: () => setSort(list, each) })),
  ]);
}
