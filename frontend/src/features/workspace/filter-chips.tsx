import { IconX } from '@tabler/icons-react';
import { type ReactElement, type RefObject, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import type { ListFilter } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import { useDesk } from '@/stores/desk';
import { meToo, narrowList, none, priorityStates, showEverything, windowStates } from '@/stores/list-filter';
import look from './search-filter.module.css';
import classes from './list-filter.module.css';

const lists = ['labels', 'windows', 'priorities', 'inboxes', 'numbers', 'agents'] as const;
const switches = ['unread', 'snoozed'] as const;

interface Chosen {
  readonly key: string;
  readonly text: string;
  /** The filter without it. */
  readonly without: ListFilter;
}

interface FilterChipsProps {
  readonly filter: ListFilter;
  /** Gets the keyboard when no chip is left. */
  readonly opener: RefObject<HTMLButtonElement | null>;
}

/** What the list is narrowed to, each by itself: a chip that takes it off, and a button that takes all off. */
export function FilterChips({ filter, opener }: FilterChipsProps): ReactElement | null {
  const { t } = useTranslation('work');
  const chosen = useChosen(filter);
  const list = useRef<HTMLUListElement>(null);
  if (chosen.length === 0) return null;
  // The chip that had the keyboard is gone then: the next one gets it, or what is last.
  const focusAt = (at: number): void =>
    void requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll('button') ?? [];
      (buttons[Math.min(at, buttons.length - 1)] ?? opener.current)?.focus();
    });
  const takeOff = (each: Chosen, at: number): void => {
    narrowList(each.without);
    focusAt(at);
  };
  const clear = (): void => {
    showEverything();
    focusAt(0);
  };
  return (
    <ul ref={list} className={`${look.chips} ${classes.chips}`} aria-label={t('filter.chosen')}>
      {chosen.map((each, at) => (
        <li key={each.key} className={look.chip}>
          <bdi className={look.chipText}>{each.text}</bdi>
          <button type="button" className={look.remove} aria-label={t('filter.remove', { what: each.text })} title={t('filter.remove', { what: each.text })} onClick={() => takeOff(each, at)}>
            <IconX size={12} stroke={2} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <button type="button" className={classes.button} onClick={clear}>
          {t('filter.clearAll')}
        </button>
      </li>
    </ul>
  );
}

/** Each choice of a filter in words. A label, inbox, number or person that is gone is said to be. */
function useChosen(filter: ListFilter): readonly Chosen[] {
  const { t } = useTranslation('work');
  const words = useWords();
  return [
    ...lists.flatMap((key) => {
      const values = filter[key] ?? [];
      return values.map((value) => ({ key: `${key} ${value}`, text: t('filter.by', { what: t(`filter.${key}`), value: words(key, value) }), without: { ...filter, [key]: values.filter((each) => each !== value) } }));
    }),
    ...switches.filter((key) => filter[key] === true).map((key) => ({ key, text: t(`filter.${key}`), without: { ...filter, [key]: false } })),
  ];
}

function useWords(): (key: (typeof lists)[number], value: string) => string {
  const { t } = useTranslation('work');
  const { labels, inboxes, numbers, users } = { labels: useDesk((desk) => desk.labels), inboxes: useDesk((desk) => desk.inboxes), numbers: useDesk((desk) => desk.numbers), users: useDesk((desk) => desk.users) };
  const named = (row: { readonly name: string } | undefined): string => row?.name ?? t('filter.gone');
  return (key, value) => {
    switch (key) {
      case 'labels':
        return value === none ? t('filter.noLabel') : named(labels.get(value));
      case 'windows': {
        const state = oneOf(windowStates, value);
        return state === undefined ? value : t(`filter.window.${state}`);
      }
      case 'priorities': {
        const state = oneOf(priorityStates, value);
        return state === undefined ? value : t(`menu.priority.${state}`);
      }
      case 'inboxes':
        return named(inboxes.get(value));
      case 'numbers':
        return named(numbers.get(value));
      case 'agents':
        return value === meToo ? t('filter.me') : value === none ? t('filter.nobody') : named(users.get(value));
    }
  };
}
