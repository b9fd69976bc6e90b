/** The fake's sign-ups: Meta's window is what a test makes of it. */
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import type { FakeBench } from './fake-setup';
import type { FakeWorld } from './fake-world';
import type { SignUp } from './types';

type SignUpName = 'signup.begin' | 'signup.cancel' | 'signup.choose' | 'signup.confirm' | 'signup.list' | 'signup.state';

/** What the relay answers of sign-ups. */
export function signUpAnswers(world: FakeWorld, bench: FakeBench): Answers<SignUpName> {
  const need = (id: string): SignUp => {
    const found = bench.signUps.get(id);
    if (found === undefined) throw new BridgeError('notFound', "This sign-up isn't here any more, or you can't see it.", 'notYours');
    return found;
  };
  return {
    'signup.begin': ({ appId, setupId, way, hosted = false }) => {
      if (way !== 'cloud' && way !== 'onPhone') throw new BridgeError('invalid', 'Choose whether the number stays on the WhatsApp Business app.', 'signUp');
      const app = bench.apps.find((each) => each.id === appId || appId === 'app');
      if (hosted && (app === undefined || app.hostedUrl === '')) throw new BridgeError('invalid', 'This Meta app has no hosted sign-up page yet.', 'hosted');
      if (app === undefined || (!hosted && app.configId === '')) throw new BridgeError('invalid', 'This Meta app has no configuration ID yet.', 'configId');
      for (const each of bench.signUps.values()) if (each.setupId === setupId) bench.signUps.delete(each.id);
      const id = world.id('sgn');
      const made: SignUp = { id, appId, setupId, way, url: '', stage: 'waiting', until: world.now + 1_800_000, accounts: [], wabaId: '', phoneId: '', noNumber: false, step: '', hosted, businessId: '' };
      bench.signUps.set(id, made);
      return { ...made, url: `http://127.0.0.1:1/connect/meta?state=${id}` };
    },
    'signup.state': ({ signUpId }) => need(signUpId),
    'signup.list': () => ({ signUps: [...bench.signUps.values()] }),
    'signup.choose': ({ signUpId, wabaId }) => {
      const known = need(signUpId);
      const account = known.accounts.find((each) => each.id === wabaId);
      if (known.stage !== 'accounts') throw new BridgeError('conflict', 'This sign-up is not that far yet.', 'signUp');
      if (account === undefined) throw new BridgeError('invalid', 'This account is not linked.', 'noWaba');
      world.put('wabas', { id: wabaId, appId: known.appId, name: account.name, verifiedAt: world.now, expiresAt: 0, scopes: [], problem: '' });
      const linked: SignUp = { ...known, stage: 'linked', wabaId, accounts: known.accounts.map((each) => ({ ...each, linked: each.linked || each.id === wabaId })) };
      bench.signUps.set(signUpId, linked);
      return linked;
    },
    'signup.confirm': ({ signUpId, mine, businessId }) => {
      const known = need(signUpId);
      if (known.stage !== 'confirm') throw new BridgeError('conflict', 'This sign-up is not that far yet.', 'signUp');
      if (mine && businessId !== bench.business) throw new BridgeError('invalid', 'The account that was allowed belongs to a business with another ID.', 'hosted');
      const said: SignUp['said'] = { code: 'invalid', subcode: 'hosted', params: { context: 'notMine' } };
      const next: SignUp = mine ? { ...known, stage: 'accounts', businessId: '' } : { ...known, stage: 'opened', accounts: [], businessId: '', said };
      bench.signUps.set(signUpId, next);
      return next;
    },
    'signup.cancel': ({ signUpId }) => void bench.signUps.delete(need(signUpId).id),
  };
}
