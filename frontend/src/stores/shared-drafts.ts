/**
 * Replies and notes that this person has begun, on all of their computers: what is written here goes to the relay when
 * there is a pause, and what was written elsewhere comes into the field, unless something else stands there: then it is offered.
 * What is known of the other computers lies among the drafts of this one, so that it all works offline and catches up.
 */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import { BridgeError } from '@/bridge/errors';
import type { KeptDraft } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { draftIn, knownPlace, notePlace, onDraft, takeDraft, useDrafts } from './drafts';
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

const placeOf = ({ threadId, note }: KeptDraft): string => (note === true ? notePlace(threadId) : threadId);
const textOf = (place: string): string => useDrafts.getState().texts.get(place) ?? '';
const baseOf = (place: string): number => known.get(place)?.base ?? 0;

/** A note quotes nothing. */
function quote(place: string, replyTo: string): void {
  if (!draftIn(place).note) setReplyTo(place, replyTo);
}
const isForLater = (error: unknown): boolean => error instanceof BridgeError && (error.code === 'unavailable' || error.code === 'tooMany');

function save(): void {
  clearTimeout(saving);
  saving = undefined;
  const newest = [...known].sort(([, a], [, b]) => (b.dirty ?? b.base) - (a.dirty ?? a.base)).slice(0, most);
  bridge().compose.saveDraft(knownPlace, JSON.stringify({ since, known: newest })).catch(() => undefined);
}

function offer(place: string, draft: KeptDraft | undefined): void {
  useSharedDrafts.setState(({ offered }) => {
    const next = new Map(offered);
    if (draft === undefined) next.delete(place);
    else next.set(place, draft);
    return { offered: next };
  });
}

/** Takes in what was written on another computer. */
function take(draft: KeptDraft): void {
  const { text, at } = draft;
  const place = placeOf(draft);
  const { base, dirty } = known.get(place) ?? { base: 0, dirty: undefined };
  if (at <= base) return;
  const here = textOf(place);
  if (here === text) {
    known.set(place, { base: at });
    offer(place, undefined);
    return;
  }
  // What was sent or taken away here later is not brought back.
  if (here === '' && dirty !== undefined && dirty >= at) return;
  // It goes on from what stands here, or nothing does.
  if (here === '' || (dirty === undefined && (draft.base ?? 0) >= base && base > 0)) {
    known.set(place, { base: at });
    takeDraft(place, text);
    quote(place, draft.replyTo ?? '');
    offer(place, undefined);
    return;
  }
  if (text === '') known.set(place, { base: at, dirty: dirty ?? at });
  else offer(place, draft);
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

async function put(place: string, { base, dirty }: Known): Promise<void> {
  const text = textOf(place);
  if (dirty === undefined || Array.from(text).length > longest) return;
  const mine = life;
  const { threadId, note } = draftIn(place);
  try {
    const replyTo = note ? '' : (useView.getState().replyTo.get(threadId) ?? '');
    const { newer } = await bridge().threads.keepDraft({ threadId, text, at: dirty, base, ...(note ? { note } : {}), ...(replyTo === '' ? {} : { replyTo }) });
    if (mine !== life) return;
    if (newer) return take(newer);
    const now = known.get(place);
    // What was typed meanwhile is another version, written over this one.
    known.set(place, { base: dirty, ...(now?.dirty !== undefined && now.dirty > dirty ? { dirty: now.dirty } : {}) });
  } catch (error) {
    if (mine !== life) return;
    if (isForLater(error)) throw error;
    // The conversation is not theirs any more, say: the draft stays on this computer.
    known.set(place, { base });
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
    for (const [place, each] of [...known]) if (mine === life) await put(place, each);
    waits = 0;
  } catch (error) {
    if (mine === life && isForLater(error)) timer ??= setTimeout(() => void exchange(), retryAfter);
  } finally {
    busy = false;
    if (mine === life) save();
  }
}

function changed(name: string): void {
  // Forms, and notes that are written anew, lie under other names.
  if (!useDesk.getState().threads.has(draftIn(name).threadId)) return;
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
export function takeOffered(place: string): void {
  const draft = useSharedDrafts.getState().offered.get(place);
  if (draft === undefined) return;
  const here = textOf(place);
  known.set(place, { base: Math.max(baseOf(place), draft.at) });
  takeDraft(place, draft.text);
  changed(place);
  quote(place, draft.replyTo ?? '');
  offer(place, here === '' ? undefined : { ...draftIn(place), text: here, at: 0 });
}

/** Lets go of what was written elsewhere. */
export function discardOffered(place: string): void {
  const draft = useSharedDrafts.getState().offered.get(place);
  if (draft === undefined) return;
  offer(place, undefined);
  if (draft.at === 0) return; // it was this computer's own
  known.set(place, { base: Math.max(baseOf(place), draft.at) });
  changed(place);
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
