import type { Role, User } from '@/bridge/types';

/** What the signed-in person may do to a colleague. The relay decides; this only keeps controls away that it would refuse. */
export interface Reach {
  readonly touch: boolean;
  readonly role: boolean;
  readonly active: boolean;
  readonly reset: boolean;
}

/** What somebody with a role may do to a colleague; `self` says that it is themselves. */
export function reachOf(mine: Role | '', user: Pick<User, 'role'>, self: boolean): Reach {
  const owner = mine === 'owner';
  const touch = owner || (mine === 'admin' && user.role !== 'owner');
  return {
    touch,
    role: touch && !self && (owner || user.role === 'agent'),
    active: touch && !self,
    reset: owner || (mine === 'admin' && user.role === 'agent'),
  };
}
