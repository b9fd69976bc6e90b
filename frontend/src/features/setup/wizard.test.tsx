import { notifications } from '@mantine/notifications';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, inboxRow, userRow } from '@/bridge/fake-rows';
import { shortcuts } from '@/lib/shortcuts';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { SetupPage } from './page';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
    world.put('wabas', { id: '20001', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
  });
});

afterEach(closeFake);

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const press = async (name: string | RegExp): Promise<void> => userEvent.click(await screen.findByRole('button', { name }));
const type = async (label: string | RegExp, text: string): Promise<void> => {
  const field = await screen.findByLabelText(label);
  await userEvent.clear(field);
  await userEvent.paste(text.replace('{Enter}', ''));
  if (text.endsWith('{Enter}')) await userEvent.keyboard('{Enter}');
};
const called = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;

async function toCode(): Promise<string> {
  renderPage(<SetupPage />, '/channels/new');
  await type('Number with country code', '+14155550123');
  await waitFor(() => expect(button('Reserve and continue')).toBeEnabled());
  await press('Reserve and continue');
  await type('Display name', 'Lucky Shrub');
  await press('Continue');
  await screen.findByRole('heading', { name: /Verification code for/ });
  return [...fake.bench.setups.keys()][0] ?? '';
}

/** A set-up that stands at a step, opened by its address. */
async function resumeAt(part: object): Promise<Opened> {
  const setup = await fake.setup.begin('+14155550123');
  fake.bench.setups.set(setup.id, { ...setup, wabaId: '20001', displayName: 'Lucky Shrub', ...part });
  return renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
}

describe('wizard', () => {
  it('says at each step that nothing can be set up while the relay is away', async () => {
    await resumeAt({ step: 'settings', verifiedAt: 1 });
    await screen.findByLabelText('Name');
    expect(screen.queryByText(/nothing can be set up now/)).toBeNull();
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } }));
    expect(await screen.findByText(/nothing can be set up now/)).toBeInTheDocument();
  });

  it('tells the course of a code that was used, and waits for nothing more', async () => {
    const hide = vi.spyOn(notifications, 'hide');
    const id = await toCode();
    await press('Send the code by SMS');
    act(() => fake.catchCode(id, '493021'));
    expect(hide).not.toHaveBeenCalled();
    await press('Verify for me');
    await screen.findByText('Meta has verified the number');
    expect(hide).toHaveBeenCalledWith(`alert-setup-${id}`); // a toast with its code is of no use any more
    const course = screen.getByRole('list', { name: 'What has happened' });
    expect(course).toHaveTextContent(/from /);
    expect(course).toHaveTextContent(/not needed/);
    expect(course).not.toHaveTextContent(/waiting|not yet/);
  });

  it('goes from a number to a mapped channel', async () => {
    const id = await toCode();
    await press('Send the code by SMS');
    expect(await screen.findByText('Waiting for the SMS')).toBeInTheDocument();
    expect(screen.getByText('Usually it takes 5 to 30 seconds.')).toBeInTheDocument();
    act(() => fake.catchCode(id, '493021'));
    expect(await screen.findByRole('img', { name: 'Code 4 9 3, 0 2 1' })).toBeInTheDocument();
    expect(button('Continue')).toBeDisabled();
    await press('Verify for me');
    expect(await screen.findByText('Meta has verified the number')).toBeInTheDocument();
    await press('Continue');
    await type('Name', 'WhatsApp_Support');
    await type('Data source', 'region=emea; language=de');
    await press('Continue');
    await type('About', 'Plants');
    await press('Continue');
    await type('Two-step PIN', '493022');
    await userEvent.click(screen.getByRole('combobox', { name: 'Inbox for its messages' }));
    await userEvent.click(await screen.findByRole('option', { name: 'New inbox with me as agent' }));
    await press('Finish');
    expect(await screen.findByRole('heading', { name: 'WhatsApp_Support is connected' })).toBeInTheDocument();
    expect(called('inbox.put')).toEqual([{ id: '', name: 'WhatsApp_Support', mode: 'roundRobin', numberId: '', reassignSeconds: 30, members: ['usr_ana'] }]);
    expect(fake.bench.setups.get(id)).toMatchObject({ step: 'done', name: 'WhatsApp_Support', dataSource: [{ key: 'region', value: 'emea' }, { key: 'language', value: 'de' }] });
    const [made] = fake.world.all('profiles');
    expect(made).toMatchObject({ name: 'Lucky Shrub', profile: { about: 'Plants' } });
    expect(fake.bench.setups.get(id)?.profileId).toBe(made?.id);
  });

  it('says when the carrier has not taken the number\'s earlier address back yet', async () => {
    const owed = { phone: '+14155550123', display: '+1 415 555 0123', carrier: 'vonage', since: fakeStart };
    fake.bench.owed = [{ ...owed, phone: '+14155550199', display: '+1 415 555 0199' }];
    const { unmount } = await resumeAt({ step: 'settings', verifiedAt: 1 });
    await screen.findByLabelText('Name');
    expect(screen.queryByText(/still come to Parley/)).toBeNull();
    unmount();
    fake.bench.owed = [owed];
    await resumeAt({ step: 'settings', verifiedAt: 1 });
    expect(await screen.findByText(/^SMS to \+1 415 555 0123 still come to Parley.*passes the SMS on until then\.$/)).toBeInTheDocument();
  });

  it('says beside the field what is wrong with a number, and does not go on', async () => {
    renderPage(<SetupPage />, '/channels/new');
    await type('Number with country code', '030 12345');
    expect(await screen.findByText(/^This is how the number is dialled inside its country/)).toBeInTheDocument();
    expect(button('Reserve and continue')).toBeDisabled();
  });

  it('stays where Meta refused, with the reason', async () => {
    await resumeAt({ step: 'verify', codeAskedAt: fakeStart - 5000, codeMethod: 'SMS', problem: 'Meta cannot reach this number.', problemCode: 136024 });
    expect(await screen.findByRole('alert')).toHaveTextContent('Meta cannot reach this number.');
    expect(screen.getByRole('alert')).toHaveTextContent('136024');
    expect(screen.queryByText('Waiting for the SMS')).toBeNull();
    expect(button('Send the code by SMS')).toBeEnabled();
  });

  it('offers what was meant, and lets a person insist on a number that no plan knows', async () => {
    const check = fake.setup.checkNumber;
    fake.setup.checkNumber = async (typed) => (typed.startsWith('+1999') ? { ...(await check('+')), reason: 'notValid', message: 'No such number is known.' } : typed.startsWith('+') ? check(typed) : { ...(await check('+')), phone: '+14155550123', display: '+1 415 555 0123' });
    renderPage(<SetupPage />, '/channels/new');
    await type('Number with country code', '4155550123');
    await press('Use +1 415 555 0123 instead');
    expect(screen.getByLabelText('Number with country code')).toHaveValue('+14155550123');
    await type('Number with country code', '+19995550123');
    expect(await screen.findByText('No such number is known.')).toBeInTheDocument();
    await press('Reserve and continue');
    await waitFor(() => expect(called('setup.begin')).toEqual([{ phone: '+19995550123' }]));
  });

  it('copies the code by button and by C, and says where it went', async () => {
    const id = await toCode();
    await press('Send the code by SMS');
    act(() => fake.catchCode(id, '493021'));
    await press(/Copy code/);
    expect(await screen.findByRole('button', { name: /Copied/ })).toBeInTheDocument();
    expect(screen.getAllByText("The code is on this computer's clipboard.").length).toBeGreaterThan(0);
    act(() => void shortcuts.handle(new KeyboardEvent('keydown', { key: 'c' })));
    await waitFor(() => expect(fake.office.copied).toEqual(['493021', '493021']));
    expect(within(screen.getByRole('list', { name: 'What has happened' })).queryByText('not yet')).toBeNull();
  });

  it('keeps the code on screen and the typed one in its field when Meta refuses it', async () => {
    const id = await toCode();
    await press('Send the code by SMS');
    act(() => fake.catchCode(id, '493021'));
    await press('Type it yourself');
    await type('Six-digit code', '111-222{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('The code is wrong or has expired.');
    expect(screen.getByRole('alert')).toHaveTextContent('conflict/136025');
    expect(screen.getByLabelText('Six-digit code')).toHaveValue('111-222');
    expect(screen.getByText('refused')).toBeInTheDocument();
    expect(screen.getByRole('img', { name: /Code/ })).toBeInTheDocument();
  });

  it('offers a new code when the old one has expired', async () => {
    await resumeAt({ step: 'verify', codeAskedAt: fakeStart - 700_000, codeMethod: 'SMS' });
    expect(await screen.findByText('No code came within 10 minutes.')).toBeInTheDocument();
    await userEvent.click(screen.getAllByRole('button', { name: 'Send again' })[0] ?? document.body);
    expect(await screen.findByText('Waiting for the SMS')).toBeInTheDocument();
    expect(called('setup.request')).toMatchObject([{ method: 'SMS' }]);
    expect(screen.getByRole('button', { name: /Send again in/ })).toBeDisabled();
  });

  it('shows the text of an SMS whose code is not sure', async () => {
    const opened = await resumeAt({ step: 'verify', codeAskedAt: fakeStart - 9000, codeMethod: 'SMS' });
    const id = [...fake.bench.setups.keys()][0] ?? '';
    fake.bench.codes.set(id, { setupId: id, code: '', sms: 'Codes 111222 or 333444', sender: 'WhatsApp', receivedAt: fakeStart, expiresAt: fakeStart + 600_000 });
    act(() => fake.world.emit('code'));
    expect(await opened.findByText('Codes 111222 or 333444')).toBeInTheDocument();
    expect(screen.getByLabelText('Six-digit code')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Copy code/ })).toBeNull();
  });

  it('has a number typed where an older relay cannot tell of carriers', async () => {
    fake.world.fail('carrier.list', new BridgeError('invalid', 'The relay does not know this request.', 'unknownCall'));
    renderPage(<SetupPage />, '/channels/new');
    expect(await screen.findByText("Couldn't load the carrier's numbers. You can type the number below.")).toBeInTheDocument();
    expect(screen.queryByText(/No carrier is linked/)).toBeNull();
    await type('Number with country code', '+14155550123');
    await waitFor(() => expect(button('Reserve and continue')).toBeEnabled());
  });

  it('says by what a number at the carrier is in use', async () => {
    const owned = { carrier: 'vonage', country: 'US', type: 'mobile-lvn', sms: true, voice: true };
    fake.bench.carrier = { ...fake.bench.carrier, linked: true };
    fake.bench.numbers = [
      { ...owned, phone: '+14155550125', used: 'Support' },
      { ...owned, phone: '+14155550126', used: '+14155550126', setUp: true, setUpBy: 'Maria' },
      { ...owned, phone: '+14155550127', used: '+14155550127', setUp: true },
    ];
    renderPage(<SetupPage />, '/channels/new');
    await userEvent.click(await screen.findByRole('combobox', { name: 'Number at your carrier' }));
    const options = (await screen.findAllByRole('option', { hidden: true })).map((each) => each.textContent);
    expect(options.map((each) => each.split(' · ').at(-1))).toEqual(['used by Support', 'being set up by Maria', 'being set up']);
  });

  it('leads from a number that somebody else sets up to where it can be asked for', async () => {
    const theirs = await fake.setup.begin('+14155550123');
    fake.bench.setups.set(theirs.id, { ...theirs, mine: false, holder: 'usr_maria', holderName: 'Maria', leaseUntil: fakeStart + 60_000 });
    renderPage(<SetupPage />, '/channels/new');
    await type('Number with country code', '+14155550123');
    expect(await screen.findByText('In use: being set up by Maria.')).toBeInTheDocument();
    expect(screen.queryByText(/can be used/)).toBeNull();
    await press('Open its set-up');
    expect(await screen.findByRole('button', { name: 'Ask Maria' })).toBeInTheDocument();
  });

  it('says who sets a number up when it is somebody else, without taking it', async () => {
    await resumeAt({ step: 'verify', mine: false, holder: 'usr_maria', holderName: 'Maria', leaseUntil: fakeStart + 60_000 });
    expect(await screen.findByRole('heading', { name: /Maria has been setting up this number since/ })).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'setup.begin')).toHaveLength(1);
    expect(screen.queryByText('You are setting up this number. Nobody else can.')).toBeNull();
  });

  it('shows where finishing stopped and goes on from there without the PIN', async () => {
    await resumeAt({ step: 'finish', verifiedAt: fakeStart, name: 'Support', finishDone: ['register'], finishStep: 'subscribe', said: { code: 'invalid', subcode: 'meta', params: { context: 'noPermission', code: '200' } }, problemCode: 200 });
    const list = await screen.findByRole('list', { name: 'Finishing' });
    expect(within(list).getAllByRole('listitem').map((each) => each.dataset.state)).toEqual(['done', 'stopped', 'waiting', 'waiting', 'waiting']);
    expect(screen.getByRole('alert')).toHaveTextContent('The access token is not allowed to do this.');
    expect(screen.queryByLabelText('Two-step PIN')).toBeNull();
    await press('Continue');
    expect(await screen.findByRole('heading', { name: 'Support is connected' })).toBeInTheDocument();
  });

  it('keeps what was typed when the relay refuses it', async () => {
    await resumeAt({ step: 'settings', verifiedAt: fakeStart });
    fake.world.fail('setup.save', new BridgeError('unavailable', 'The relay did not answer.', 'timeout'));
    await type('Name', 'Support');
    await press('Continue');
    expect(await screen.findByRole('alert')).toHaveTextContent('The relay did not answer.');
    expect(screen.getByLabelText('Name')).toHaveValue('Support');
  });

  it('takes the new inbox that an earlier Finish made, and nobody else\'s of its name', async () => {
    await resumeAt({ step: 'summary', verifiedAt: fakeStart, name: 'Support' });
    await type('Two-step PIN', '493022');
    await userEvent.click(screen.getByRole('combobox', { name: 'Inbox for its messages' }));
    await userEvent.click(await screen.findByRole('option', { name: 'New inbox with me as agent' }));
    act(() => {
      fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana', 'usr_zoe'], numberId: '' }));
      fake.world.put('inboxes', inboxRow({ id: 'inb_2', name: 'Support', members: ['usr_ana'], numberId: 'num_9' }));
      fake.world.put('inboxes', inboxRow({ id: 'inb_3', name: 'support', members: ['usr_ana'], numberId: '' }));
    });
    await press('Finish');
    expect(await screen.findByRole('heading', { name: 'Support is connected' })).toBeInTheDocument();
    expect(called('inbox.put')).toBeUndefined();
    expect(called('setup.save')).toEqual([expect.objectContaining({ inboxId: 'inb_3' })]);
  });

  it('goes on with the profile that an earlier Continue made', async () => {
    const { id } = (await resumeAt({ step: 'profile', verifiedAt: fakeStart, name: 'Support' }), [...fake.bench.setups.values()][0] ?? { id: '' });
    await type('About', 'Plants');
    fake.world.fail('setup.save', new BridgeError('unavailable', 'The relay went away.', ''));
    await press('Continue');
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    await press('Continue');
    await screen.findByRole('heading', { name: 'Summary' });
    const made = fake.world.all('profiles');
    expect(made).toHaveLength(1);
    expect(fake.bench.setups.get(id)?.profileId).toBe(made[0]?.id);
  });

  it('says before Continue and Finish what cannot be undone from here', async () => {
    const { unmount } = await resumeAt({ step: 'number' });
    expect(await screen.findByText(/^Continue adds the number to this account at Meta\. If you stop after that, it stays there unused/)).toBeInTheDocument();
    unmount();
    const summary = { step: 'summary', verifiedAt: fakeStart, name: 'Support' };
    for (const [part, says] of [
      [{}, /^Finish registers the number at Meta with this PIN\. That can't be undone from here/],
      [{ noPin: true }, /^Finish connects the number, which stays in the WhatsApp Business app/],
      [{ noPin: true, wabaId: 'AC1' }, /delete its sender in the Twilio Console\.$/],
    ] as const) {
      act(() => fake.world.put('wabas', { id: 'AC1', provider: 'twilio', appId: '', name: 'Harbour', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' }));
      const opened = await resumeAt({ ...summary, ...part });
      expect(await screen.findByText(says)).toBeInTheDocument();
      opened.unmount();
    }
    await resumeAt({ ...summary, step: 'finish', finishDone: ['register'], finishStep: 'subscribe' });
    await screen.findByRole('heading', { name: 'Summary' });
    expect(screen.queryByText(/^Finish registers/)).toBeNull();
  });

  it('adds nothing to an account that has the number', async () => {
    fake.bench.atMeta = [{ phoneId: '10001', phone: '+14155550123', verifiedName: 'Lucky Shrub', quality: 'UNKNOWN', verified: false, registered: false, used: '' }];
    await resumeAt({ step: 'number' });
    expect(await screen.findByText(/^Meta knows this number/)).toBeInTheDocument();
    expect(screen.queryByText(/^Continue adds/)).toBeNull();
  });

  it('does not offer an inbox that has a number', async () => {
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Sales', numberId: 'num_9' })));
    await resumeAt({ step: 'summary', verifiedAt: fakeStart, name: 'Support' });
    await userEvent.click(await screen.findByRole('combobox', { name: 'Inbox for its messages' }));
    expect(await screen.findByRole('option', { name: /Sales/ })).toHaveAttribute('data-combobox-disabled', 'true');
  });

  it('leads back to Summary after a section was edited there', async () => {
    await resumeAt({ step: 'summary', verifiedAt: fakeStart, name: 'Support' });
    await press('Edit Settings');
    await type('Name', 'Sales');
    await press('Continue');
    expect(await screen.findByRole('heading', { name: 'Summary' })).toBeInTheDocument();
    expect(screen.getByText('Sales')).toBeInTheDocument();
  });

  it('gives the lease back when it is closed', async () => {
    const opened = await resumeAt({ step: 'settings', verifiedAt: fakeStart });
    await press('Close the wizard');
    await waitFor(() => expect(called('setup.leave')).toBeDefined());
    expect(opened.history.at(-1)).toBe('/channels');
  });

  it('gives the lease back as soon as the relay is there again', async () => {
    await resumeAt({ step: 'settings', verifiedAt: fakeStart });
    const left = (): number => fake.world.calls.filter((each) => each.name === 'setup.leave').length;
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } }));
    fake.world.fail('setup.leave', new BridgeError('unavailable', 'The relay does not answer.', 'offline'));
    await press('Close the wizard');
    await waitFor(() => expect(left()).toBe(1));
    expect([...fake.bench.setups.values()][0]?.mine).toBe(true);
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'live' } }));
    await waitFor(() => expect([...fake.bench.setups.values()][0]?.mine).toBe(false));
    expect(left()).toBe(2);
  });

  it('keeps a lease that was taken up again before the relay was back', async () => {
    const first = await resumeAt({ step: 'settings', verifiedAt: fakeStart });
    fake.world.fail('setup.leave', new BridgeError('unavailable', 'The relay does not answer.', 'offline'));
    await press('Close the wizard');
    first.unmount();
    await resumeAt({ step: 'settings', verifiedAt: fakeStart });
    await screen.findByLabelText('Name');
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } }));
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'live' } }));
    await screen.findByLabelText('Name');
    expect(fake.world.calls.filter((each) => each.name === 'setup.leave')).toHaveLength(1);
  });

  it('has no findings by axe', async () => {
    const id = await toCode();
    await press('Send the code by SMS');
    act(() => fake.catchCode(id, '493021'));
    await screen.findByRole('img', { name: /Code/ });
    expect(await axeFindings()).toEqual([]);
  });
});
