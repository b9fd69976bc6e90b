/** How much of its messaging limit a number has used up: the relay counts what was sent from here. */
import { useQuery } from '@tanstack/react-query';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, LimitUsed } from '@/bridge/types';
import { useOnline, useSupervisor } from '@/stores/session';

const again = 60_000;

/** What its account has used; undefined while that is not known, and where there is no limit. */
export function useLimitUsed({ channel, wabaId, news }: BusinessNumber): { readonly used: LimitUsed; readonly limit: number } | undefined {
  const limit = news?.limit ?? 0;
  const counts = channel !== 'sms' && limit > 0 && wabaId !== '';
  const supervisor = useSupervisor();
  const online = useOnline();
  const { data } = useQuery({ queryKey: ['limits', 'used'], queryFn: () => bridge().records.limitsUsed(), enabled: supervisor && online && counts, refetchInterval: again, staleTime: again / 2 });
  if (!counts || data === undefined) return undefined;
  return { limit, used: data.find((each) => each.wabaId === wabaId) ?? { wabaId, customers: 0, nextAt: 0 } };
}
