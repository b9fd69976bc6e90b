/**
 * The one voice note that is being recorded. What is heard goes to Go's disk twice a second, as a file of the thread's
 * draft, so that neither a crash nor another thread on the screen loses it.
 */
import { create } from 'zustand';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { QueuedFile, VoiceSoFar } from '@/bridge/types';
import { type Listener, type Microphone, MicrophoneError, type MicrophoneTrouble, openMicrophone, sampleRate } from '@/lib/microphone';
import { stopPlaying } from '@/lib/playing';
import { attachMade } from './attached';

/** Why a recording did not begin or ended by itself: of the microphone, or `gone` (unplugged), or an error of Go. */
export interface RecorderTrouble {
  readonly threadId: string;
  readonly kind: MicrophoneTrouble | 'gone' | 'failed';
  /** Go's own sentence. */
  readonly message: string;
}

/** A recording. */
export interface Recording {
  readonly threadId: string;
  readonly state: 'asking' | 'on' | 'paused' | 'ending';
  readonly milliseconds: number;
  /** What the disk holds, and the limits; null until the first piece is there. */
  readonly kept: VoiceSoFar | null;
  /** How loud each tenth of a second was, the last ones. */
  readonly peaks: readonly number[];
}

interface RecorderStore {
  readonly recording: Recording | null;
  readonly trouble: RecorderTrouble | null;
}

/** The store. */
export const useRecorder = create<RecorderStore>(() => ({ recording: null, trouble: null }));

/** How many tenths of a second are drawn. */
export const drawnPeaks = 64;
const perPiece = sampleRate / 2;

/** What holds one recording together; another one has another. */
interface Session {
  readonly threadId: string;
  localId: string;
  microphone: Microphone | null;
  pieces: Int16Array[];
  waiting: number;
  samples: number;
  /** Pieces go one after the other. */
  sent: Promise<void>;
  ended: Promise<QueuedFile | null> | null;
}

let session: Session | null = null;

function change(part: Partial<Recording>): void {
  useRecorder.setState(({ recording }) => ({ recording: recording && { ...recording, ...part } }));
}

function say(threadId: string, kind: RecorderTrouble['kind'], message = ''): void {
  useRecorder.setState({ trouble: { threadId, kind, message } });
}

function base64(pieces: readonly Int16Array[]): string {
  const parts: string[] = [];
  for (const piece of pieces) {
    const bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
    // A spread of all of it would be too many arguments.
    for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return btoa(parts.join(''));
}

function hand(mine: Session): void {
  const { pieces } = mine;
  if (pieces.length === 0) return;
  mine.pieces = [];
  mine.waiting = 0;
  mine.sent = mine.sent.then(async () => {
    try {
      const kept = await bridge().compose.voiceChunk(mine.localId, base64(pieces));
      if (session === mine) change({ kept });
    } catch (reason) {
      const error = toBridgeError(reason);
      say(mine.threadId, 'failed', error.message);
      // Not awaited: the end waits for this very piece.
      void stopRecording();
    }
  });
}

function listener(mine: Session): Listener {
  return {
    onSamples: (samples, peak) => {
      if (session !== mine) return;
      mine.pieces.push(samples);
      mine.waiting += samples.length;
      mine.samples += samples.length;
      useRecorder.setState(({ recording }) => ({ recording: recording && { ...recording, milliseconds: (mine.samples / sampleRate) * 1000, peaks: [...recording.peaks, peak].slice(-drawnPeaks) } }));
      if (mine.waiting >= perPiece) hand(mine);
    },
    onGone: () => {
      if (session !== mine) return;
      say(mine.threadId, 'gone');
      void stopRecording();
    },
  };
}

/** Begins to record for a thread and answers whether it did. Another recording is kept with its thread first. */
export async function startRecording(threadId: string): Promise<boolean> {
  await stopRecording();
  stopPlaying();
  const mine: Session = { threadId, localId: '', microphone: null, pieces: [], waiting: 0, samples: 0, sent: Promise.resolve(), ended: null };
  session = mine;
  useRecorder.setState({ recording: { threadId, state: 'asking', milliseconds: 0, kept: null, peaks: [] }, trouble: null });
  try {
    const microphone = await openMicrophone(listener(mine));
    // Whoever went elsewhere while the system asked does not record any more.
    if (session !== mine) return microphone.close(), false;
    mine.microphone = microphone;
    mine.localId = await bridge().compose.voiceBegin(threadId);
    if (session !== mine) return void drop(mine), false;
    microphone.hear(true);
    change({ state: 'on' });
    return true;
  } catch (reason) {
    mine.microphone?.close();
    if (session === mine) reset();
    if (reason instanceof MicrophoneError) say(threadId, reason.trouble);
    else say(threadId, 'failed', toBridgeError(reason).message);
    return false;
  }
}

function drop({ localId }: Session): Promise<void> {
  return localId === '' ? Promise.resolve() : bridge().compose.attachDrop(localId).catch(() => undefined);
}

function reset(): void {
  session = null;
  useRecorder.setState({ recording: null });
}

/** Goes on after a pause, or pauses. */
export function pauseRecording(paused: boolean): void {
  if (!session?.microphone || session.ended !== null) return;
  session.microphone.hear(!paused);
  change({ state: paused ? 'paused' : 'on' });
}

async function end(mine: Session, keep: boolean): Promise<QueuedFile | null> {
  mine.microphone?.close();
  // Nothing was heard yet: there is nothing to keep.
  if (mine.localId === '' || mine.samples === 0) {
    reset();
    await drop(mine);
    return null;
  }
  change({ state: 'ending' });
  hand(mine);
  await mine.sent;
  try {
    const file = await bridge().compose.attachEnd(mine.localId);
    if (keep) attachMade(mine.threadId, file);
    return file;
  } catch (reason) {
    say(mine.threadId, 'failed', toBridgeError(reason).message);
    return null;
  } finally {
    if (session === mine) reset();
  }
}

/** Ends the recording: it stands with its thread's files then. */
export async function stopRecording(): Promise<void> {
  const mine = session;
  if (mine === null) return;
  mine.ended ??= end(mine, true);
  await mine.ended;
}

/** Ends the recording and gives its file, which stands nowhere: who threw it away may want it back. */
export async function discardRecording(): Promise<QueuedFile | null> {
  const mine = session;
  if (mine === null || mine.ended !== null) return null;
  mine.ended = end(mine, false);
  return mine.ended;
}

/** Takes the words about a microphone away. */
export function forgetTrouble(): void {
  useRecorder.setState({ trouble: null });
}

/** The recording of a thread, if there is one. */
export function useRecordingIn(threadId: string): Recording | null {
  return useRecorder(({ recording }) => (recording?.threadId === threadId ? recording : null));
}
