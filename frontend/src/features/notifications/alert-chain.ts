/** What stands between the relay and a person's eye and ear, as a test alert found it. */
import type { AlertChain, LinkDid, Hindrance, Silenced } from '@/lib/lists';
import type { AlertTest, Failure, User } from '@/bridge/types';
import { mayHandle } from '@/stores/selectors';

/** Why no offers come to somebody whose computer is all right. */
export type OffDuty = 'away' | 'offline' | 'channel' | 'noInbox';

/** One link; `seen` and `heard` are what only the person can say, and wait until they do. */
export interface ChainLink {
  readonly name: AlertChain | 'duty' | 'seen' | 'heard';
  readonly did: LinkDid | 'waiting';
  readonly why: Hindrance | Silenced | OffDuty | '';
  readonly problem?: Failure;
}

/** What the person said; undefined until they do. */
export interface Answers {
  readonly seen?: boolean;
  readonly heard?: boolean;
}

/** Why no offers come; '' when they do. */
export function offDuty(user: User | undefined, inInbox: boolean): OffDuty | '' {
  if (user === undefined || user.presence === 'offline') return 'offline';
  if (user.presence === 'away') return 'away';
  if (!mayHandle(user)) return 'channel';
  return inInbox ? '' : 'noInbox';
}

/** The whole chain in order. What was not sent, or not played, is not asked about. */
export function chainOf(test: AlertTest, duty: OffDuty | '', answers: Answers): readonly ChainLink[] {
  const links: ChainLink[] = [...test.links];
  links.splice(1, 0, { name: 'duty', did: duty === '' ? 'works' : 'off', why: duty });
  const seen = test.seenAt !== 0 || answers.seen === true;
  links.push({ name: 'seen', did: answered(seen ? true : answers.seen), why: '' });
  const played = test.links.some((each) => each.name === 'sound' && (each.did === 'works' || each.did === 'unknown'));
  if (played) links.push({ name: 'heard', did: answered(answers.heard), why: '' });
  return links;
}

function answered(answer: boolean | undefined): ChainLink['did'] {
  if (answer === undefined) return 'waiting';
  return answer ? 'works' : 'broken';
}

/** The links that keep alerts from the person, the worst first: what is broken, then what was switched off. */
export function breaksOf(links: readonly ChainLink[]): readonly ChainLink[] {
  return (['broken', 'off'] as const).flatMap((did) => links.filter((each) => each.did === did));
}
