/** Sentences of rows, for the tests of this screen. */
import type { Failure } from '@/bridge/types';

/** Why a number is in its state, by the context of the sentence. */
export function standing(context: string): Failure {
  return { code: 'conflict', subcode: 'standing', params: { context } };
}

/** What is wrong with the account of a number. */
export function account(context: string): Failure {
  return { code: 'conflict', subcode: 'account', params: { context } };
}
