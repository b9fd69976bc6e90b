/** A rehearsal of an inbox: begun here, worked out by the relay in the background, watched until it is over. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import type { Inbox, PutInbox, Rehearsal } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { putOf } from './model';

interface Period {
  readonly days: number;
  readonly from?: number;
}

const day = 24 * 3_600_000;

/** What can be done with it, and how far it is; nothing before one was begun here. */
export interface Rehearsing {
  readonly said: Rehearsal | undefined;
  /** When the inbox was last changed, if only what came since then was played; undefined when all that was asked for was. */
  readonly changedAt: number | undefined;
  readonly running: boolean;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly begin: (period: Period) => void;
  readonly cancel: () => void;
}

const watched = ['rehearsal'] as const;

/** Rehearses the settings in a form. */
export function useRehearsal(draft: PutInbox, inbox: Inbox): Rehearsing {
  const queries = useQueryClient();
  const act = useAct();
  const [begun, setBegun] = useState<Period>();
  const asked = useQuery({
    queryKey: watched,
    queryFn: () => bridge().admin.rehearsal(),
    enabled: begun !== undefined,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 400 : false),
  });
  const told = (said: Promise<Rehearsal>): Promise<Rehearsal> => said.then((now) => (queries.setQueryData(watched, now), now));
  const begin: Rehearsing['begin'] = ({ days, from }) => {
    const { mode, reassignSeconds, members, levels, dials, capacity, hours, overflow } = putOf(draft, inbox);
    const asking = { inboxId: inbox.id, mode, reassignSeconds, members, ...(levels === undefined ? {} : { levels }), ...(dials === undefined ? {} : { dials }), ...(capacity === undefined ? {} : { capacity }), ...(hours === undefined ? {} : { hours }), ...(overflow === undefined ? {} : { overflow }), days, ...(from === undefined ? {} : { from }) };
    void act.run(() => told(bridge().admin.rehearse(asking))).then((said) => setBegun(said === undefined ? undefined : { days, ...(from !== undefined && { from }) }));
  };
  const cancel = (): void => void act.run(() => told(bridge().admin.cancelRehearsal()));
  const said = begun !== undefined && asked.data?.inboxId === inbox.id ? asked.data : undefined;
  const wanted = begun === undefined || said === undefined ? undefined : (begun.from ?? said.to - begun.days * day);
  // The relay begins right behind the last change of the inbox.
  const changedAt = said?.state === 'done' && wanted !== undefined && said.from > wanted ? said.from - 1 : undefined;
  return { said, changedAt, running: said?.state === 'running', busy: act.busy, error: act.error, begin, cancel };
}
