import type { Message } from '@/bridge/types';
import type { ShownChoice } from '@/ui/choices-card';

/** What the customer chose last of a question, undefined for nothing. */
export function chosenIn(items: readonly Message[], id: string): ShownChoice | undefined {
  const answer = items.findLast((each) => each.replyTo === id && (each.interactive?.type === 'buttonReply' || each.interactive?.type === 'listReply'))?.interactive;
  return answer === null || answer === undefined ? undefined : { title: answer.title, about: answer.lines.find((each) => each.key === 'description')?.value ?? '' };
}
