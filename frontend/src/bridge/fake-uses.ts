/** The fake's answer to when credentials were last used: what a test put there. */
import type { Answers } from './fake-answers';
import type { CredentialUse } from './types';

/** What the relay answers of the uses of credentials. */
export function usesAnswers(uses: readonly CredentialUse[]): Answers<'credential.uses'> {
  return { 'credential.uses': () => ({ uses: [...uses] }) };
}
