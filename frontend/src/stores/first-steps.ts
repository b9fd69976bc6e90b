/** Whether the first steps of an organization are shown to a person, and which of them leave no row behind. */
import { create } from 'zustand';
import { readStored, writeStored } from '@/lib/storage';
import { meNow, useMe } from './session';

interface Steps {
  /** Put away by hand, or brought back though all is done; undefined while nobody chose. */
  readonly shown?: boolean;
  /** A test alert has reached this person on this computer. */
  readonly alerted?: boolean;
}

interface FirstStepsStore {
  /** By user id: what one person put away here, the next who signs in has not seen. */
  readonly people: Readonly<Record<string, Steps>>;
}

const isSteps = (value: unknown): value is Steps =>
  typeof value === 'object' && value !== null && (!('alerted' in value) || typeof value.alerted === 'boolean') && (!('shown' in value) || typeof value.shown === 'boolean');

const isPeople = (value: unknown): value is FirstStepsStore['people'] => typeof value === 'object' && value !== null && Object.values(value).every(isSteps);

const stored = 'firstSteps.people';
const nothing: Steps = {};

/** The store. */
export const useFirstStepsStore = create<FirstStepsStore>(() => ({ people: readStored(stored, {}, isPeople) }));

/** What is noted of the person who is signed in. */
export function useOwnFirstSteps(): Steps {
  const me = useMe();
  return useFirstStepsStore(({ people }) => people[me] ?? nothing);
}

function put(part: Steps): void {
  const me = meNow();
  if (me === '') return;
  const before = useFirstStepsStore.getState().people;
  const people = { ...before, [me]: { ...before[me], ...part } };
  useFirstStepsStore.setState({ people });
  writeStored(stored, people);
}

/** Puts the list away, or brings it back. */
export function showFirstSteps(shown: boolean): void {
  put({ shown });
}

/** Notes that a test alert has arrived. */
export function noteAlerted(): void {
  put({ alerted: true });
}
