/**
 * Who else has a conversation in view, and what this window tells of itself. Nothing of it is kept: what is not said
 * again is over after a while, and so is everything without a connection.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import type { Looker } from '@/bridge/types';
import { useVisible } from '@/lib/focused';
import { useOnline } from './session';

/** How long a conversation is in view before it is told: not while one only goes through the list. */
const settles = 400;
/** How often it is said again. The relay forgets it after 50 seconds. */
const beat = 20_000;
/** How often typing is said again. The relay forgets it after 8 seconds. */
const typingBeat = 3_000;

const nobody: readonly Looker[] = [];

/** The store. */
export const useTogether = create<{ readonly threads: ReadonlyMap<string, readonly Looker[]> }>(() => ({ threads: new Map() }));

/** Reads who is where. */
export async function refreshTogether(): Promise<void> {
  try {
    const all = await bridge().sync.together();
    useTogether.setState({ threads: new Map(all.map((each) => [each.threadId, each.people])) });
  } catch {
    // The next nudge asks again.
  }
}

/** Who else has a conversation in view; who types comes first. */
export function useCompany(threadId: string): readonly Looker[] {
  return useTogether((store) => store.threads.get(threadId) ?? nobody);
}

let shown = '';
let typedAt = 0;
/** What was typed in last, and when: whoever types at once, before it is told that they look, types all the same. */
let early: { readonly place: string; readonly at: number } | undefined;
let leaving: ReturnType<typeof setTimeout> | undefined;

function say(threadId: string, typing: boolean): void {
  bridge().threads.inView(threadId, typing).catch(() => undefined);
}

function lookAt(threadId: string): () => void {
  let again: ReturnType<typeof setInterval> | undefined;
  const first = setTimeout(() => {
    clearTimeout(leaving);
    shown = threadId;
    typedAt = early !== undefined && early.place.includes(threadId) && Date.now() - early.at < typingBeat ? early.at : 0;
    say(threadId, typedAt > 0);
    again = setInterval(() => say(threadId, Date.now() - typedAt < typingBeat), beat);
  }, settles);
  return () => {
    clearTimeout(first);
    clearInterval(again);
    if (shown !== threadId) return;
    shown = '';
    // Unless another is in view by then, which says enough.
    leaving = setTimeout(() => say('', false), 2 * settles);
  };
}

/** Tells colleagues that this person has the conversation in view, while the window can be seen. */
export function useLookAt(threadId: string): void {
  const isSeen = useVisible();
  const online = useOnline();
  useEffect(() => (isSeen && online ? lookAt(threadId) : undefined), [threadId, isSeen, online]);
}

/** Notes that something is written in the draft of a place: that of a conversation, or beside it. */
export function typed(place: string, text: string): void {
  const now = Date.now();
  early = text === '' ? undefined : { place, at: now };
  if (shown === '' || !place.includes(shown)) return;
  if (text === '') {
    if (typedAt > 0) say(shown, false);
    typedAt = 0;
    return;
  }
  if (now - typedAt < typingBeat) return;
  typedAt = now;
  say(shown, true);
}
