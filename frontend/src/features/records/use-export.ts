/** Saving records as a table: begun here, done by the app in the background, watched until it is over. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import type { RecordColumn, RecordFilter, TableProgress } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { dispositionRules, dispositions, endReasons, serviceResults } from '@/lib/lists';
import { useAct } from '@/stores/use-act';
import { columnKeys, type ColumnKey } from './model';

/** A table that is being saved, or was. */
export interface TableExport {
  readonly busy: boolean;
  readonly progress: TableProgress | undefined;
  readonly error: BridgeError | undefined;
  readonly begin: (filter: RecordFilter, columns: readonly ColumnKey[], separator: ',' | ';') => void;
  readonly cancel: () => void;
}

const watched = ['records', 'table'] as const;

/** What is saved, and how far it is. */
export function useExport(): TableExport {
  const { t } = useTranslation(['records', 'contact']);
  const queries = useQueryClient();
  const act = useAct();
  const asked = useQuery({
    queryKey: watched,
    queryFn: () => bridge().records.progress(),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 300 : false),
  });
  const heading = (key: ColumnKey): string => t(`columns.${key}`);
  const columnsOf = (chosen: readonly ColumnKey[]): RecordColumn[] =>
    columnKeys.filter((key) => chosen.includes(key)).flatMap((key): RecordColumn[] => {
      switch (key) {
        case 'started':
        case 'ended':
        case 'agents':
          return [{ key, label: t('export.utc', { column: heading(key) }) }];
        case 'queue':
        case 'first':
        case 'handling':
          return [{ key, label: t('export.seconds', { column: heading(key) }) }];
        case 'customer':
          return [{ key, label: heading(key) }, { key: 'customerPhone', label: t('export.customerPhone') }];
        case 'messages':
          return [{ key: 'messagesIn', label: t('export.messagesIn') }, { key: 'messagesOut', label: t('export.messagesOut') }];
        case 'before':
          return [{ key, label: heading(key) }, { key: 'beforeRule', label: heading('beforeRule') }];
        case 'beforeRule': // beside the disposition that it put there, if that is chosen too
          return chosen.includes('before') ? [] : [{ key, label: heading(key) }];
        case 'promised':
          return (['firstTarget', 'nextMet', 'nextMissed', 'resolutionTarget'] as const).map((part) => ({ key: part, label: t(`export.${part}`) }));
        default:
          return [{ key, label: heading(key) }];
      }
    });
  const words = [
    ...dispositions.map((key) => ({ key, value: t(`contact:disposition.${key}`) })),
    ...dispositionRules.map((key) => ({ key, value: t(`rule.${key}`) })),
    ...endReasons.filter((key) => key !== 'archived').map((key) => ({ key, value: t(`endReason.${key}`) })),
    ...serviceResults.map((key) => ({ key, value: t(`promised.${key}`) })),
    { key: 'business', value: t('startedBy.business') },
    { key: 'customer', value: t('startedBy.customer') },
  ];
  const begin: TableExport['begin'] = (filter, columns, separator) => {
    const day = new Date(relayNow()).toISOString().slice(0, 10);
    const all = [...columnsOf(columns), { key: 'interaction', label: t('export.interaction') }];
    void act.run(() => bridge().records.export({ filter, columns: all, separator, words }, t('export.name', { day }))).then(() => queries.invalidateQueries({ queryKey: watched }));
  };
  const cancel = (): void => void act.run(() => bridge().records.cancel()).then(() => queries.invalidateQueries({ queryKey: watched }));
  return { busy: act.busy || asked.data?.state === 'running', progress: asked.data, error: act.error, begin, cancel };
}
