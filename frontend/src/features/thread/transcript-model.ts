/** A conversation as a paper: who said what when, in plain words. It is made of what this person sees, so numbers are masked as on screen. */
import type { Choices, Message, Transcript, TranscriptDay, TranscriptLine } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { parseMessage, plainText } from '@/lib/message-format';
import { isChosen, type ShownChoice } from '@/ui/choices-card';
import { chosenIn } from './chosen';

/** How things are said, in the viewer's words and time zone. */
export interface Wording {
  readonly kind: (message: Message) => string;
  readonly who: (message: Message) => string;
  readonly status: (message: Message) => string;
  readonly day: (at: number) => string;
  readonly time: (at: number) => string;
  readonly edited: string;
  readonly reactions: (emoji: string) => string;
  /** What the customer could choose and did. */
  readonly chosen: (title: string) => string;
}

/** What is chosen: one conversation or, with "", the whole thread; with notes for colleagues or without. */
export interface Chosen {
  readonly interactionId: string;
  readonly notes: boolean;
}

/** Whether a message belongs into it. A reaction stands with the message that it is about. */
function belongs(message: Message, { interactionId, notes }: Chosen): boolean {
  if (message.type === 'reaction') return false;
  if (message.type === 'note' && !notes) return false;
  return interactionId === '' || message.interactionId === interactionId;
}

/** The words of a message: its text, or what it is. A file goes by its name; a question has what could be chosen, and what was, as far as `all` tells. */
export function wordsOfMessage(message: Message, words: Wording, all: readonly Message[] = []): string {
  if (message.revoked || message.erased) return `[${words.kind(message)}]`;
  const { media, location, contacts, interactive, template, choices } = message;
  const named = [
    media !== null && `[${[words.kind(message), media.fileName].filter((each) => each !== '').join(': ')}]`,
    location !== null && `[${[words.kind(message), location.name, location.address, `${location.latitude}, ${location.longitude}`].filter((each) => each !== '').join(', ')}]`,
    ...contacts.map((each) => `[${[words.kind(message), each.name, ...each.phones].filter((part) => part !== '').join(', ')}]`),
    template !== null && template.header,
    choices?.header,
    // Line by line: a preview has everything in one line, a paper does not.
    message.text.split('\n').map((each) => plainText(parseMessage(each))).join('\n'),
    template !== null && template.footer,
    choices?.footer,
    choices !== undefined && choiceLines(choices, chosenIn(all, message.id), words),
    interactive !== null && [interactive.title, ...interactive.lines.map(({ key, value }) => `${key}: ${value}`), interactive.total].filter((each) => each !== '').join('\n'),
    template !== null && template.buttons.map((each) => `[${each}]`).join(' '),
    message.reactions.length > 0 && words.reactions(message.reactions.map((each) => each.emoji).join(' ')),
  ].filter((each): each is string => typeof each === 'string' && each !== '');
  return named.length === 0 ? `[${words.kind(message)}]` : named.join('\n');
}

/** What can be chosen, one below the other, each list under its title; what was chosen last is marked. */
function choiceLines({ sections }: Choices, chosen: ShownChoice | undefined, words: Wording): string {
  return sections.flatMap(({ title, rows }) => [...(title === '' ? [] : [title]), ...rows.map((row) => {
    const text = row.about === '' ? row.title : `${row.title}: ${row.about}`;
    return isChosen(row, chosen) ? `[x] ${words.chosen(text)}` : `[ ] ${text}`;
  })]).join('\n');
}

const kindOf = (message: Message): TranscriptLine['kind'] => (message.type === 'note' ? 'note' : message.type === 'system' ? 'system' : message.out ? 'out' : 'in');

/** The days of a conversation. */
export function daysOf(messages: readonly Message[], chosen: Chosen, words: Wording): TranscriptDay[] {
  const days: { day: string; lines: TranscriptLine[] }[] = [];
  for (const each of messages) {
    if (!belongs(each, chosen)) continue;
    const day = words.day(each.at);
    const last = days.at(-1);
    const into = last?.day === day ? last : { day, lines: [] };
    if (into !== last) days.push(into);
    const edited = each.edited && !each.revoked && !each.erased ? ` (${words.edited})` : '';
    into.lines.push({ time: words.time(each.at), who: words.who(each), text: wordsOfMessage(each, words, messages) + edited, status: each.out && each.type !== 'note' ? words.status(each) : '', kind: kindOf(each) });
  }
  return days;
}

/** As a text: one paragraph a message, its further lines set in. */
export function asText({ title, facts, days }: Transcript): string {
  const lines = [title, ...facts.map(([name, value]) => `${name}: ${value}`)];
  for (const { day, lines: said } of days) {
    lines.push('', `— ${day} —`);
    for (const { time, who, text, status } of said) lines.push(`${time}  ${isolate(who)}: ${text.replaceAll('\n', '\n       ')}${status === '' ? '' : ` (${status})`}`);
  }
  // Everything that steers a terminal or a printer is left out, but the end of a line.
  return `${lines.join('\n').replaceAll(/[\p{Cc}]/gu, (each) => (each === '\n' ? each : ' '))}\n`;
}
