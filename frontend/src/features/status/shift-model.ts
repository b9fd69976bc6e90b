/** What becomes of a person's conversations when their shift ends. Pure: rows in, rows out. */
import type { Inbox, ShiftDeed, ShiftItem, ShiftProposal, Thread, User } from '@/bridge/types';
import { mayHandle } from '@/stores/selectors';

/** How long a note may be, in characters. The relay refuses longer ones. */
export const longestNote = 1000;

/** What the person has chosen for a conversation. */
export interface Wish {
  readonly deed: ShiftDeed;
  /** Of "hand": to whom. */
  readonly to: string;
  readonly note: string;
}

/** The value of a choice in a list: a deed, or "hand" with who. */
export function valueOf(wish: Pick<Wish, 'deed' | 'to'>): string {
  return wish.deed === 'hand' ? `hand:${wish.to}` : wish.deed;
}

/** The choice of a value. */
export function wishOf(value: string): Pick<Wish, 'deed' | 'to'> {
  if (value.startsWith('hand:')) return { deed: 'hand', to: value.slice('hand:'.length) };
  return { deed: value === 'keep' || value === 'close' ? value : 'queue', to: '' };
}

/** What is proposed: whom routing would ask, else the queue, where somebody is asked as soon as they are there. */
export function proposed(proposal: ShiftProposal | undefined): Wish {
  return proposal === undefined || proposal.to === '' ? { deed: 'queue', to: '', note: '' } : { deed: 'hand', to: proposal.to, note: '' };
}

/** Colleagues who are online and may have the conversation, by name. The relay looks again when it is done. */
export function colleagues(users: Iterable<User>, inbox: Inbox | undefined, me: string): readonly User[] {
  return [...users]
    .filter((each) => each.id !== me && mayHandle(each) && each.presence === 'online' && (each.role !== 'agent' || inbox === undefined || inbox.members.includes(each.id)))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** What the relay is asked. A draft goes along with what goes to somebody else. */
export function itemsOf(threads: readonly Thread[], wishes: ReadonlyMap<string, Wish>, drafts: ReadonlyMap<string, string>): ShiftItem[] {
  return threads.map((each) => {
    const wish = wishes.get(each.interactionId) ?? proposed(undefined);
    const goes = wish.deed === 'hand' || wish.deed === 'queue';
    const draft = goes ? (drafts.get(each.id) ?? '') : '';
    return {
      interactionId: each.interactionId,
      epoch: each.epoch,
      do: wish.deed,
      ...(wish.deed === 'hand' ? { to: wish.to } : {}),
      ...(goes && wish.note.trim() !== '' ? { note: wish.note.trim() } : {}),
      ...(draft === '' ? {} : { draft }),
    };
  });
}
