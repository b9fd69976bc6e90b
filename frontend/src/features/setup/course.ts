/** The course of a code as moments: requested, reached the carrier, shown, copied, and how it ended. */
import type { CodeView, Setup } from '@/bridge/types';
import { isAnswer } from './model';

/** A moment of the course: when, and how long after the last one that is known; 0 = not yet. */
export interface Moment {
  readonly at: number;
  readonly after: number;
}

/** What became of a code so far. `ending` says which moment `ended` is, or what is waited for. */
export interface Course {
  readonly asked: Moment;
  readonly reached: Moment;
  readonly shown: Moment;
  readonly copied: Moment;
  readonly ended: Moment;
  readonly ending: 'accepted' | 'expired' | 'refused' | 'open';
  /** Who sent it, while that is known here. */
  readonly sender: string;
  /** It was spoken, or is to be. */
  readonly isCall: boolean;
}

/** Derives it. What is copied here and not yet noted by the relay counts. */
export function courseOf(setup: Setup, view: CodeView | undefined, copiedHere: number, refused: boolean, now: number): Course {
  const sms = view?.found === true && isAnswer(setup, view.code) ? view.code : undefined;
  const ending = endingOf(setup, refused, now);
  const ends = { accepted: setup.verifiedAt, expired: setup.codeExpiresAt, refused: 0, open: 0 };
  const [asked, reached, shown, copied, ended] = chain([
    setup.codeAskedAt,
    sms?.receivedAt ?? setup.codeCameAt,
    setup.codeShownAt,
    Math.max(setup.codeCopiedAt, copiedHere),
    ends[ending],
  ]);
  return { asked, reached, shown, copied, ended, ending, sender: sms?.sender ?? '', isCall: sms === undefined ? setup.codeMethod === 'VOICE' : sms.call === true };
}

function endingOf(setup: Setup, refused: boolean, now: number): Course['ending'] {
  if (setup.verifiedAt > 0) return 'accepted';
  if (setup.codeExpiresAt > 0 && setup.codeExpiresAt <= now) return 'expired';
  return refused ? 'refused' : 'open';
}

type Five<T> = [T, T, T, T, T];

/** Each moment with the time since the last known one. Carriers' clocks may run ahead: that is no negative time. */
function chain(stamps: Five<number>): Five<Moment> {
  let last = 0;
  return stamps.map((at) => {
    const after = at > 0 && last > 0 ? Math.max(0, at - last) : 0;
    last = Math.max(last, at);
    return { at, after };
  }) as Five<Moment>;
}
