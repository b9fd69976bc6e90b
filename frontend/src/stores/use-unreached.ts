/** The alerts of today that reached nobody. They are not in the local copy: supervisors ask for them. */
import { useQuery } from '@tanstack/react-query';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { UnreachedAlert } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { dayBegan } from '@/lib/working-day';
import { useOnline, useSupervisor } from './session';

const again = 60_000;

/** What reached nobody since midnight; undefined while that is not known, and for agents. */
export function useUnreached(): { readonly alerts: readonly UnreachedAlert[] | undefined; readonly error: BridgeError | undefined } {
  const supervisor = useSupervisor();
  const online = useOnline();
  const enabled = supervisor && online;
  const asked = useQuery({ queryKey: ['alerts', 'unreached'], queryFn: () => bridge().threads.unreached(dayBegan(relayNow())), enabled, refetchInterval: again, gcTime: 0 });
  return { alerts: asked.data, error: asked.isError ? toBridgeError(asked.error) : undefined };
}
