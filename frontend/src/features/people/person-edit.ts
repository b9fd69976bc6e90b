/** The form of a person while somebody else changes the same one, and what is asked of the relay then. */
import { useMemo } from 'react';
import type { Inbox, Outbound, Place, Role, UpdateUser, User, UserEdit } from '@/bridge/types';
import { type Edit, type Rebased, rebased, rebasedValue, same } from '@/lib/three-way';
import { useDesk } from '@/stores/desk';
import { formName } from '@/stores/forms';
import { type Editing, useRowEdit } from '@/stores/use-edit';
import { outboundOf, placesOf } from './places';

/** A person as the form has them. */
export interface PersonDraft {
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly whatsApp: boolean;
  readonly capacity: number;
  readonly autoAccept: boolean;
  readonly outbound: Outbound;
  /** undefined where a list of agents is too long to be known whole. */
  readonly places: readonly Place[] | undefined;
}

/** The form of a person, with nothing changed. */
export function personDraft(user: User, inboxes: Iterable<Inbox>): PersonDraft {
  const { name, role, active, whatsApp, capacity } = user;
  const { only, numbers } = outboundOf(user);
  return { name, role, active, whatsApp, capacity, autoAccept: user.autoAccept === true, outbound: { only, numbers: only ? numbers : [] }, places: placesOf(inboxes, user.id) };
}

const plain = ['name', 'role', 'active', 'whatsApp', 'capacity', 'autoAccept', 'outbound'] as const;

/** The level that a person has in an inbox; 0 = they are not in it. */
export function levelAt(places: readonly Place[] | undefined, inboxId: string): number {
  return places?.find((each) => each.inboxId === inboxId)?.level ?? 0;
}

/** The form with what others changed meanwhile. Inboxes count one by one: only one whose level both changed has to be chosen. */
export function personRebased(edit: Edit<PersonDraft>, now: PersonDraft): Rebased<PersonDraft> {
  const { base, draft, clashes } = rebased(edit, now, plain);
  const [was, mine, theirs] = [edit.base.places, edit.draft.places, now.places];
  if (was === undefined || mine === undefined || theirs === undefined) return { base: { ...base, places: theirs }, draft: { ...draft, places: theirs }, clashes };
  const level = (id: string) => rebasedValue(levelAt(was, id), levelAt(mine, id), levelAt(theirs, id));
  return {
    base: { ...base, places: placesBy(theirs, was, (id) => level(id).base) },
    draft: { ...draft, places: placesBy(mine, theirs, (id) => level(id).draft) },
    clashes: inboxesOf(was, mine, theirs).some((id) => level(id).clashes) ? [...clashes, 'places'] : clashes,
  };
}

function inboxesOf(...lists: readonly (readonly Place[])[]): string[] {
  return [...new Set(lists.flat().map((each) => each.inboxId))];
}

/** Those of the first list in its order, then those of the second one, at these levels. */
function placesBy(first: readonly Place[], second: readonly Place[], level: (inboxId: string) => number): Place[] {
  return inboxesOf(first, second).map((inboxId) => ({ inboxId, level: level(inboxId) })).filter((each) => each.level !== 0);
}

/** Where they differ: the inboxes of which a person has to choose, when two changed them. */
export function placesApart(base: PersonDraft, now: PersonDraft): string[] {
  return inboxesOf(base.places ?? [], now.places ?? []).filter((id) => levelAt(base.places, id) !== levelAt(now.places, id));
}

// Theirs of the inboxes that both changed; what was changed of others stays.
function theirsOf<K extends keyof PersonDraft>(field: K, { base, draft }: Edit<PersonDraft>, now: PersonDraft): PersonDraft[K] {
  if (field !== 'places' || draft.places === undefined || now.places === undefined) return now[field];
  const apart = placesApart(base, now);
  const taken: PersonDraft = { ...draft, places: placesBy(draft.places, now.places, (id) => levelAt(apart.includes(id) ? now.places : draft.places, id)) };
  return taken[field];
}

/** What to ask the relay for: what was changed, so that it undoes nothing that somebody else did. */
export function personChange(draft: PersonDraft, user: User, now: PersonDraft): UpdateUser {
  const next = { ...draft, name: draft.name.trim() };
  const { outbound, places, ...rest } = next;
  const changed = (field: (typeof plain)[number]): boolean => !same(next[field], now[field]);
  const moved = places === undefined || now.places === undefined ? [] : inboxesOf(places, now.places).filter((id) => levelAt(places, id) !== levelAt(now.places, id));
  const edited: UserEdit = {
    ...(changed('name') ? { name: now.name } : {}),
    ...(changed('role') ? { role: now.role } : {}),
    ...(changed('active') ? { active: now.active } : {}),
    ...(changed('whatsApp') ? { whatsApp: now.whatsApp } : {}),
    ...(changed('capacity') ? { capacity: now.capacity } : {}),
    ...(changed('autoAccept') ? { autoAccept: now.autoAccept } : {}),
    ...(changed('outbound') ? { outbound: now.outbound } : {}),
    ...(moved.length > 0 ? { places: moved.map((inboxId) => ({ inboxId, level: levelAt(now.places, inboxId) })) } : {}),
  };
  return { userId: user.id, ...rest, ...(changed('outbound') ? { outbound } : {}), ...(moved.length > 0 && places !== undefined ? { places: { list: places.filter((each) => moved.includes(each.inboxId)) } } : {}), edited };
}

/** The form of a person, kept as it is typed. */
export interface PersonEditing extends Editing<PersonDraft> {
  /** The person as they are now. */
  readonly now: PersonDraft;
}

/** The form of that person. */
export function usePersonEdit(user: User): PersonEditing {
  const inboxes = useDesk((desk) => desk.inboxes);
  const now = useMemo(() => personDraft(user, inboxes.values()), [user, inboxes]);
  return { ...useRowEdit(formName('user', user.id), now, personRebased, theirsOf), now };
}
