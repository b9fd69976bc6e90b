/**
 * Unsent text per thread. A keystroke is on disk within a second, at once when the field is left; a failed save is
 * tried again with the next one, and the text stays here meanwhile.
 */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import { typed } from './together';

const saveAfter = 500;
const retryAfter = 2000;

/** Where it lies what the other computers know. It is no draft. */
export const knownPlace = 'drafts/known';

/** Where the draft of a note lies: beside that of the reply, never in its place. */
export function notePlace(threadId: string): string {
  return `${ofNotes}${threadId}`;
}

/** Whose draft lies in a place: that of a reply or of a new note. Other names name no conversation. */
export function draftIn(place: string): { readonly threadId: string; readonly note: boolean } {
  return place.startsWith(ofNotes) ? { threadId: place.slice(ofNotes.length), note: true } : { threadId: place, note: false };
}

const ofNotes = 'note/';

interface DraftStore {
  readonly texts: ReadonlyMap<string, string>;
  readonly loaded: boolean;
  readonly known: string;
}

/** The store. */
export const useDrafts = create<DraftStore>(() => ({ texts: new Map(), loaded: false, known: '' }));

const unsaved = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let life = 0;

/** Reads all drafts. What was typed meanwhile is kept. */
export async function loadDrafts(): Promise<void> {
  const mine = life;
  try {
    const drafts = await bridge().compose.drafts();
    if (mine !== life) return;
    useDrafts.setState(({ texts }) => {
      const next = new Map(drafts.filter((each) => each.threadId !== knownPlace).map((each) => [each.threadId, each.text]));
      for (const threadId of unsaved) next.set(threadId, texts.get(threadId) ?? '');
      return { texts: next, loaded: true, known: drafts.find((each) => each.threadId === knownPlace)?.text ?? '' };
    });
  } catch {
    if (mine === life) useDrafts.setState({ loaded: true });
  }
}

const listeners = new Set<(place: string) => void>();

/** Hears which draft the person has changed here. */
export function onDraft(heard: (place: string) => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** Sets a thread's unsent text and has it saved soon. */
export function setDraft(threadId: string, text: string): void {
  if ((useDrafts.getState().texts.get(threadId) ?? '') === text) return;
  takeDraft(threadId, text);
  typed(threadId, text);
  for (const each of listeners) each(threadId);
}

/** The same for what was not written here. */
export function takeDraft(threadId: string, text: string): void {
  useDrafts.setState(({ texts }) => {
    const next = new Map(texts);
    if (text === '') next.delete(threadId);
    else next.set(threadId, text);
    return { texts: next };
  });
  unsaved.add(threadId);
  // Not renewed by the next keystroke: somebody who types without a pause is saved as well.
  timer ??= setTimeout(() => void flushDrafts(), saveAfter);
}

/** Saves now what is not saved yet. */
export async function flushDrafts(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const mine = life;
  const due = [...unsaved];
  unsaved.clear();
  const saved = await Promise.allSettled(due.map((threadId) => bridge().compose.saveDraft(threadId, useDrafts.getState().texts.get(threadId) ?? '')));
  if (mine !== life) return;
  saved.forEach((result, index) => {
    const threadId = due[index];
    if (result.status === 'rejected' && threadId !== undefined) unsaved.add(threadId);
  });
  if (unsaved.size > 0) timer ??= setTimeout(() => void flushDrafts(), retryAfter);
}

/** Saves one now, and throws where it could not be; it is then tried again like any other. */
export async function saveDraft(place: string): Promise<void> {
  await bridge().compose.saveDraft(place, useDrafts.getState().texts.get(place) ?? '');
}

/** The unsent text of a thread. */
export function useDraft(threadId: string): string {
  return useDrafts((store) => store.texts.get(threadId) ?? '');
}

/** Forgets the copy here. */
export function resetDrafts(): void {
  life++;
  clearTimeout(timer);
  timer = undefined;
  unsaved.clear();
  useDrafts.setState({ texts: new Map(), loaded: false, known: '' });
}
