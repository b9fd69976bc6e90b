/** Having an account granted in Meta's own window, in a browser. */
import { type Ask, request } from './request';
import type { SignUp, SignUpBegin } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface SignUpApi {
  /** Makes the address that opens the page in a browser, once. */
  begin(begin: SignUpBegin): Promise<SignUp>;
  /** How it stands; goes on with what a restart of the relay interrupted. */
  state(id: string): Promise<SignUp>;
  /** One's own that are not over. */
  list(): Promise<{ signUps: SignUp[] }>;
  /** Links one of the accounts that were granted, and loads its templates. */
  choose(id: string, wabaId: string): Promise<SignUp>;
  /** Says whether the account that came from Meta's hosted page is one's own, by naming its business. */
  confirm(id: string, mine: boolean, businessId: string): Promise<SignUp>;
  /** Forgets it with all that it brought. */
  cancel(id: string): Promise<void>;
}

/** The service over somebody who answers what the relay is asked. */
export const signUpOver = (ask: Ask): SignUpApi => ({
  begin: (begin) => ask('signup.begin', begin),
  state: (signUpId) => ask('signup.state', { signUpId }),
  list: () => ask('signup.list', {}),
  choose: (signUpId, wabaId) => ask('signup.choose', { signUpId, wabaId }),
  confirm: (signUpId, mine, businessId) => ask('signup.confirm', { signUpId, mine, businessId }),
  cancel: async (signUpId) => void (await ask('signup.cancel', { signUpId })),
});

/** The service in Go. */
export const signUp = signUpOver(request);
