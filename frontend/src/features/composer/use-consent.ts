import { useState } from 'react';
import type { NewOptIn } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { dayOf, type OptInDraft, type OptInFaults, readOptIn } from '@/lib/opt-in';
import { type Addressee, type Consent, type Obstacle, purposeOf, useObstacle } from '@/stores/consent';

/** The state of the question whether a customer has agreed to a template. */
export interface ConsentQuestion {
  readonly obstacle: Obstacle | undefined;
  readonly recording: boolean;
  readonly setRecording: (on: boolean) => void;
  /** They may get it without an opt-in, this once. */
  readonly confirmed: boolean;
  readonly setConfirmed: (on: boolean) => void;
  readonly draft: OptInDraft;
  readonly change: (part: Partial<OptInDraft>) => void;
  readonly faults: OptInFaults;
  readonly tried: boolean;
  /** What goes with the template, or undefined when it may not go yet: then what is wrong is shown. */
  readonly answer: () => Consent | undefined;
}

/** Asks once for each template that is sent: what was answered for one is forgotten with its form. */
export function useConsent(category: string, to: Addressee): ConsentQuestion {
  const obstacle = useObstacle(category, to);
  const [recording, setRecording] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<OptInDraft>(() => ({ method: '', purposes: [purposeOf(category)], day: dayOf(relayNow()), proof: '' }));
  const read = readOptIn(draft, relayNow());
  const given: NewOptIn | undefined = 'given' in read ? read.given : undefined;
  const answer = (): Consent | undefined => {
    if (obstacle === undefined) return { askOptIn: true };
    setTried(true);
    if (obstacle === 'stopped') return undefined;
    if (recording) return given === undefined ? undefined : { askOptIn: true, optIn: given };
    return obstacle === 'missing' && confirmed ? { askOptIn: false } : undefined;
  };
  return {
    obstacle, recording, setRecording, confirmed, setConfirmed, draft, tried, answer,
    change: (part) => setDraft((now) => ({ ...now, ...part })),
    faults: 'faults' in read ? read.faults : {},
  };
}
