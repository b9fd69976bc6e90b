/** The people of practice with their addresses. An agent does not see colleagues' addresses, so the owner's view is remembered. */
import { useEffect, useMemo } from 'react';
import { readStored, writeStored } from '@/lib/storage';
import { useDesk } from '@/stores/desk';
import { useMe } from '@/stores/session';

/** A colleague to sign in as. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const key = 'practice.chairs';

function areColleagues(value: unknown): value is readonly Colleague[] {
  return Array.isArray(value) && value.every((each: unknown) => typeof each === 'object' && each !== null && 'id' in each && typeof each.id === 'string' && 'name' in each && typeof each.name === 'string' && 'email' in each && typeof each.email === 'string');
}

/** Everybody but oneself who is here and whose address is known. */
export function useColleagues(): readonly Colleague[] {
  const users = useDesk((desk) => desk.users);
  const me = useMe();
  const known = useMemo(() => {
    const stored = new Map(readStored<readonly Colleague[]>(key, [], areColleagues).map((each) => [each.id, each]));
    return [...users.values()].flatMap(({ id, name, email, active }) => {
      const address = email !== '' ? email : (stored.get(id)?.email ?? '');
      return address === '' || !active ? [] : [{ id, name, email: address }];
    });
  }, [users]);
  useEffect(() => {
    if (known.length > 0) writeStored(key, known);
  }, [known]);
  return known.filter((each) => each.id !== me);
}
