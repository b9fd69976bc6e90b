import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { Route } from 'wouter';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, queuedRow } from '@/bridge/fake-rows';
import type { AppState } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { endingStage } from './banners';
import { blockOf } from './blocked';
import { claimFaults } from './claim';
import { Gate } from './gate';
import { addressFault } from './relay-form';

let fake: FakeBridge;

async function open(state: Partial<AppState>): Promise<void> {
  fake = await openFake(({ world }) => {
    world.state = { ...world.state, ...state };
  });
  renderPage(<Gate><h1>The frame</h1></Gate>);
}
afterEach(closeFake);

const press = async (name: string | RegExp): Promise<void> => userEvent.click(await screen.findByRole('button', { name }));
const fill = async (label: string, text: string): Promise<void> => {
  const field = await screen.findByLabelText(label);
  await userEvent.clear(field);
  await userEvent.paste(text);
};
const calls = (name: string): readonly (readonly unknown[])[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args);

describe('first screen', () => {
  it('offers three ways and says what this computer can receive', async () => {
    await open({ phase: 'welcome', practice: false, receives: 'undecided' });
    for (const name of ['Try it now', 'Use it on this computer', "Connect to my team's relay"]) expect(await screen.findByRole('region', { name })).toBeInTheDocument();
    expect(screen.getByText(/^With a relay on this computer, messages come in only while/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('starts practice, which says that it is practice', async () => {
    await open({ phase: 'welcome', practice: false });
    await press('Start practice');
    expect(await screen.findByRole('heading', { name: 'The frame' })).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Practice: nothing here is real' })).toBeInTheDocument();
  });

  it('says why practice did not start', async () => {
    await open({ phase: 'welcome', practice: false });
    fake.world.fail('session.startPractice', new BridgeError('conflict', 'This profile is in real use.', 'signedIn'));
    await press('Start practice');
    expect(await screen.findByRole('alert')).toHaveTextContent('This profile is in real use.');
    expect(screen.getByRole('button', { name: 'Use this computer' })).toBeEnabled();
  });

  it('makes the first owner of this computer with the code filled in', async () => {
    await open({ phase: 'welcome', practice: false });
    await press('Use this computer');
    expect(await screen.findByRole('heading', { name: 'Create the first owner' })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByLabelText('One-time code')).toHaveValue('OWNR-7Q2M'));
    await press('Make me the owner');
    expect(screen.getByText('Use at least 10 characters.')).toBeInTheDocument();
    await fill('Your name', 'Ana');
    await fill('E-mail address', 'ana@example.com');
    await fill('Password', 'a long sentence');
    await press('Make me the owner');
    expect(await screen.findByRole('heading', { name: 'The frame' })).toBeInTheDocument();
    expect(calls('session.claim')).toEqual([['OWNR-7Q2M', 'Ana', 'ana@example.com']]);
  });

  it('keeps what was typed with an invitation that is refused, though the relay is known from then on', async () => {
    await open({ phase: 'welcome', practice: false });
    await press(/invitation/);
    await fill('Invitation link or code', 'K7Q2-M4XD');
    await fill('Your name', 'Ben');
    await fill('E-mail address', 'other@example.com');
    await fill('Password', 'a long sentence');
    fake.world.fail('session.claim', new BridgeError('conflict', 'The invitation is for another address.', 'email'));
    await press('Join');
    act(() => fake.world.setState({ phase: 'signIn', relayUrl: 'https://relay.example' }));
    expect(await screen.findByRole('button', { name: 'Back to sign-in' })).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('The invitation is for another address.');
    expect(screen.getByLabelText('Your name')).toHaveValue('Ben');
    expect(screen.getByLabelText('Password')).toHaveValue('a long sentence');
    act(() => fake.world.setState({ phase: 'welcome', relayUrl: '' }));
    expect(await screen.findByRole('region', { name: 'Try it now' })).toBeInTheDocument();
  });

  it("connects to a team's relay by https only", async () => {
    await open({ phase: 'welcome', practice: false });
    await press('Connect');
    await fill('Address of the relay', 'http://relay.example');
    await press('Connect');
    expect(screen.getByText(/Only https addresses are safe/)).toBeInTheDocument();
    expect(calls('session.connect')).toEqual([]);
    await fill('Address of the relay', 'https://relay.example');
    await press('Connect');
    expect(await screen.findByRole('button', { name: 'Sign in' })).toBeInTheDocument();
  });
});

describe('sign-in', () => {
  it('keeps what was typed when it is refused, and says why', async () => {
    await open({ phase: 'signIn', practice: false, thisComputer: false, relayName: 'Shop', keychain: false });
    fake.world.fail('session.signIn', new BridgeError('unauthorized', 'E-mail address and password do not match.', 'password'));
    await press('Sign in');
    expect(screen.getAllByText('Fill this in.')).toHaveLength(2);
    await fill('E-mail address', 'ana@example.com');
    await fill('Password', 'wrong');
    await press('Sign in');
    expect(await screen.findByRole('alert')).toHaveTextContent('E-mail address and password do not match.');
    expect(screen.getByLabelText('E-mail address')).toHaveValue('ana@example.com');
    expect(screen.getByText(/encrypted file/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await press('Sign in');
    expect(await screen.findByRole('heading', { name: 'The frame' })).toBeInTheDocument();
    expect(screen.queryByText(/Practice:/)).toBeNull();
  });

  it('sets a new password with a reset code and asks for nothing more', async () => {
    await open({ phase: 'signIn', practice: false });
    await press('I have an invitation or a reset code');
    await userEvent.click(await screen.findByRole('radio', { name: 'A new password' }));
    expect(screen.queryByLabelText('Your name')).toBeNull();
    await fill('Reset link or code', 'K7Q2-M4XD');
    await fill('Password', 'another sentence');
    await press('Set the password');
    await waitFor(() => expect(calls('session.claim')).toEqual([['K7Q2-M4XD', '', '']]));
  });
});

describe('rule 6: the end of a sign-in', () => {
  const hour = 3_600_000;
  const ahead = /You will have to sign in again .* What you have not sent is kept\./;
  it.each([
    [-1, undefined], [0, undefined], [1, 'hour'], [hour / 2, 'hour'], [hour, 'hour'], [hour + 1, 'days'], [48 * hour, 'days'], [72 * hour, 'days'],
    [72 * hour + 1, undefined], [180 * 24 * hour, undefined],
  ] as const)('rule 6: %d ms ahead is told as %s', (left, stage) => {
    for (const now of [fakeStart, 1, 4_102_444_800_000]) expect(endingStage(now + left, now)).toBe(now + left === 0 ? undefined : stage);
    expect(endingStage(0, fakeStart)).toBeUndefined();
  });

  it('rule 6: is told on every screen until it is dismissed, and once more in the last hour', async () => {
    await open({ practice: false, signInEnds: fakeStart + 50 * hour });
    expect(await screen.findByText(ahead)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await press('Dismiss');
    expect(screen.queryByText(ahead)).toBeNull();
    act(() => fake.world.setState({ signInEnds: fakeStart + hour / 2 }));
    expect(await screen.findByText(ahead)).toBeInTheDocument();
  });

  it('rule 6: afterwards signing in leads back to the same place', async () => {
    fake = await openFake(({ world }) => {
      world.state = { ...world.state, practice: false };
    });
    const page = renderPage(<Gate><Route path="/threads/:id">{({ id }) => <h1>Conversation {id}</h1>}</Route></Gate>, '/threads/t7');
    expect(await screen.findByRole('heading', { name: 'Conversation t7' })).toBeInTheDocument();
    act(() => fake.world.setState({ phase: 'blocked', userId: '', problem: { code: 'unauthorized', subcode: 'ended', message: 'It is over.' } }));
    await press('Sign in again');
    await fill('E-mail address', 'ana@example.com');
    await fill('Password', 'a fine password');
    await press('Sign in');
    expect(await screen.findByRole('heading', { name: 'Conversation t7' })).toBeInTheDocument();
    expect(page.history).toEqual(['/threads/t7']);
  });
});

describe('blocked', () => {
  it.each([
    ['certificate', 'The relay could not prove who it is', ['Try again']],
    ['appTooOld', 'This Parley is too old', ['Try again']],
    ['tooNew', 'The relay is too old', ['Try again']],
    ['signedOut', 'You were signed out', ['Sign in again', 'Try again']],
    ['ended', 'Sign in again', ['Sign in again', 'Try again']],
    ['suspended', 'Your account is switched off', ['Try again', 'Sign in again']],
    ['badFrame', "Parley can't continue", ['Try again']],
  ])('%s has its own screen', async (subcode, title, actions) => {
    await open({ phase: 'blocked', practice: false, userId: '', problem: { code: 'unavailable', subcode, message: 'The relay says so.' } });
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent(`unavailable/${subcode}`);
    for (const name of actions) {
      await userEvent.tab();
      expect(screen.getByRole('button', { name })).toHaveFocus();
    }
    expect(await axeFindings()).toEqual([]);
  });

  it('shows that data is prepared after an update, and no error', async () => {
    await open({ phase: 'signIn', practice: false, userId: '', thisComputer: true });
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'preparing', behind: 45 } }));
    expect(await screen.findByRole('heading', { name: 'Preparing your data' })).toBeInTheDocument();
    expect(screen.getByRole('status')).toHaveTextContent('45 % done');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(await axeFindings()).toEqual([]);
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline', behind: 0 } }));
    expect(await screen.findByRole('button', { name: 'Sign in' })).toBeInTheDocument();
  });

  it('tries again by keyboard, says that nothing has changed, and goes on when it has', async () => {
    const problem = { code: 'unavailable' as const, subcode: 'certificate', message: 'The certificate of relay.example has ended.' };
    await open({ phase: 'blocked', practice: false, problem });
    fake.world.fail('session.retry', new BridgeError('unavailable', problem.message, 'certificate'));
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('Tried again just now: nothing has changed.')).toBeInTheDocument();
    fake.world.fail('session.retry', new BridgeError('unavailable', 'The relay cannot be reached.', 'offline'));
    await press('Try again');
    expect(await screen.findByText('The relay cannot be reached.')).toBeInTheDocument();
    expect(screen.queryByText(/nothing has changed/)).toBeNull();
    await press('Try again');
    expect(await screen.findByRole('heading', { name: 'The frame' })).toBeInTheDocument();
    expect(calls('session.connect')).toEqual([]);
  });

  it('does not give up unsent replies without asking', async () => {
    await open({ phase: 'blocked', practice: false, problem: { code: 'forbidden', subcode: 'suspended', message: 'Off.' } });
    fake.world.queued = [queuedRow({ clientId: 'c1', threadId: 't1' })];
    await press('Sign out and choose another relay');
    const question = await screen.findByRole('dialog', { name: 'Sign out of this relay?' });
    expect(question).toHaveTextContent('1 reply has not been sent and would be lost.');
    await userEvent.click(within(question).getByRole('button', { name: 'Discard and sign out' }));
    await waitFor(() => expect(calls('session.signOut')).toEqual([[false], [true]]));
  });

  it('knows each problem by both its names', () => {
    expect(blockOf({ code: 'invalid', subcode: 'tooOld', message: '' })).toBe('appTooOld');
    expect(blockOf({ code: 'invalid', subcode: 'toString', message: '' })).toBe('other');
    expect(blockOf(null)).toBe('other');
  });
});

describe('inside', () => {
  it('leaves practice for real use after one question', async () => {
    await open({});
    await press('Use it for real');
    await userEvent.click(await screen.findByRole('button', { name: 'Leave practice' }));
    expect(await screen.findByRole('heading', { name: 'Welcome to Parley' })).toBeInTheDocument();
  });

  it('says what was missed until it is dismissed', async () => {
    await open({ missed: { messages: 12, threads: 1, since: fakeStart } });
    expect(await screen.findByText(/12 messages in 1 conversation since/)).toBeInTheDocument();
    await press('Dismiss');
    await waitFor(() => expect(screen.queryByText(/12 messages/)).toBeNull());
  });

  it('says what was damaged, before and after the sign-in, until it is understood', async () => {
    await open({ phase: 'welcome', practice: false, repairs: [{ code: 'internal', subcode: 'repaired', params: { context: 'outbox', replies: 2, drafts: 0, files: 0, path: 'x' } }] });
    expect(await screen.findByRole('alert')).toHaveTextContent('Saved: 2 replies, 0 drafts');
    await press('Start practice');
    expect(await screen.findByRole('heading', { name: 'The frame' })).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('Saved: 2 replies, 0 drafts');
    expect(await axeFindings()).toEqual([]);
    await press('Understood');
    await waitFor(() => expect(screen.queryByText(/Saved: 2 replies/)).toBeNull());
  });

  it('asks once whether to keep receiving', async () => {
    await open({});
    act(() => fake.world.emit('closing', undefined));
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Do this every time' }));
    await press('Close and keep receiving');
    expect(fake.office.quits).toEqual([{ keep: true, remember: true }]);
  });
});

describe('what is typed', () => {
  it.each([
    ['', 'missing'],
    ['http://relay.example', 'http'],
    ['http://127.0.0.1.evil.example', 'http'],
    ['http://127.0.0.1:4000', undefined],
    ['http://localhost', undefined],
    ['relay.example', undefined],
    ['https://relay.example', undefined],
  ])('address %s: %s', (address, want) => expect(addressFault(address)).toBe(want));

  it('asks only for code and password when it is a reset', () => {
    const draft = { code: 'K', name: '', email: 'no', password: 'short' };
    expect(claimFaults(draft, 'reset')).toEqual({ password: 'short' });
    expect(claimFaults(draft, 'join')).toEqual({ password: 'short', name: 'missing', email: 'emailFault' });
  });
});

describe('several organizations', () => {
  const organizations = [
    { id: 'org_a', name: 'Harbour & Pine', current: false, signedIn: false },
    { id: 'org_b', name: 'North Wind', current: false, signedIn: false },
  ];

  it('asks which after the password, by keyboard too, and not before', async () => {
    await open({ phase: 'signIn', practice: false, userId: '', organizations });
    expect(await screen.findByLabelText('E-mail address')).toBeInTheDocument();
    expect(screen.queryByText('North Wind')).not.toBeInTheDocument();
    await fill('E-mail address', 'ana@example.com');
    await fill('Password', 'correct horse');
    await press('Sign in');
    expect(await screen.findByRole('heading', { name: 'Which organization?' })).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    expect(screen.getByRole('button', { name: 'Harbour & Pine' })).toHaveFocus();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(calls('session.signInTo')).toEqual([['ana@example.com', 'org_b']]);
    expect(await screen.findByRole('heading', { name: 'The frame' })).toBeInTheDocument();
  });

  it('goes back to the form, with what was typed', async () => {
    await open({ phase: 'signIn', practice: false, userId: '', organizations });
    await fill('E-mail address', 'ana@example.com');
    await fill('Password', 'correct horse');
    await press('Sign in');
    await press('Sign in as somebody else');
    expect(await screen.findByLabelText('E-mail address')).toHaveValue('ana@example.com');
  });
});
