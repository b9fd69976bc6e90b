/**
 * Replies that this person has begun, on all of their computers: what is written here goes to the relay when there is a
 * pause, and what was written elsewhere comes into the field, unless something else stands there: then it is offered.
 * What is known of the other computers lies among the drafts of this one, so that it all works offline and catches up.
 */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import { BridgeError } from '@/bridge/errors';
import type { KeptDraft } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { knownPlace, onDraft, takeDraft, useDrafts } from './drafts';
import { useDesk } from './desk';
import { isReached, useSession } from './session';
import { setReplyTo, useView } from './view';

/** How long after the last key it goes, and how long it waits at most while somebody types on. */
const pause = 4_000;
const longestWait = 15_000;
const retryAfter = 20_000;
/** How soon what is known of the others is on the disk. */
const saveAfter = 500;
/** The longest reply that goes to the other computers, in characters, as the relay takes it. */
const longest = 4096;
/** Of so many conversations it is remembered what the other computers know. */
const most = 200;

/** What is known of a conversation's draft: which version both know, and since when it is another one here. */
interface Known {
  readonly base: number;
  readonly dirty?: number;
}

interface SharedDrafts {
  /** What was written on another computer while something else stands here. */
  readonly offered: ReadonlyMap<string, KeptDraft>;
}

/** The store. */
export const useSharedDrafts = create<SharedDrafts>(() => ({ offered: new Map() }));

let known = new Map<string, Known>();
let since = 0;
let saving: ReturnType<typeof setTimeout> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let waits = 0;
let life = 0;
let busy = false;

const textOf = (threadId: string): string => useDrafts.getState().texts.get(threadId) ?? '';
const baseOf = (threadId: string): number => known.get(threadId)?.base ?? 0;
const isForLater = (error: unknown): boolean => error instanceof BridgeError && (error.code === 'unavailable' || error.code === 'tooMany');

function save(): void {
  clearTimeout(saving);
  saving = undefined;
  const newest = [...known].sort(([, a], [, b]) => (b.dirty ?? b.base) - (a.dirty ?? a.base)).slice(0, most);
  bridge().compose.saveDraft(knownPlace, JSON.stringify({ since, known: newest })).catch(() => undefined);
}

function offer(threadId: string, draft: KeptDraft | undefined): void {
  useSharedDrafts.setState(({ offered }) => {
    const next = new Map(offered);
    if (draft === undefined) next.delete(threadId);
    else next.set(threadId, draft);
    return { offered: next };
  });
}

/** Takes in what was written on another computer. */
function take(draft: KeptDraft): void {
  const { threadId, text, at } = draft;
  const { base, dirty } = known.get(threadId) ?? { base: 0, dirty: undefined };
  if (at <= base) return;
  const here = textOf(threadId);
  if (here === text) {
    known.set(threadId, { base: at });
    offer(threadId, undefined);
    return;
  }
  // What was sent or taken away here later is not brought back.
  if (here === '' && dirty !== undefined && dirty >= at) return;
  // It goes on from what stands here, or nothing does.
  if (here === '' || (dirty === undefined && (draft.base ?? 0) >= base && base > 0)) {
    known.set(threadId, { base: at });
    takeDraft(threadId, text);
    setReplyTo(threadId, draft.replyTo ?? '');
    offer(threadId, undefined);
    return;
  }
  if (text === '') known.set(threadId, { base: at, dirty: dirty ?? at });
  else offer(threadId, draft);
}

async function pull(): Promise<void> {
  for (let more = true; more; ) {
    const mine = life;
    const page = await bridge().threads.keptDrafts(since);
    if (mine !== life) return;
    for (const each of page.items) {
      take(each);
      since = Math.max(since, each.at);
    }
    more = page.more === true;
  }
}

async function put(threadId: string, { base, dirty }: Known): Promise<void> {
  const text = textOf(threadId);
  if (dirty === undefined || Array.from(text).length > longest) return;
  const mine = life;
  try {
    const replyTo = useView.getState().replyTo.get(threadId) ?? '';
    const { newer } = await bridge().threads.keepDraft({ threadId, text, at: dirty, base, ...(replyTo === '' ? {} : { replyTo }) });
    if (mine !== life) return;
    if (newer) return take(newer);
    const now = known.get(threadId);
    // What was typed meanwhile is another version, written over this one.
    known.set(threadId, { base: dirty, ...(now?.dirty !== undefined && now.dirty > dirty ? { dirty: now.dirty } : {}) });
  } catch (error) {
    if (mine !== life) return;
    if (isForLater(error)) throw error;
    // The conversation is not theirs any more, say: the draft stays on this computer.
    known.set(threadId, { base });
  }
}

/** Brings this computer and the relay in step, as far as there is a connection. */
async function exchange(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (busy || !useDrafts.getState().loaded || !isReached(useSession.getState().state)) return;
  busy = true;
  const mine = life;
  try {
    await pull();
    for (const [threadId, each] of [...known]) if (mine === life) await put(threadId, each);
    waits = 0;
  } catch (error) {
    if (mine === life && isForLater(error)) timer ??= setTimeout(() => void exchange(), retryAfter);
  } finally {
    busy = false;
    if (mine === life) save();
  }
}

function changed(name: string): void {
  // Forms and notes lie under other names.
  if (!useDesk.getState().threads.has(name)) return;
  const now = relayNow();
  known.set(name, { base: baseOf(name), dirty: now });
  waits ||= now;
  saving ??= setTimeout(save, saveAfter);
  clearTimeout(timer);
  timer = setTimeout(() => void exchange(), textOf(name) === '' ? 0 : Math.min(pause, Math.max(0, waits + longestWait - now)));
}

function restore(): void {
  try {
    const kept: unknown = JSON.parse(useDrafts.getState().known || '{}');
    const read = kept as { readonly since?: number; readonly known?: readonly (readonly [string, Known])[] };
    since = read.since ?? 0;
    known = new Map([...(read.known ?? []), ...known]);
  } catch {
    since = 0;
  }
}

/** Puts what was written elsewhere into the field, and offers what stood there instead. */
export function takeOffered(threadId: string): void {
  const draft = useSharedDrafts.getState().offered.get(threadId);
  if (draft === undefined) return;
  const here = textOf(threadId);
  known.set(threadId, { base: Math.max(baseOf(threadId), draft.at) });
  takeDraft(threadId, draft.text);
  changed(threadId);
  setReplyTo(threadId, draft.replyTo ?? '');
  offer(threadId, here === '' ? undefined : { threadId, text: here, at: 0 });
}

/** Lets go of what was written elsewhere. */
export function discardOffered(threadId: string): void {
  const draft = useSharedDrafts.getState().offered.get(threadId);
  if (draft === undefined) return;
  offer(threadId, undefined);
  if (draft.at === 0) return; // it was this computer's own
  known.set(threadId, { base: Math.max(baseOf(threadId), draft.at) });
  changed(threadId);
}

/** Keeps the drafts of all computers in step until the function that it gives is called. */
export function startSharedDrafts(): () => void {
  const stops = [
    onDraft(changed),
    bridge().events.on('drafts', () => void exchange()),
    useSession.subscribe(({ state }, before) => {
      if (isReached(state) && !isReached(before.state)) void exchange();
    }),
    useDrafts.subscribe(({ loaded }, before) => {
      if (!loaded || before.loaded) return;
      restore();
      void exchange();
    }),
  ];
  return () => {
    for (const each of stops) each();
    clearTimeout(timer);
    clearTimeout(saving);
    saving = undefined;
  };
}

/** Forgets the copy here. */
export function resetSharedDrafts(): void {
  life++;
  if (saving !== undefined) save();
  clearTimeout(timer);
  timer = undefined;
  known = new Map();
  since = 0;
  waits = 0;
  useSharedDrafts.setState({ offered: new Map() });
}
