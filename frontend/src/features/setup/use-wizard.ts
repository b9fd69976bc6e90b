/**
 * The wizard's course: one set-up, its caught code, the step on screen, and the acts. The relay keeps everything
 * after each act, so closing the window at any moment loses only what is typed in the present step.
 */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { bridge } from '@/bridge/bridge';
import { BridgeError, toBridgeError } from '@/bridge/errors';
import type { CodeView, Inbox, Profile, Setup, SetupSave } from '@/bridge/types';
import { isTroubled, type Said, troubleOf, useSaid } from '@/i18n/said';
import { useDesk } from '@/stores/desk';
import { type Act, useAct } from '@/stores/use-act';
import { leaveSetup, refusals, staySetup } from './farewell';
import { type Step, stepOf, steps } from './model';
import { putOf } from './profile-draft';
import type { ProfileChoice } from './profile-step';
import type { InboxChoice } from './summary-step';
import { useProof } from './use-proof';

const renewEvery = 60_000;
const askEvery = 3_000;

/** The wizard as its view needs it. */
export interface Wizard {
  readonly setup: Setup | undefined;
  readonly code: CodeView | undefined;
  readonly step: Step;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly show: (step: Step) => void;
  readonly begin: (phone: string) => Promise<void>;
  readonly connect: (wabaId: string, displayName: string) => Promise<void>;
  readonly send: (method: 'SMS' | 'VOICE') => Promise<void>;
  readonly copy: () => Promise<string | undefined>;
  readonly verify: (code: string) => Promise<boolean>;
  readonly look: () => Promise<void>;
  /** Has the calls to the number answered for a while. */
  readonly listen: () => Promise<void>;
  readonly save: (change: Partial<SetupSave>, next: Step) => Promise<void>;
  /** Keeps which profile customers are to see; makes a new one first. */
  readonly chooseProfile: (choice: ProfileChoice) => Promise<void>;
  readonly finish: (inbox: InboxChoice, pin: string, me: string) => Promise<void>;
  /** Takes what came of an answer to who asked for the set-up. */
  readonly answered: (setup: Setup) => void;
  /** Forgets this set-up on screen and gives its lease back. */
  readonly leave: () => Promise<void>;
}

/** Runs the wizard, from the start or from a set-up that exists. */
export function useWizard(resumed: Setup | undefined): Wizard {
  const [setup, setSetup] = useState(resumed);
  const [step, setStep] = useState<Step>(resumed === undefined ? 'number' : stepOf(resumed));
  const act = useAct();
  const say = useSaid();
  const code = useCode(setup);
  useLease(setup, setSetup);
  useProof(setup, step === 'verify', (next) => setSetup((present) => (present?.id === next.id && next.updatedAt >= present.updatedAt ? next : present)));
  const show = (next: Step): void => {
    act.clear();
    setStep(next);
  };
  const take = (next: Setup): void => {
    setSetup(next);
    setStep(stepOf(next));
  };
  const acts = { act, setup, setSetup, take, setStep };
  return {
    setup, code, step, busy: act.busy, error: act.error ?? refusedByMeta(setup, say), show,
    begin: async (phone) => {
      const answer = await act.run(() => bridge().setup.begin(phone));
      if (answer !== undefined) take(answer.value);
    },
    answered: setSetup,
    leave: async () => {
      if (setup !== undefined) await leaveSetup(setup.id);
      setSetup(undefined);
      show('number');
    },
    copy: async () => (setup === undefined ? undefined : (await act.run(() => bridge().setup.copyCode(setup.id)))?.value),
    send: async (method) => {
      if (setup === undefined) return;
      const answer = await act.run(() => bridge().setup.requestCode(setup.id, method));
      if (answer !== undefined) setSetup(answer.value);
    },
    listen: async () => {
      if (setup === undefined) return;
      const answer = await act.run(() => bridge().setup.listen(setup.id));
      if (answer !== undefined) setSetup(answer.value);
    },
    ...connecting(acts),
    ...finishing(acts),
  };
}

/** What Meta refused is no failed call: the relay answers, and keeps the reason with the set-up until the next try. */
function refusedByMeta(setup: Setup | undefined, say: (said: Said) => string): BridgeError | undefined {
  if (setup === undefined || !isTroubled(setup) || setup.step === 'finish') return undefined; // Summary shows its own
  return new BridgeError('conflict', troubleOf(say, setup), setup.problemCode === 0 ? '' : String(setup.problemCode));
}

interface Parts {
  readonly act: Act;
  readonly setup: Setup | undefined;
  readonly setSetup: (setup: Setup) => void;
  readonly take: (setup: Setup) => void;
  readonly setStep: (step: Step) => void;
}

function connecting({ act, setup, setSetup, take }: Parts): Pick<Wizard, 'connect' | 'verify' | 'look'> {
  return {
    connect: async (wabaId, displayName) => {
      if (setup === undefined) return;
      const answer = await act.run(() => bridge().setup.connect({ setupId: setup.id, wabaId, displayName }));
      if (answer === undefined) return;
      // What Meta refused is noted on the set-up; the person stays and reads it.
      if (!isTroubled(answer.value)) take(answer.value);
      else setSetup(answer.value);
    },
    look: async () => {
      if (setup === undefined) return;
      const answer = await act.run(() => bridge().setup.look(setup.id));
      if (answer !== undefined) setSetup(answer.value);
    },
    verify: async (typed) => {
      if (setup === undefined) return false;
      const answer = await act.run(() => bridge().setup.verify(setup.id, typed));
      // The step stays, so that the person sees that Meta accepted; Continue goes on.
      if (answer !== undefined) setSetup(answer.value);
      return answer !== undefined && answer.value.verifiedAt > 0;
    },
  };
}

function finishing({ act, setup, setSetup, setStep }: Parts): Pick<Wizard, 'save' | 'chooseProfile' | 'finish'> {
  const whole = (from: Setup, change: Partial<SetupSave>, step: Step): SetupSave => ({
    setupId: from.id, step, name: from.name, description: from.description, serviceName: from.serviceName, dataSource: from.dataSource,
    profile: from.profile, profileId: from.profileId, inboxId: from.inboxId, agentId: from.agentId, ...change,
  });
  const keep = async (next: Step, made: () => Promise<Partial<SetupSave>>): Promise<void> => {
    if (setup === undefined) return;
    // A section that is edited from Summary leads back there.
    const reached = stepOf(setup);
    const to = steps.indexOf(reached) > steps.indexOf(next) ? reached : next;
    const answer = await act.run(async () => bridge().setup.save(whole(setup, await made(), to)));
    if (answer === undefined) return;
    setSetup(answer.value);
    setStep(stepOf(answer.value));
  };
  return {
    save: (change, next) => keep(next, () => Promise.resolve(change)),
    chooseProfile: (choice) => keep('summary', async () => ({ profile: blankProfile, profileId: await profileFor(choice) })),
    finish: async (inbox, pin, me) => {
      if (setup === undefined) return;
      const answer = await act.run(async () => {
        const inboxId = await inboxFor(inbox, me, setup.inboxId);
        const agentId = inbox.kind === 'agent' ? inbox.id : '';
        const isSaved = setup.step === 'finish' && setup.inboxId === inboxId && setup.agentId === agentId;
        const saved = isSaved ? setup : await bridge().setup.save(whole(setup, { inboxId, agentId }, 'summary'));
        setSetup(saved);
        return bridge().setup.finish(saved.id, pin);
      });
      if (answer !== undefined) {
        setSetup(answer.value);
        return;
      }
      // It may have come part of the way before it stopped.
      const now = await bridge().setup.renew(setup.id).catch(() => undefined);
      if (now !== undefined) setSetup(now);
    },
  };
}

const blankProfile: Profile = { about: '', address: '', description: '', email: '', vertical: '', websites: [] };

async function profileFor(choice: ProfileChoice): Promise<string> {
  if (choice.kind === 'new') return (await bridge().setup.putProfile(putOf(choice.draft))).id;
  return choice.kind === 'existing' ? choice.id : '';
}

/** The new inbox that an earlier *Finish* made whose answer was lost: it has this name, and no number but this one, and nobody else. */
function madeBefore(name: string, me: string, saved: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  const isIt = (each: Inbox): boolean => each.type === 'whatsapp' && each.name.toLowerCase() === wanted && each.members.length === 1 && each.members[0] === me && (each.numberId === '' || each.id === saved);
  return [...useDesk.getState().inboxes.values()].find(isIt)?.id;
}

async function inboxFor(choice: InboxChoice, me: string, saved: string): Promise<string> {
  if (choice.kind === 'none' || choice.kind === 'agent') return '';
  if (choice.kind === 'existing') return choice.id;
  const made = madeBefore(choice.name, me, saved);
  if (made !== undefined) return made;
  const { id } = await bridge().admin.putInbox({ id: '', name: choice.name, mode: 'roundRobin', numberId: '', reassignSeconds: 30, members: [me] });
  return id;
}

/** The caught code: asked for at once, when Go says that one came, and now and then while one is awaited. Never kept. */
function useCode(setup: Setup | undefined): CodeView | undefined {
  const id = setup?.mine === true && setup.verifiedAt === 0 ? setup.id : '';
  const { data, refetch } = useQuery({
    queryKey: ['setup', 'code', id],
    queryFn: () => bridge().setup.code(id),
    enabled: id !== '',
    refetchInterval: askEvery,
    gcTime: 0,
  });
  useEffect(() => {
    if (id === '') return undefined;
    return bridge().events.on('code', () => void refetch());
  }, [id, refetch]);
  return data;
}


/** The set-up as its new holder has it. */
async function whoHas(setup: Setup): Promise<Setup> {
  const list = await bridge().setup.list().catch(() => ({ setups: [] }));
  return list.setups.find((each) => each.id === setup.id) ?? { ...setup, mine: false, holder: '', holderName: '' };
}

/** Keeps the lease while the wizard is open. What comes back may say that somebody else has it now. */
function useLease(setup: Setup | undefined, setSetup: (setup: Setup) => void): void {
  const id = setup?.mine === true && setup.step !== 'done' ? setup.id : '';
  const renew = useEffectEvent(async (): Promise<void> => {
    try {
      setSetup(await bridge().setup.renew(id));
    } catch (reason) {
      // Offline for a minute costs nothing: the lease is longer than that. A refusal means that it is lost.
      if (setup !== undefined && refusals.includes(toBridgeError(reason).code)) setSetup(await whoHas(setup));
    }
  });
  useEffect(() => {
    if (id === '') return undefined;
    staySetup(id);
    const timer = setInterval(() => void renew(), renewEvery);
    // Somebody asks for it, or has it now; or a code came, and when it did is to be seen.
    const stops = [bridge().events.on('lease', () => void renew()), bridge().events.on('code', () => void renew())];
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }, [id]);
}
