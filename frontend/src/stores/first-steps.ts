/** Whether the first steps of an organization are shown to this person, and which of them leave no row behind. */
import { create } from 'zustand';
import { readStored, writeStored } from '@/lib/storage';

interface FirstStepsStore {
  /** Put away by hand, or brought back though all is done; undefined while nobody chose. */
  readonly shown: boolean | undefined;
  /** A test alert has reached this computer. */
  readonly alerted: boolean;
}

const isStore = (value: unknown): value is FirstStepsStore =>
  typeof value === 'object' && value !== null && 'alerted' in value && typeof value.alerted === 'boolean' && (!('shown' in value) || typeof value.shown === 'boolean');

const stored = 'firstSteps';

/** The store. */
export const useFirstStepsStore = create<FirstStepsStore>(() => readStored<FirstStepsStore>(stored, { shown: undefined, alerted: false }, isStore));

function put(part: Partial<FirstStepsStore>): void {
  useFirstStepsStore.setState(part);
  writeStored(stored, useFirstStepsStore.getState());
}

/** Puts the list away, or brings it back. */
export function showFirstSteps(shown: boolean): void {
  put({ shown });
}

/** Notes that a test alert has arrived. */
export function noteAlerted(): void {
  if (!useFirstStepsStore.getState().alerted) put({ alerted: true });
}
