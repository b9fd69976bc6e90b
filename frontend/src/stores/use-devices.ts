/** A person's signed-in devices, fetched when they are looked at; they are not in the local copy. */
import { useQuery } from '@tanstack/react-query';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { Device } from '@/bridge/types';
import { useAct } from './use-act';

/** The devices, and the acts that sign them out. */
export interface Devices {
  readonly devices: readonly Device[] | undefined;
  readonly error: BridgeError | undefined;
  readonly busy: boolean;
  readonly revoke: (id: string) => Promise<void>;
  /** Signs all of them out; of oneself, all but this one. */
  readonly revokeAll: () => Promise<void>;
}

/** The devices of a person, the one in use first. */
export function useDevices(userId: string): Devices {
  const asked = useQuery({ queryKey: ['admin', 'devices', userId], queryFn: () => bridge().admin.devices(userId), enabled: userId !== '' });
  const act = useAct();
  const devices = asked.data?.devices.toSorted((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt - a.lastSeenAt);
  return {
    devices,
    error: act.error ?? (asked.isError ? toBridgeError(asked.error) : undefined),
    busy: act.busy,
    revoke: async (id) => {
      await act.run(() => bridge().admin.revokeDevice(id));
      await asked.refetch();
    },
    revokeAll: async () => {
      await act.run(() => bridge().admin.signOutAll(userId));
      await asked.refetch();
    },
  };
}
