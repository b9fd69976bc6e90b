/** Licences: who has which, and how many the organization has bought. The relay has the last word. */
import { useMemo } from 'react';
import type { Licence, Org, Reservation, User } from '@/bridge/types';
import { useNow } from '@/lib/clock';
import { licences } from '@/lib/lists';
import { useDesk } from './desk';

/** How it stands with one licence; `bought` is undefined when there are as many as anybody wants. */
export interface Seats {
  readonly licence: Licence;
  readonly used: number;
  readonly bought: number | undefined;
  readonly free: boolean;
}

/** Whether somebody has a licence, and base with it. */
export function hasLicence(user: Pick<User, 'without'>, licence: Licence): boolean {
  const without = user.without ?? [];
  return !without.includes('base') && !without.includes(licence);
}

/** How it stands with each licence. Whoever is switched off takes up none; an open invitation keeps what its person will have. */
export function seatsOf(org: Pick<Org, 'seats'> | undefined, users: Iterable<User>, reservations: Iterable<Reservation> = [], now = 0): readonly Seats[] {
  const holders = [...[...users].filter((each) => each.active), ...[...reservations].filter((each) => each.until > now)];
  return licences.map((licence) => {
    const used = holders.filter((each) => hasLicence(each, licence)).length;
    const bought = org?.seats?.find((each) => each.licence === licence)?.bought;
    return { licence, used, bought, free: bought === undefined || used < bought };
  });
}

/** The same, kept true. */
export function useSeats(): readonly Seats[] {
  const orgs = useDesk((desk) => desk.orgs);
  const users = useDesk((desk) => desk.users);
  const reservations = useDesk((desk) => desk.reservations);
  const now = useNow(60_000);
  return useMemo(() => seatsOf([...orgs.values()][0], users.values(), reservations.values(), now), [orgs, users, reservations, now]);
}
