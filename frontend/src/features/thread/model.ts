/**
 * A thread as the lines that are drawn: days, what is new, what the system did, messages in runs, replies on their
 * way. Pure: rows in, lines out.
 */
import type { Decision, Filing, Interaction, Message, PastOffer, Queued, Snooze, Span } from '@/bridge/types';
import { type Hand, handsOf } from '@/lib/hands';
import { sameDay } from '@/lib/time';

/** One line of a thread. */
export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'new'; readonly key: string }
  /** Late: it stands where it was decided, not at the beginning of the interaction. */
  | { readonly kind: 'routed'; readonly key: string; readonly interaction: Interaction; readonly decision: Decision | undefined; readonly late?: boolean }
  /** It came to an inbox, whose people were then asked in vain at first. */
  | { readonly kind: 'came'; readonly key: string; readonly interaction: Interaction }
  /** Offers that nobody accepted, with nothing else between them. */
  | { readonly kind: 'tried'; readonly key: string; readonly tries: readonly PastOffer[] }
  /** It went to somebody, or back to a queue. */
  | { readonly kind: 'hand'; readonly key: string; readonly hand: Hand }
  /** It was put off, or came back. */
  | { readonly kind: 'filed'; readonly key: string; readonly filing: Filing }
  | { readonly kind: 'snooze'; readonly key: string; readonly at: number; readonly snooze: Snooze; readonly woke: boolean }
  | { readonly kind: 'ended'; readonly key: string; readonly interaction: Interaction }
  /** When the customer is asked for a rating, or why they are not. */
  | { readonly kind: 'rating'; readonly key: string; readonly interaction: Interaction }
  | { readonly kind: 'system'; readonly key: string; readonly message: Message }
  /** What a colleague wrote for colleagues. */
  | { readonly kind: 'note'; readonly key: string; readonly message: Message }
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly first: boolean; readonly last: boolean }
  | { readonly kind: 'queued'; readonly key: string; readonly queued: Queued; readonly first: boolean };

/** What the lines are made of. */
export interface ThreadRows {
  readonly messages: readonly Message[];
  /** Of this thread. */
  readonly queued: readonly Queued[];
  readonly interactions: readonly Interaction[];
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Of this thread, the first first. */
  readonly spans: readonly Span[];
  /** The list reaches back to the thread's beginning. */
  readonly complete: boolean;
  /** The first message that was not looked at; undefined when all were. */
  readonly newFrom: string | undefined;
}

const runGap = 120_000;

/** Whether a message is a line of its own. Our reactions stand at the message they are for. */
export function isLine(message: Message): boolean {
  return message.type !== 'reaction' || message.replyLost;
}

/** What is a line of its own, in no run of messages. */
function standsAlone(message: Message): boolean {
  return message.type === 'system' || message.type === 'note';
}

function sameRun(a: Message, b: Message): boolean {
  return a.out === b.out && a.author === b.author && !standsAlone(a) && !standsAlone(b) && b.at - a.at < runGap && sameDay(a.at, b.at);
}

interface Mark {
  readonly at: number;
  readonly line: Line;
}

// A note has the whole second of the entry, a span its millisecond.
const apart = 2000;

/** How an interaction changed hands. Where a colleague wrote a note of it, the note says it. */
function hands(rows: ThreadRows, interactionId: string): readonly Mark[] {
  const isNoted = ({ how, at }: Hand): boolean =>
    (how === 'got' || how === 'assigned' || how === 'toInbox') && rows.messages.some((each) => each.type === 'note' && each.handover !== undefined && each.interactionId === interactionId && Math.abs(at - each.at) < apart);
  return handsOf(rows.spans.filter((each) => each.interactionId === interactionId))
    .filter((hand) => !isNoted(hand))
    .map((hand) => ({ at: hand.at, line: { kind: 'hand', key: `h-${hand.key}`, hand } }));
}

/** How an interaction was offered: once at its beginning, or each offer in its place where the first ones were in vain. */
function offers(rows: ThreadRows, interaction: Interaction): readonly Mark[] {
  const decision = rows.decisions.get(interaction.decisionId);
  const tried = interaction.tried ?? [];
  const last = tried[tried.length - 1];
  const key = `r-${interaction.id}`;
  if (last === undefined || interaction.businessStarted) return [{ at: interaction.startedAt, line: { kind: 'routed', key, interaction, decision } }];
  const lines: Mark[] = [{ at: interaction.startedAt, line: { kind: 'came', key: `c-${interaction.id}`, interaction } }];
  tried.forEach((each, index) => lines.push({ at: each.at, line: { kind: 'tried', key: `t-${interaction.id}-${String(index)}`, tries: [each] } }));
  if (decision !== undefined) lines.push({ at: Math.max(decision.at, last.at), line: { kind: 'routed', key, interaction, decision, late: true } });
  return lines;
}

/** When it was put off and came back. That it went on elsewhere has lines of its own. */
function sleeps({ id, snoozes = [] }: Interaction): readonly Mark[] {
  return snoozes.flatMap((snooze): Mark[] => {
    const line = (at: number, woke: boolean): Mark => ({ at, line: { kind: 'snooze', key: `z-${id}-${snooze.at}-${String(woke)}`, at, snooze, woke } });
    return [line(snooze.at, false), ...(snooze.wokeAt > 0 && snooze.woke !== 'moved' ? [line(snooze.wokeAt, true)] : [])];
  });
}

/** When it was put away after its end, and taken out again. */
function filed({ id, filings = [] }: Interaction): readonly Mark[] {
  return filings.map((filing) => ({ at: filing.at, line: { kind: 'filed', key: `f-${id}-${filing.at}`, filing } }));
}

/** That the customer of a conversation is to be asked for a rating, or was not: what was asked and answered are messages. */
function unasked(interaction: Interaction): readonly Mark[] {
  const { dueAt = 0, skipped = '', failed = false } = interaction.rating ?? {};
  return dueAt > 0 || skipped !== '' || failed ? [{ at: interaction.endedAt, line: { kind: 'rating', key: `r-${interaction.id}`, interaction } }] : [];
}

/** Beginnings and ends of interactions; without those before the first message that is here. */
function marks(rows: ThreadRows, from: number): readonly Mark[] {
  return rows.interactions
    .flatMap((interaction): Mark[] => {
      const over: Mark[] = interaction.endedAt > 0 ? [{ at: interaction.endedAt, line: { kind: 'ended', key: `e-${interaction.id}`, interaction } }] : [];
      return [...offers(rows, interaction), ...hands(rows, interaction.id), ...sleeps(interaction), ...over, ...unasked(interaction), ...filed(interaction)];
    })
    .filter((mark) => rows.complete || mark.at >= from)
    .sort((a, b) => a.at - b.at);
}

/** The beginning of an interaction stands before its first message, whose stamp is the provider's and may be earlier. */
function dueBefore(mark: Mark, message: Message): boolean {
  if (mark.line.kind === 'came' || (mark.line.kind === 'routed' && mark.line.late !== true)) return mark.line.interaction.id === message.interactionId || mark.at <= message.at;
  // Ours has the whole second in which it was written, and is written by whoever has the conversation.
  if (mark.line.kind === 'hand' && message.out) return Math.floor(mark.at / 1000) * 1000 <= message.at;
  // What belongs to a rating comes after the end of its conversation, also in the same second.
  if ((mark.line.kind === 'ended' || mark.line.kind === 'rating') && mark.line.interaction.id === message.interactionId) return message.rating !== undefined;
  return mark.at <= message.at;
}

/** Offers that were in vain one after the other are one line. */
function pushGrouped(lines: Line[], line: Line): void {
  const before = lines[lines.length - 1];
  if (line.kind === 'tried' && before?.kind === 'tried') lines[lines.length - 1] = { ...before, tries: [...before.tries, ...line.tries] };
  else lines.push(line);
}

/** The lines of a thread, oldest first. */
export function linesOf(rows: ThreadRows): readonly Line[] {
  const messages = rows.messages.filter(isLine);
  const lines: Line[] = [];
  let day: number | undefined;
  const openDay = (at: number): void => {
    if (day !== undefined && sameDay(day, at)) return;
    day = at;
    lines.push({ kind: 'day', key: `d-${new Date(at).toDateString()}`, at });
  };
  const pending = [...marks(rows, messages[0]?.at ?? 0)];
  const flush = (until: (mark: Mark) => boolean): void => {
    while (pending[0] !== undefined && until(pending[0])) {
      const mark = pending.shift();
      if (mark === undefined) return;
      openDay(mark.at);
      pushGrouped(lines, mark.line);
    }
  };
  messages.forEach((message, index) => {
    flush((mark) => dueBefore(mark, message));
    openDay(message.at);
    const isNew = message.id === rows.newFrom;
    if (isNew) lines.push({ kind: 'new', key: 'new' });
    if (message.type === 'system' || message.type === 'note') {
      lines.push({ kind: message.type, key: message.id, message });
      return;
    }
    const before = messages[index - 1];
    const after = messages[index + 1];
    const lastLine = lines[lines.length - 1];
    const first = isNew || lastLine?.kind !== 'message' || before === undefined || !sameRun(before, message);
    lines.push({ kind: 'message', key: message.id, message, first, last: after === undefined || after.id === rows.newFrom || !sameRun(message, after) });
  });
  flush(() => true);
  return withQueued(lines, rows, openDay);
}

/** Replies on their way stand last, by their own time; one that has become a message is that message. */
function withQueued(lines: Line[], rows: ThreadRows, openDay: (at: number) => void): readonly Line[] {
  const arrived = new Set(rows.messages.map((each) => each.clientId).filter((each) => each !== ''));
  let first = true;
  for (const queued of [...rows.queued].sort((a, b) => a.at - b.at)) {
    if (arrived.has(queued.clientId) || (queued.note === undefined && (!queued.send || queued.send.content.type === 'reaction'))) continue;
    openDay(queued.at);
    lines.push({ kind: 'queued', key: `q-${queued.clientId}`, queued, first });
    first = false;
  }
  return lines;
}

/** The first message of the customer's that is beyond the read mark. */
export function firstUnread(messages: readonly Message[], readSeq: number): string | undefined {
  return messages.find((each) => !each.out && each.rating === undefined && each.seq > readSeq && isLine(each) && each.type !== 'system')?.id;
}

/** The highest sequence among messages: what has been seen when the end is in view. */
export function lastSeq(messages: readonly Message[]): number {
  return messages.reduce((most, each) => Math.max(most, each.seq), 0);
}

/** A guess of a line's height, so that the scroll bar is about right before it is measured. */
export function estimateOf(line: Line): number {
  switch (line.kind) {
    case 'message': {
      const { message } = line;
      if (message.media && (message.type === 'image' || message.type === 'sticker' || message.type === 'video')) return 270;
      if (message.type === 'location') return 190;
      return 44 + Math.floor(message.text.length / 64) * 20 + (message.text.split('\n').length - 1) * 20;
    }
    case 'queued':
      return 44;
    case 'note':
      return 80 + Math.floor(line.message.text.length / 64) * 20;
    default:
      return 36;
  }
}

/** What a person may do with a message of ours that did not go as it should. A question for a rating is sent once, by itself. */
export function remedies(message: Pick<Message, 'status' | 'problem' | 'rating'>): { readonly resend: boolean; readonly cancel: boolean } {
  const failed = message.status === 'rejected' || (Boolean(message.problem) && !['queued', 'posting', 'cancelled'].includes(message.status));
  return { resend: message.rating === undefined && (failed || message.status === 'unknown'), cancel: message.status === 'queued' || message.status === 'unknown' };
}
