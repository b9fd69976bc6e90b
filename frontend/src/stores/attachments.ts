/**
 * Files on their way into the outbox: read in pieces, so that a large one neither blocks the window nor lies in
 * memory twice.
 */
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { QueuedFile } from '@/bridge/types';
import { encodeBlob } from '@/lib/base64';

const chunk = 512 * 1024;
/** The most that WhatsApp takes of any kind; the relay knows the limit of each kind. */
export const mostBytes = 100 * 1024 * 1024;

/** How far a file has come. */
export type AttachmentState =
  | { readonly kind: 'reading'; readonly done: number }
  | { readonly kind: 'ready'; readonly file: QueuedFile }
  | { readonly kind: 'failed'; readonly error: BridgeError };

/** A file beside the text. */
export interface Attachment {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly state: AttachmentState;
}

/** A file that is being read, or was. */
export interface Attaching {
  readonly attachment: Attachment;
  /** Stops reading and drops what Go has of it. */
  readonly cancel: () => void;
}

let keys = 0;

/**
 * A picture's address, for the preview; "" for other files and until Go has measured the bytes. Go gives there only
 * what may be drawn: what the browser takes for a picture by its name may be anything.
 */
export function previewOf({ state }: Attachment): string {
  return state.kind === 'ready' && kindOfFile(state.file.mime) === 'image' ? `/attached/${state.file.localId}` : '';
}

/** A file that Go has kept since the app last ran. */
export function restored(file: QueuedFile): Attaching {
  return {
    attachment: { key: ++keys, name: file.fileName, size: file.size, state: { kind: 'ready', file } },
    cancel: () => void bridge().compose.attachDrop(file.localId).catch(() => undefined),
  };
}

/** A file of which Go makes a copy: it has no progress, and is ready or not. */
export function copied(name: string, size: number, copy: () => Promise<QueuedFile>, tell: (key: number, state: AttachmentState) => void): Attaching {
  const key = ++keys;
  let cancelled = false;
  const drop = (file: QueuedFile): void => void bridge().compose.attachDrop(file.localId).catch(() => undefined);
  let made: QueuedFile | undefined;
  copy().then(
    (file) => {
      made = file;
      if (cancelled) drop(file);
      else tell(key, { kind: 'ready', file });
    },
    (reason: unknown) => !cancelled && tell(key, { kind: 'failed', error: toBridgeError(reason) }),
  );
  return {
    attachment: { key, name, size, state: { kind: 'reading', done: 0 } },
    cancel: () => {
      cancelled = true;
      if (made !== undefined) drop(made);
    },
  };
}

/** Reads a file into the keeping of a thread's draft ("" = of none) and tells how far it is. */
export function attach(threadId: string, file: File, tell: (key: number, state: AttachmentState) => void): Attaching {
  const key = ++keys;
  const { compose } = bridge();
  let localId = '';
  let cancelled = false;
  const drop = (): void => {
    if (localId !== '') compose.attachDrop(localId).catch(() => undefined);
  };
  const say = (state: AttachmentState): void => {
    if (!cancelled) tell(key, state);
  };
  const read = async (): Promise<void> => {
    try {
      localId = await compose.attachBegin(threadId, file.name, file.size);
      for (let at = 0; at < file.size && !cancelled; at += chunk) {
        await compose.attachChunk(localId, await encodeBlob(file.slice(at, at + chunk)));
        say({ kind: 'reading', done: Math.min(1, (at + chunk) / file.size) });
      }
      if (cancelled) drop();
      else say({ kind: 'ready', file: await compose.attachEnd(localId) });
    } catch (reason) {
      drop();
      say({ kind: 'failed', error: toBridgeError(reason) });
    }
  };
  void read();
  return {
    attachment: { key, name: file.name, size: file.size, state: { kind: 'reading', done: 0 } },
    cancel: () => {
      cancelled = true;
      drop();
    },
  };
}

/** The kind of message that a file becomes, by what its bytes are. */
export function kindOfFile(mime: string): 'image' | 'video' | 'audio' | 'document' {
  const type = mime.split(';')[0]?.trim() ?? '';
  if (type === 'image/jpeg' || type === 'image/png') return 'image';
  if (type === 'video/mp4' || type === 'video/3gpp') return 'video';
  if (['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'].includes(type)) return 'audio';
  return 'document';
}
