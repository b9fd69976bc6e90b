/** What the board shows, made of the rows that the desktop has: pure functions of tables and of the time. */
import type { Inbox, Interaction, Offer, Thread, User } from '@/bridge/types';
import { type OpenPromise, openPromises } from '@/i18n/service-words';
import { closesAt, inOrder, mayHandle } from '@/stores/selectors';

const hour = 3_600_000;

/** How an agent stands now: online and able to take more, online and full, away, offline. */
export type AgentState = 'free' | 'busy' | 'away' | 'offline';

/** One agent. Times are Unix ms, 0 = none. */
export interface AgentLine {
  readonly user: User;
  readonly state: AgentState;
  /** Conversations that they have. */
  readonly open: number;
  /** How many of them are of which inbox. */
  readonly openIn: ReadonlyMap<string, number>;
  /** Offers that they are deciding on. */
  readonly offers: number;
  /** The names of the inboxes that they are in. */
  readonly inboxes: readonly string[];
  /** Since when the customer of theirs waits who waits longest. */
  readonly waits: number;
}

/** How many agents there are of each state. */
export type Staff = Readonly<Record<AgentState, number>>;

/** One queue. */
export interface QueueLine {
  /** '' is of what waits outside every inbox. */
  readonly id: string;
  readonly inbox: Inbox | undefined;
  /** Conversations that nobody has, the offered ones too. */
  readonly waiting: number;
  readonly offered: number;
  /** Since when the first of them waits; 0 = none does. */
  readonly oldest: number;
  /** Undefined where the inbox has more agents than its row lists. */
  readonly staff: Staff | undefined;
}

/** The lists of conversations that want somebody. */
export const lists = ['queue', 'atRisk', 'unanswered', 'closing', 'held', 'lost'] as const;
/** One of them. */
export type List = (typeof lists)[number];

/** A conversation in a list, with the time that it is there for: since when it waits, when what was promised is due, when its window closes, when it closed. */
export interface Item {
  readonly thread: Thread;
  readonly at: number;
  /** What was promised and is due soon or overdue, of those at risk. */
  readonly promise?: OpenPromise;
}

/** Everything on the board. */
export interface Board {
  readonly agents: readonly AgentLine[];
  readonly queues: readonly QueueLine[];
  readonly lists: Readonly<Record<List, readonly Item[]>>;
}

/** The rows that it is made of. */
export interface Tables {
  readonly users: ReadonlyMap<string, User>;
  readonly inboxes: ReadonlyMap<string, Inbox>;
  readonly threads: ReadonlyMap<string, Thread>;
  readonly interactions: ReadonlyMap<string, Interaction>;
  readonly offers: ReadonlyMap<string, Offer>;
}

/** What only changes with the clock. */
export interface Times {
  readonly now: number;
  /** When the day began. */
  readonly day: number;
}

/** Since when the customer waits for a person; 0 = they do not. */
export function waitsSince(thread: Thread, interaction: Interaction | undefined): number {
  if (!thread.open) return 0;
  if (interaction !== undefined && interaction.serviceStartAt > 0 && interaction.answeredAt === 0) return interaction.serviceStartAt;
  // Only the relay knows whether an answer of ours reached anybody.
  if (interaction !== undefined) return interaction.owedSince ?? 0;
  return thread.lastCustomerAt > 0 && thread.lastCustomerAt >= thread.lastAt ? thread.lastCustomerAt : 0;
}

const isQueued = (thread: Thread): boolean => thread.open && (thread.state === 'waiting' || thread.state === 'offered');
const isOwned = (thread: Thread): boolean => thread.open && thread.state === 'open' && thread.owner !== '';
const earlier = (a: number, b: number): number => (a === 0 ? b : b === 0 ? a : Math.min(a, b));

/** How an agent stands with what they have: for every inbox, or for one, which may allow less than they do. */
export function stateOf(user: User, { open, openIn }: Pick<AgentLine, 'open' | 'openIn'>, inbox?: Inbox): AgentState {
  const most = inbox?.capacity ?? 0; // 0 = as many as the agent has room for
  const full = open >= user.capacity || (inbox !== undefined && most > 0 && (openIn.get(inbox.id) ?? 0) >= most);
  if (user.presence === 'online') return full ? 'busy' : 'free';
  return user.presence === 'away' ? 'away' : 'offline';
}

/** The board, of one inbox or of all ('' = all). */
export function boardOf(tables: Tables, times: Times, inboxId: string): Board {
  const threads = [...tables.threads.values()].filter((each) => inboxId === '' || each.inboxId === inboxId);
  const loads = loadsOf(tables);
  return { agents: agentsOf(tables, loads, inboxId), queues: queuesOf(tables, loads, threads, inboxId), lists: listsOf(tables, threads, times) };
}

interface Load {
  open: number;
  openIn: Map<string, number>;
  waits: number;
  offers: number;
}

const nothing = (): Load => ({ open: 0, openIn: new Map(), waits: 0, offers: 0 });

// What each person has, in whichever inbox: their capacity is for all of them.
function loadsOf(tables: Tables): Map<string, Load> {
  const loads = new Map<string, Load>();
  const of = (id: string): Load => {
    const load = loads.get(id) ?? nothing();
    loads.set(id, load);
    return load;
  };
  for (const thread of tables.threads.values()) {
    if (!isOwned(thread)) continue;
    const load = of(thread.owner);
    load.open++;
    load.openIn.set(thread.inboxId, (load.openIn.get(thread.inboxId) ?? 0) + 1);
    load.waits = earlier(load.waits, waitsSince(thread, tables.interactions.get(thread.interactionId)));
  }
  for (const offer of tables.offers.values()) if (offer.state === 'open') of(offer.userId).offers++;
  return loads;
}

const ranks: Readonly<Record<AgentState, number>> = { free: 0, busy: 1, away: 2, offline: 3 };

function agentsOf(tables: Tables, loads: ReadonlyMap<string, Load>, inboxId: string): readonly AgentLine[] {
  const inboxes = new Map<string, string[]>();
  const among = new Set<string>();
  for (const inbox of tables.inboxes.values()) {
    for (const id of inbox.members) {
      inboxes.set(id, [...(inboxes.get(id) ?? []), inbox.name]);
      if (inbox.id === inboxId) among.add(id);
    }
  }
  const all = inboxId === '' || tables.inboxes.get(inboxId)?.cut === true;
  return [...tables.users.values()]
    .filter((user) => (mayHandle(user) || (loads.get(user.id)?.open ?? 0) > 0) && (all || among.has(user.id)))
    .map((user): AgentLine => {
      const load = loads.get(user.id) ?? nothing();
      return { user, ...load, state: stateOf(user, load, tables.inboxes.get(inboxId)), inboxes: (inboxes.get(user.id) ?? []).sort((a, b) => a.localeCompare(b)) };
    })
    .sort((a, b) => ranks[a.state] - ranks[b.state] || a.user.name.localeCompare(b.user.name) || (a.user.id < b.user.id ? -1 : 1));
}

/** How many agents stand how. */
export function staffOf(agents: Iterable<{ readonly state: AgentState }>): Staff {
  const staff = { free: 0, busy: 0, away: 0, offline: 0 };
  for (const each of agents) staff[each.state]++;
  return staff;
}

function queuesOf(tables: Tables, loads: ReadonlyMap<string, Load>, threads: readonly Thread[], inboxId: string): readonly QueueLine[] {
  const waiting = new Map<string, Thread[]>();
  for (const thread of threads) {
    if (!isQueued(thread)) continue;
    const queue = waiting.get(thread.inboxId);
    if (queue === undefined) waiting.set(thread.inboxId, [thread]);
    else queue.push(thread);
  }
  const line = (id: string, inbox: Inbox | undefined): QueueLine => {
    const queue = waiting.get(id) ?? [];
    const members = inbox?.members.flatMap((each) => tables.users.get(each) ?? []).filter(mayHandle) ?? [];
    return {
      id, inbox, waiting: queue.length, offered: queue.filter((each) => each.state === 'offered').length,
      oldest: queue.reduce((oldest, each) => earlier(oldest, each.waitingSince), 0),
      staff: inbox?.cut === true ? undefined : staffOf(members.map((user) => ({ state: stateOf(user, loads.get(user.id) ?? nothing(), inbox) }))),
    };
  };
  const lines = [...tables.inboxes.values()].filter((each) => inboxId === '' || each.id === inboxId).map((each) => line(each.id, each));
  // What waits where no inbox is, or in one that this desktop does not know.
  const lost = [...waiting.keys()].filter((id) => !tables.inboxes.has(id)).map((id) => line(id, undefined));
  return [...lost, ...lines].sort((a, b) => Number(b.oldest > 0) - Number(a.oldest > 0) || a.oldest - b.oldest || (a.inbox?.name ?? '').localeCompare(b.inbox?.name ?? ''));
}

function listsOf(tables: Tables, threads: readonly Thread[], { now, day }: Times): Readonly<Record<List, readonly Item[]>> {
  const soonest = (items: Item[]): Item[] => items.sort((a, b) => a.at - b.at);
  const unanswered = threads.filter(isOwned).map((thread): Item => ({ thread, at: waitsSince(thread, tables.interactions.get(thread.interactionId)) }));
  const atRisk = threads.flatMap((thread): Item[] => {
    const promise = thread.open ? openPromises(tables.interactions.get(thread.interactionId), now).find((each) => each.tone !== 'plain') : undefined;
    return promise === undefined ? [] : [{ thread, at: promise.dueAt, promise }];
  });
  const closing = threads.filter((each) => each.open).map((thread): Item => ({ thread, at: closesAt(thread) ?? 0 }));
  const here = new Set(threads);
  const lost = [...tables.interactions.values()].flatMap((each): Item[] => {
    const thread = tables.threads.get(each.threadId);
    return thread !== undefined && here.has(thread) && (each.lostAt ?? 0) >= day ? [{ thread, at: each.lostAt ?? 0 }] : [];
  });
  return {
    queue: inOrder(threads.filter(isQueued), 'waiting', now).map((thread): Item => ({ thread, at: thread.waitingSince })),
    atRisk: soonest(atRisk),
    unanswered: soonest(unanswered.filter((each) => each.at > 0)),
    closing: soonest(closing.filter((each) => each.at > now && each.at <= now + hour)),
    held: soonest(threads.filter((each) => each.open && (each.identityAt ?? 0) > 0).map((thread): Item => ({ thread, at: thread.identityAt ?? 0 }))),
    lost: soonest(lost).reverse(),
  };
}

/** Whom a supervisor may give a conversation to: whoever may have it at all, each as they stand for its inbox, who is free first. The relay has the last word. */
export function takersOf(agents: readonly AgentLine[], thread: Thread, inbox: Inbox | undefined): readonly AgentLine[] {
  return agents
    .filter(({ user }) => mayHandle(user) && user.id !== thread.owner && (inbox === undefined || inbox.cut || user.role !== 'agent' || inbox.members.includes(user.id)))
    .map((each) => ({ ...each, state: stateOf(each.user, each, inbox) }))
    .sort((a, b) => ranks[a.state] - ranks[b.state]);
}
