/**
 * The wizard's rules without a DOM: which step is shown, what may be typed, how a code and its course read.
 * The relay checks everything again; this only says so sooner.
 */
import type { CodeView, FinishStep, Profile, Setup, SetupCode, SetupStep } from '@/bridge/types';
import { isTroubled } from '@/i18n/said';
import { pasted } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { finishSteps } from '@/lib/lists';
import { length, type NameFault } from '@/lib/channel-rules';

/** The wizard's steps, in order. */
export const steps = ['number', 'connect', 'verify', 'settings', 'profile', 'summary'] as const satisfies readonly SetupStep[];

/** A step of the wizard. */
export type Step = (typeof steps)[number];

/** The step that a set-up has reached; what follows Summary is shown there. */
export function stepOf(setup: Setup): Step {
  const found = oneOf(steps, setup.step);
  if (found === 'number') return 'connect';
  // The relay names what is done: once Meta knows the number, the code is next.
  if (found === 'connect' && setup.phoneId !== '') return 'verify';
  return found ?? 'summary';
}

/** Whether a step may be opened: those up to the one that was reached. Before verification nothing behind it can be. */
export function reachable(step: Step, setup: Setup | undefined): boolean {
  if (setup === undefined) return step === 'number';
  return steps.indexOf(step) <= steps.indexOf(stepOf(setup));
}

/** What is wrong with what was typed: the key of a sentence, or undefined. */
export type Fault = NameFault | 'tooShort' | 'email' | 'web' | 'sixDigits' | 'simple';

/** Meta's limits of a business profile, in characters. */
export const profileLimits = { about: 139, address: 256, description: 512, email: 128, website: 256 } as const;

/** Meta's categories of businesses. */
export const verticals = [
  'ALCOHOL', 'APPAREL', 'AUTO', 'BEAUTY', 'EDU', 'ENTERTAIN', 'EVENT_PLAN', 'FINANCE', 'GOVT', 'GROCERY', 'HEALTH', 'HOTEL', 'NONPROFIT',
  'ONLINE_GAMBLING', 'OTC_DRUGS', 'OTHER', 'PHYSICAL_GAMBLING', 'PROF_SERVICES', 'RESTAURANT', 'RETAIL', 'TRAVEL',
] as const;

/** The faults of a profile by field; empty when it will do. */
export function profileFaults(profile: Profile): Readonly<Partial<Record<'about' | 'address' | 'description' | 'email' | 'website1' | 'website2', Fault>>> {
  const found: Partial<Record<'about' | 'address' | 'description' | 'email' | 'website1' | 'website2', Fault>> = {};
  for (const field of ['about', 'address', 'description', 'email'] as const) {
    if (length(profile[field]) > profileLimits[field]) found[field] = 'tooLong';
  }
  const email = pasted(profile.email);
  if (email !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) found.email = 'email';
  for (const [index, site] of profile.websites.entries()) {
    const field = index === 0 ? 'website1' : 'website2';
    if (length(site) > profileLimits.website) found[field] = 'tooLong';
    else if (pasted(site) !== '' && !isWeb(pasted(site))) found[field] = 'web';
  }
  return found;
}

function isWeb(text: string): boolean {
  if (!/^https?:\/\//i.test(text)) return false;
  try {
    return new URL(text).hostname.includes('.');
  } catch {
    return false;
  }
}

/** The two-step PIN: six digits, and not one that everybody tries. */
export function pinFault(pin: string): Fault | undefined {
  if (!/^\d{6}$/.test(pin)) return 'sixDigits';
  return /^(\d)\1{5}$/.test(pin) || '0123456789 9876543210'.includes(pin) ? 'simple' : undefined;
}

/** Where the code is: nothing asked, on its way, read, caught but not read, or over. */
export type CodeState = 'idle' | 'waiting' | 'ready' | 'unread' | 'expired' | 'accepted';

/** Derives it from the set-up, the caught code and the relay's time. */
export function codeState(setup: Setup, view: CodeView | undefined, now: number): CodeState {
  if (setup.verifiedAt > 0) return 'accepted';
  const code = view?.found === true ? view.code : undefined;
  // A request made after the last SMS waits for the next one.
  if (code !== undefined && isAnswer(setup, code)) {
    if (code.expiresAt <= now) return 'expired';
    return code.code === '' ? 'unread' : 'ready';
  }
  // A request that Meta refused brings nothing, so there is nothing to wait for.
  if (setup.codeAskedAt === 0 || isTroubled(setup)) return 'idle';
  return setup.codeAskedAt + codeLife <= now ? 'expired' : 'waiting';
}

// Carriers stamp whole seconds by their own clocks; the relay allows them as much.
const slack = 15_000;

/** Whether an SMS belongs to the last request. */
export function isAnswer(setup: Setup, code: SetupCode): boolean {
  return code.receivedAt >= setup.codeAskedAt - slack;
}

/** How long a code lives, and how long it usually takes. */
export const codeLife = 600_000;
const usualEnd = 30_000;
const abroadEnd = 120_000;

/** How the wait is going: usual, longer than usual, too long. */
export function waitTone(waited: number): 'usual' | 'slow' | 'late' {
  if (waited <= usualEnd) return 'usual';
  return waited <= abroadEnd ? 'slow' : 'late';
}

/** The digits in two groups of three; other lengths in one. */
export function codeGroups(code: string): readonly (readonly string[])[] {
  const digits = Array.from(code);
  return digits.length === 6 ? [digits.slice(0, 3), digits.slice(3)] : [digits];
}

/** What a typed code comes down to: its digits, whatever stands between them. Too many stay too many: a wrong try counts at Meta. */
export function typedCode(text: string): string {
  return text.replace(/[^\d]/g, '');
}

/** How a finishing step stands. */
export type FinishState = 'waiting' | 'running' | 'done' | 'stopped';

/** The state of each finishing step: done, the one that stopped or runs, the rest. */
export function finishStates(setup: Setup, busy: boolean): readonly { readonly step: FinishStep; readonly state: FinishState }[] {
  const current = finishSteps.find((each) => !setup.finishDone.includes(each));
  return finishSteps.map((step) => {
    if (setup.step === 'done' || setup.finishDone.includes(step)) return { step, state: 'done' };
    if (step !== current) return { step, state: 'waiting' };
    return { step, state: busy ? 'running' : isTroubled(setup) ? 'stopped' : 'waiting' };
  });
}

/** The provider whose accounts are a carrier's too. */
export const twilio = 'twilio';

/** What is wrong with a Twilio account SID. */
export const accountFault = (typed: string): 'missing' | 'twilioAccount' | undefined => {
  if (pasted(typed) === '') return 'missing';
  return /^AC[0-9a-f]{32}$/.test(pasted(typed)) ? undefined : 'twilioAccount';
};

/** What is wrong with the SID of an API key, which is needed only with a secret. */
export const keyFault = (typed: string, secret: string): 'missing' | 'twilioKey' | undefined => {
  if (pasted(typed) === '') return secret.trim() === '' ? undefined : 'missing';
  return /^SK[0-9a-f]{32}$/.test(pasted(typed)) ? undefined : 'twilioKey';
};
