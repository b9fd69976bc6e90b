/** What is typed into an invitation: kept until the invitation is made, and what is wrong with it. */
import type { Invite, Licence, Outbound, Place, Presence, Role } from '@/bridge/types';
import { licences } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { formName } from '@/stores/forms';
import { useKeptForm } from '@/stores/kept-form';
import { useSeats } from '@/stores/licences';
import { useSession } from '@/stores/session';
import { levelFits } from './places';

/** An invitation as it is typed. */
export interface InviteDraft {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** undefined until somebody chooses: those that are free. */
  readonly licences: readonly Licence[] | undefined;
  readonly whatsApp: boolean;
  /** NaN = the usual. */
  readonly capacity: number;
  readonly autoAccept: boolean;
  readonly outbound: Outbound;
  readonly places: readonly Place[];
  readonly presence: Presence;
  readonly reason: string;
}

const begins: InviteDraft = {
  name: '', email: '', role: 'agent', licences: undefined, whatsApp: true, capacity: Number.NaN, autoAccept: false,
  outbound: { only: false, numbers: [] }, places: [], presence: 'online', reason: '',
};

/** The roles that somebody may give: only an owner makes owners. */
export function rolesFor(mine: Role | ''): readonly Role[] {
  return mine === 'owner' ? ['agent', 'admin', 'owner'] : ['agent', 'admin'];
}

/** The form of an invitation. */
export interface InviteEdit {
  readonly draft: InviteDraft;
  /** The licences that the person will have. */
  readonly chosen: readonly Licence[];
  /** Whether it was begun before, and no invitation made of it. */
  readonly found: boolean;
  readonly put: (change: Partial<InviteDraft>) => void;
  readonly forget: () => void;
}

/** What was typed, without what is not to be had any more: an inbox or number that was deleted, a licence that was used, a role that one may not give. */
export function useInviteDraft(): InviteEdit {
  const form = useKeptForm(formName('invite', 'new'), begins);
  const mine = useSession((store) => store.state?.role ?? '');
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const free = useSeats().filter((each) => each.free).map((each) => each.licence);
  const typed = form.value;
  const draft: InviteDraft = {
    ...typed,
    role: rolesFor(mine).includes(typed.role) ? typed.role : 'agent',
    places: typed.places.filter((each) => inboxes.has(each.inboxId)),
    outbound: { ...typed.outbound, numbers: typed.outbound.numbers.filter((each) => numbers.has(each)) },
  };
  return {
    draft,
    chosen: free.includes('base') ? (draft.licences ?? free).filter((each) => free.includes(each)) : [],
    found: form.found,
    put: (change) => form.change((now) => ({ ...now, ...change })),
    forget: form.forget,
  };
}

/** What keeps an invitation from being made, by field. */
export interface InviteFaults {
  readonly name?: true;
  readonly email?: 'missing' | 'wrong';
  readonly capacity?: true;
  /** Somebody without the channel or a licence can be in no inbox. */
  readonly places?: true;
  readonly levels?: true;
}

/** The faults of an invitation; none when it can be made. */
export function inviteFaults(draft: InviteDraft, chosen: readonly Licence[]): InviteFaults {
  const email = draft.email.trim();
  const handles = draft.whatsApp && licences.every((each) => chosen.includes(each));
  const capacityFits = Number.isNaN(draft.capacity) || (Number.isInteger(draft.capacity) && draft.capacity >= 1 && draft.capacity <= 100);
  return {
    ...(draft.name.trim() === '' ? { name: true } : {}),
    ...(email === '' ? { email: 'missing' } : /^[^@\s]+@[^@\s]+$/.test(email) ? {} : { email: 'wrong' }),
    ...(capacityFits ? {} : { capacity: true }),
    ...(draft.places.length === 0 || handles ? {} : { places: true }),
    ...(draft.places.every((each) => levelFits(each.level)) ? {} : { levels: true }),
  };
}

/** What the relay is asked for. */
export function inviteOf(draft: InviteDraft, chosen: readonly Licence[]): Invite {
  const { whatsApp, autoAccept, outbound, presence, reason, capacity } = draft;
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    role: draft.role,
    without: licences.filter((each) => !chosen.includes(each)),
    arranged: { whatsApp, autoAccept, outbound, places: { list: [...draft.places] }, presence, ...(presence === 'away' && { reason }), ...(!Number.isNaN(capacity) && { capacity }) },
  };
}
