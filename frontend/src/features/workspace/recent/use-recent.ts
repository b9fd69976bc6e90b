/** The conversations that the table shows, from the rows that this computer holds: all that the person may see. */
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { oneOf } from '@/lib/known';
import { readStored, writeStored } from '@/lib/storage';
import { useDesk } from '@/stores/desk';
import { isFound } from '@/stores/search';
import { personIn } from '@/stores/selectors';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { everything, inTableOrder, isAmong, type Narrowing, type Order, orders, type Person } from './model';

const storedOrder = 'recent.order';
const isOrder = (value: unknown): value is Order => typeof value === 'string' && oneOf(orders, value) !== undefined;

/** What the page shows, and how it is narrowed. */
export interface Recent {
  readonly threads: readonly Thread[];
  readonly all: number;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly narrowing: Narrowing;
  readonly narrow: (part: Partial<Narrowing>) => void;
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
  readonly isNarrowed: boolean;
  readonly clear: () => void;
}

/** The table's rows, kept true. */
export function useRecent(): Recent {
  const locale = useLocale();
  const name = useContactName();
  const table = useDesk((desk) => desk.threads);
  const contacts = useDesk((desk) => desk.contacts);
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), 150);
  const [narrowing, setNarrowing] = useState(everything);
  const [order, setOrder] = useState(() => readStored<Order>(storedOrder, 'newest', isOrder));
  const threads = useMemo(() => {
    const among = [...table.values()].filter((each) => isAmong(each, narrowing) && (settled === '' || isFound(contacts.get(each.contactId), settled) || isFound(personIn(contacts, each.contactId), settled)));
    return inTableOrder(among, order, (each) => name(personIn(contacts, each.contactId)), locale);
  }, [table, contacts, narrowing, settled, order, name, locale]);
  return {
    threads, all: table.size, text, setText, narrowing, order,
    narrow: (part) => setNarrowing((before) => ({ ...before, ...part })),
    setOrder: (next) => {
      setOrder(next);
      writeStored(storedOrder, next);
    },
    isNarrowed: text.trim() !== '' || JSON.stringify(narrowing) !== JSON.stringify(everything),
    clear: () => {
      setText('');
      setNarrowing(everything);
    },
  };
}

/** Who looks. */
export function usePerson(): Person {
  const me = useMe();
  const supervisor = useSupervisor();
  const online = useOnline();
  const interactions = useDesk((desk) => desk.interactions);
  const had = useCallback((id: string): boolean => interactions.has(id), [interactions]);
  return useMemo(() => ({ me, supervisor, online, had }), [me, supervisor, online, had]);
}
