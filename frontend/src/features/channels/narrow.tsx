import { SegmentedControl, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { NumberState } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import { numberStates } from '@/lib/lists';
import { readStored, writeStored } from '@/lib/storage';
import { SearchField } from '@/ui/search-field';
import classes from './channels.module.css';
import type { Narrowing } from './model';

/** How the numbers are shown. */
export type View = 'cards' | 'list';

const isView = (value: unknown): value is View => value === 'cards' || value === 'list';

/** The chosen view, remembered on this computer. */
export function useView(): readonly [View, (view: View) => void] {
  const [view, setView] = useState<View>(() => readStored('channels.view', 'list', isView));
  const choose = (next: View): void => {
    setView(next);
    writeStored('channels.view', next);
  };
  return [view, choose];
}

/** The states that a number of the list can be in; the first ones are those of a set-up. */
const states = ['ready', 'active', 'inactive', 'restricted', 'disconnected'] as const satisfies readonly NumberState[];

/** What narrows the numbers and how they are shown. */
export interface NarrowProps {
  readonly narrowing: Narrowing;
  readonly onNarrow: (narrowing: Narrowing) => void;
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** Search, the status, and the switch between list and cards. */
export function Narrow({ narrowing, onNarrow, view, onView }: NarrowProps): ReactElement {
  const { t } = useTranslation('channels');
  return (
    <div className={classes.narrow}>
      <SearchField label={t('search')} value={narrowing.search} onChange={(search) => onNarrow({ ...narrowing, search })} />
      <Select
        size="xs"
        aria-label={t('filter.status')}
        data={[{ value: '', label: t('filter.anyStatus') }, ...states.map((each) => ({ value: each, label: t(`state.${each}`) }))]}
        value={narrowing.state}
        onChange={(value) => onNarrow({ ...narrowing, state: oneOf(numberStates, value ?? '') ?? '' })}
        allowDeselect={false}
        styles={{ input: { fontSize: 'var(--size-base)' } }}
      />
      <SegmentedControl
        className={classes.view}
        aria-label={t('view.label')}
        value={view}
        onChange={(value) => onView(value === 'cards' ? 'cards' : 'list')}
        data={[{ value: 'list', label: t('view.list') }, { value: 'cards', label: t('view.cards') }]}
      />
    </div>
  );
}
