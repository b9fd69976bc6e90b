/**
 * Every act that a person can do by the keyboard: its keys, and where it stands under "?". A key is written here and
 * nowhere else. The texts are `acts:label.<id>`; i18n/use-acts.ts puts an act into the map and the palette while it can
 * be done.
 */
import type { Keys } from './keys';
import type { Place } from './shortcuts';

/** The part of the window that an act belongs to: the heading under "?". */
export type ActPart = 'everywhere' | 'look' | 'screens' | 'list' | 'offer' | 'thread' | 'writer' | 'selection';

/** How an act is had by the keyboard. One of `keys`, `plain` and `palette` is there. */
export interface ActRule {
  readonly part: ActPart;
  /** The combination that does it from everywhere, also while typing. */
  readonly keys?: Keys;
  /** The key that does it on the places in `on`. */
  readonly plain?: Keys;
  readonly on?: readonly (Place | 'page')[];
  /** It is a line of the palette while it can be done. */
  readonly palette?: true;
  /** It is never there together with this act, and has its keys. */
  readonly insteadOf?: string;
  readonly repeats?: true;
  /** A field has the key itself. */
  readonly whileTyping?: false;
}

const inThread = { part: 'thread', palette: true } as const;
const inWriter = { part: 'writer', palette: true } as const;

/** The acts by their id. An id that ends in "*" stands for several of one kind: each saved view, say. */
export const acts = {
  palette: { part: 'everywhere', keys: 'mod+k' },
  help: { part: 'everywhere', plain: '?', keys: 'f1', on: ['list', 'page'] },
  'region.next': { part: 'everywhere', keys: 'f6' },
  'region.previous': { part: 'everywhere', keys: 'shift+f6' },
  'toast.undo': { part: 'everywhere', keys: 'act+z', palette: true },
  'text.larger': { part: 'look', keys: 'mod+plus', palette: true },
  'text.smaller': { part: 'look', keys: 'mod+minus', palette: true },
  'text.reset': { part: 'look', keys: 'mod+0', palette: true },
  'density.*': { part: 'look', palette: true },
  'theme.*': { part: 'look', palette: true },
  'presence.*': { part: 'everywhere', palette: true },
  'organization.*': { part: 'everywhere', palette: true },
  'shift.end': { part: 'everywhere', keys: 'act+q', palette: true },
  strip: { part: 'everywhere', palette: true },
  'guide.start': { part: 'everywhere', palette: true },
  'firstSteps.show': { part: 'everywhere', palette: true },
  'after.*': { part: 'everywhere', palette: true },

  'go.workspace': { part: 'screens', keys: 'act+1', palette: true },
  'go.recent': { part: 'screens', keys: 'act+2', palette: true },
  'go.contacts': { part: 'screens', keys: 'act+3', palette: true },
  'go.board': { part: 'screens', keys: 'act+4', palette: true },
  'go.records': { part: 'screens', keys: 'act+5', palette: true },
  'go.channels': { part: 'screens', keys: 'act+6', palette: true },
  'go.inboxes': { part: 'screens', keys: 'act+7', palette: true },
  'go.templates': { part: 'screens', keys: 'act+8', palette: true },
  'go.users': { part: 'screens', keys: 'act+9', palette: true },
  'go.notifications': { part: 'screens', keys: 'act+0', palette: true },
  'go.sandbox': { part: 'screens', palette: true },
  'go.settings': { part: 'screens', keys: 'mod+,', palette: true },
  'canned.import': { part: 'screens', palette: true },
  'contacts.import': { part: 'screens', palette: true },
  'canned.export': { part: 'screens', palette: true },

  'list.next': { part: 'list', plain: 'j', keys: 'act+arrowdown', on: ['list', 'page'], repeats: true },
  'list.previous': { part: 'list', plain: 'k', keys: 'act+arrowup', on: ['list', 'page'], repeats: true },
  'list.open': { part: 'list', plain: 'enter', on: ['list', 'page'] },
  'list.back': { part: 'list', plain: 'escape', on: ['list', 'page'], whileTyping: false },
  'list.select': { part: 'list', plain: 'x', keys: 'act+x', on: ['list'] },
  'list.openNext': { part: 'list', keys: 'act+pagedown', palette: true },
  'list.openPrevious': { part: 'list', keys: 'act+pageup', palette: true },
  'list.nextList': { part: 'list', keys: 'act+shift+arrowdown' },
  'list.previousList': { part: 'list', keys: 'act+shift+arrowup' },
  'list.show.*': { part: 'list', palette: true },
  'list.sort.*': { part: 'list', palette: true },
  'view.*': { part: 'list', palette: true },
  'thread.new': { part: 'list', plain: 'n', keys: 'act+n', on: ['list', 'page'], palette: true },
  'queue.next': { part: 'list', plain: 'g', keys: 'act+g', on: ['list', 'page'], palette: true },
  search: { part: 'list', plain: '/', keys: 'mod+shift+f', on: ['list', 'page'], palette: true },
  'work.label': { part: 'list', plain: 'l', keys: 'act+l', on: ['list', 'row'], palette: true },
  'work.snooze': { part: 'list', plain: 'h', keys: 'act+h', on: ['list', 'row'], palette: true },
  'work.follow': { part: 'list', plain: 'f', keys: 'act+shift+f', on: ['list', 'row'], palette: true },
  'bulk.*': { part: 'selection', palette: true },
  'recent.*': { part: 'selection', palette: true },

  'offer.accept': { part: 'offer', plain: 'a', keys: 'act+a', on: ['offer', 'list'] },
  'offer.decline': { part: 'offer', plain: 'd', keys: 'act+d', on: ['offer', 'list'] },

  'thread.take': { ...inThread, keys: 'act+k' },
  'thread.transfer': { ...inThread, plain: 't', keys: 'act+t', on: ['row'] },
  'thread.requeue': { ...inThread, keys: 'act+shift+t' },
  'thread.close': { ...inThread, plain: 'e', keys: 'act+e', on: ['row'] },
  'thread.archive': { ...inThread, plain: 'shift+e', keys: 'act+shift+e', on: ['row'] },
  'thread.file': { ...inThread, plain: 'shift+e', keys: 'act+shift+e', on: ['row'], insteadOf: 'thread.archive' },
  'thread.back': { ...inThread, plain: 'b', keys: 'act+b', on: ['row'] },
  'thread.reopen': { ...inThread, keys: 'act+o' },
  'thread.unread': { ...inThread, plain: 'u', keys: 'act+u', on: ['row'] },
  'thread.find': { ...inThread, keys: 'mod+f' },
  'thread.reply': { part: 'thread', keys: 'act+r' },
  'thread.write': { part: 'thread', plain: 'i', on: ['row'] },
  'thread.priority.*': inThread,
  'thread.transcript': inThread,
  'thread.link': inThread,
  'contact.*': inThread,
  'identity.checked': inThread,
  context: { ...inThread, plain: 'c', keys: 'act+c', on: ['row'] },

  'composer.note': { ...inWriter, keys: 'act+shift+n' },
  'composer.canned': { ...inWriter, keys: 'act+s' },
  'composer.saveCanned': inWriter,
  'draft.*': inWriter,
  'composer.template': { ...inWriter, keys: 'act+p' },
  'composer.attach': { ...inWriter, keys: 'act+f' },
  'composer.voice': { ...inWriter, keys: 'act+m' },
  'composer.emoji': { ...inWriter, keys: 'act+j' },
  'composer.add': { part: 'writer', keys: 'act+i' },
  'composer.add.*': inWriter,
  'composer.undoSend': { ...inWriter, keys: 'mod+z' },
  'composer.bold': { part: 'writer', keys: 'mod+b' },
  'composer.italic': { part: 'writer', keys: 'mod+i' },
  'composer.strike': { part: 'writer', keys: 'mod+shift+x' },
  'composer.mono': { part: 'writer', keys: 'mod+shift+m' },

  'setup.copyCode': { part: 'everywhere', plain: 'c' },
} as const satisfies Readonly<Record<string, ActRule>>;

/** The id of an act, or of a kind of acts. */
export type ActId = keyof typeof acts;

/** All of them, in the order of the sheet. */
export const actIds = Object.keys(acts) as readonly ActId[];

/** The rule of an act. */
export function ruleOf(id: ActId): ActRule {
  return acts[id];
}

/** The act, or the kind of acts, that an id in the map or the palette is one of. */
export function actOf(id: string): ActId | undefined {
  if (Object.hasOwn(acts, id)) return id as ActId;
  return actIds.find((each) => each.endsWith('*') && id.startsWith(each.slice(0, -1)));
}
