/** How far the guided run is: what of it was really done, and whose phone stands beside the conversation. */
import type { Interaction, Offer, SandboxPanel, SandboxPhone, Span, Thread } from '@/bridge/types';

/** What a new person does once, in this order. */
export const guideSteps = ['accept', 'reply', 'close'] as const;
/** One of them. */
export type GuideStep = (typeof guideSteps)[number];

/** How far the run is. */
export interface Progress {
  readonly done: ReadonlySet<GuideStep>;
  /** What is next; undefined when all is done. */
  readonly next: GuideStep | undefined;
  /** The conversation that it is about; "" = none was accepted, or those that were have ended. */
  readonly threadId: string;
}

/** Of conversations that the person had since the run began: one that goes on comes before those that ended. */
export function progressOf(spans: Iterable<Span>, interactions: ReadonlyMap<string, Interaction>, me: string, since: number): Progress {
  const done = new Set<GuideStep>();
  let threadId = '';
  for (const span of spans) {
    const interaction = interactions.get(span.interactionId);
    if (span.userId !== me || span.from < since || interaction === undefined) continue;
    done.add('accept');
    if (interaction.answeredAt > 0) done.add('reply');
    if (interaction.endedBy === me) done.add('close');
    if (interaction.state === 'open' && interaction.owner === me) threadId = interaction.threadId;
  }
  return { done, next: guideSteps.find((each) => !done.has(each)), threadId };
}

/** The thread that the run is about now: the one that goes on, else the one that is offered; "" = there is none. */
export function threadToShow({ threadId }: Progress, offers: Iterable<Offer>, me: string): string {
  if (threadId !== '') return threadId;
  return [...offers].find((each) => each.state === 'open' && each.userId === me)?.threadId ?? '';
}

/** The phone of a thread's customer, by number, else by name; without a thread that of somebody who is not in a conversation. */
export function phoneOf(panel: SandboxPanel, customer: { readonly phone: string; readonly name: string } | undefined, busy: ReadonlySet<string>): SandboxPhone | undefined {
  if (customer === undefined) return panel.phones.find((each) => !each.customer.blocked && each.customer.phone !== '' && !busy.has(each.customer.phone)) ?? panel.phones[0];
  const digits = customer.phone.replace('+', '');
  return panel.phones.find((each) => (digits !== '' ? each.customer.phone === digits : each.customer.name === customer.name));
}

/** The numbers of customers whose conversation goes on: they need not be made to write. */
export function busyPhones(threads: Iterable<Thread>, phoneFor: (contactId: string) => string): ReadonlySet<string> {
  return new Set([...threads].filter((each) => each.open).map((each) => phoneFor(each.contactId).replace('+', '')));
}
