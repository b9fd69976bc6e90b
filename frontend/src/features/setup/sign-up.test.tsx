import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { userRow } from '@/bridge/fake-rows';
import type { SignUp } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IntegrationsPage } from './integrations-page';
import { SetupPage } from './page';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake(({ world }) => world.put('users', userRow({ id: 'usr_ana', role: 'owner' })));
});
afterEach(closeFake);

/** Presses the panel's own button: the step has the same name. */
const connect = async (): Promise<void> => userEvent.click(await within(await screen.findByRole('region', { name: 'Connect to Meta' })).findByRole('button', { name: 'Connect to Meta' }));
const press = async (name: string | RegExp): Promise<void> => userEvent.click(await screen.findByRole('button', { name }));

/** Opens the wizard at its second step. */
async function atConnect(): Promise<string> {
  const setup = await fake.setup.begin('+14155550123');
  renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
  await screen.findByRole('region', { name: 'Connect to Meta' });
  return setup.id;
}

/** What happened in the browser. */
function browser(part: Partial<SignUp>): void {
  const [id, known] = [...fake.bench.signUps.entries()].at(-1) ?? [];
  if (id === undefined || known === undefined) throw new Error('no sign-up was begun');
  act(() => void fake.bench.signUps.set(id, { ...known, ...part }));
}

const account = (id: string, name: string): SignUp['accounts'][number] => ({ id, name, review: 'APPROVED', verification: 'verified', linked: false });
const refusal = (context: string): NonNullable<SignUp['said']> => ({ code: 'invalid', subcode: 'signUp', params: { context, missing: 'whatsapp_business_messaging', account: '1', title: 'T', code: 1 } });
const soon = { timeout: 5_000 };

describe('connecting in Meta’s window', () => {
  it('opens the browser, follows what happens there, and links the chosen account', async () => {
    const setupId = await atConnect();
    await connect();
    expect(fake.world.calls.find((each) => each.name === 'signup.begin')?.args).toMatchObject([{ appId: 'app_1', setupId, way: 'cloud' }]);
    const url = fake.world.calls.find((each) => each.name === 'system.openLink')?.args[0];
    expect(url).toMatch(/connect\/meta\?state=/);
    expect(await screen.findByText('Waiting for the page to be opened in your browser.')).toBeInTheDocument();
    browser({ stage: 'opened' });
    expect(await screen.findByText(/Continue in your browser/, undefined, soon)).toBeInTheDocument();
    browser({ stage: 'accounts', accounts: [account('20001', 'Lucky Shrub'), account('20002', 'Happy Herb')], wabaId: '20002', phoneId: '1' });
    expect(await screen.findByRole('radio', { name: 'Happy Herb' }, soon)).toBeChecked();
    await userEvent.click(screen.getByRole('radio', { name: 'Lucky Shrub' }));
    await press('Use this account');
    await waitFor(() => expect(fake.world.calls.find((each) => each.name === 'signup.choose')?.args).toMatchObject([{ wabaId: '20001' }]));
    expect(await screen.findByRole('combobox', { name: 'WhatsApp Business Account' })).toHaveValue('Lucky Shrub · 20001');
  });

  it.each([
    ['cancelled', /You left Meta's window before the end/],
    ['closed', /Meta's window was closed before the end/],
    ['left', /The page in the browser was closed/],
    ['blocked', /Meta's window could not be opened/],
    ['noAccount', /allowed no WhatsApp Business Account/],
    ['otherAccount', /for another account than 1/],
    ['permission', /lacks whatsapp_business_messaging/],
    ['code', /did not accept the sign-in/],
    ['interrupted', /The relay was restarted/],
  ])('says in words that it %s, and tries again', async (context, words) => {
    await atConnect();
    await connect();
    await screen.findByText('Waiting for the page to be opened in your browser.');
    browser({ stage: 'opened', said: refusal(context), step: context === 'cancelled' ? 'PHONE_NUMBER_SETUP' : '' });
    expect(await screen.findByText(words, undefined, soon)).toBeInTheDocument();
    if (context === 'cancelled') expect(screen.getByText("Meta's step: PHONE_NUMBER_SETUP")).toBeInTheDocument();
    await press('Try again');
    expect(await screen.findByText('Waiting for the page to be opened in your browser.')).toBeInTheDocument();
    expect(screen.queryByText(words)).toBeNull();
    expect(fake.bench.signUps.size).toBe(1);
  });

  it('shows the code that Meta sends to the number, to be pasted into its window', async () => {
    const setupId = await atConnect();
    await connect();
    await screen.findByText('Waiting for the page to be opened in your browser.');
    expect(screen.queryByText(/Meta's code is here/)).toBeNull();
    act(() => fake.catchCode(setupId, '493021'));
    expect(await screen.findByRole('img', { name: 'Code 4 9 3, 0 2 1' })).toBeInTheDocument();
    await press('Copy code');
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
    expect(fake.office.copied).toContain('493021');
  });

  it('finds the way again after the window was closed, and cancels with nothing left', async () => {
    const setup = await fake.setup.begin('+14155550123');
    await fake.signUp.begin({ appId: 'app_1', setupId: setup.id, way: 'cloud' });
    renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
    expect(await screen.findByText('Waiting for the page to be opened in your browser.')).toBeInTheDocument();
    await press('Cancel');
    expect(await screen.findByRole('radio', { name: 'Only in Parley' })).toBeInTheDocument();
    expect(fake.bench.signUps.size).toBe(0);
  });

  it('says that nothing came when its time is over', async () => {
    await atConnect();
    await connect();
    await screen.findByText('Waiting for the page to be opened in your browser.');
    act(() => fake.bench.signUps.clear());
    expect(await screen.findByText(/has expired. Nothing was connected/, undefined, soon)).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: 'Only in Parley' })).toBeEnabled();
  });

  it('gives the address to copy where no browser opens', async () => {
    fake.world.fail('system.openLink', new BridgeError('unavailable', 'No opener.', 'opener'));
    await atConnect();
    await connect();
    expect(await screen.findByText(/Couldn't open the browser/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Copy: Address of the page' }));
    expect(fake.office.copied.at(-1)).toMatch(/connect\/meta\?state=/);
  });

  it('says what is missing, and offers the token', async () => {
    fake.bench.apps = fake.bench.apps.map((each) => ({ ...each, configId: '' }));
    await atConnect();
    expect(screen.getByText(/no configuration ID yet/)).toBeInTheDocument();
    await press('Connect with an ID and a token instead');
    expect(await screen.findByLabelText('Access token')).toBeInTheDocument();
    await press("Connect in Meta's window instead");
    expect(screen.queryByLabelText('Access token')).toBeNull();
  });

  it('offers only the token where the relay has no such window', async () => {
    fake.bench.providers = [{ name: 'meta', channel: 'whatsapp', signUp: false }];
    const setup = await fake.setup.begin('+14155550123');
    renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
    expect(await screen.findByLabelText('Access token')).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Connect to Meta' })).toBeNull();
  });

  it('says what skipping verification limits, before', async () => {
    await atConnect();
    expect(screen.queryByText(/250 customers/)).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: 'Skip it for now' }));
    expect(screen.getByText(/250 customers in 24 hours and have 2 numbers/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'Verify in Facebook first' }));
    await press("Open Meta's Security Center");
    expect(fake.world.calls.find((each) => each.name === 'system.openLink')?.args).toEqual(['https://business.facebook.com/settings/security']);
  });

  it('asks for a number that stays on the phone', async () => {
    await atConnect();
    await userEvent.click(screen.getByRole('radio', { name: /WhatsApp Business app too/ }));
    await connect();
    await waitFor(() => expect(fake.world.calls.find((each) => each.name === 'signup.begin')?.args).toMatchObject([{ way: 'onPhone' }]));
  });

  it('links an account without a number, under Integrations', async () => {
    renderPage(<IntegrationsPage />);
    await press('Link an account');
    await connect();
    await screen.findByText('Waiting for the page to be opened in your browser.');
    browser({ stage: 'accounts', accounts: [account('20009', 'Repairs')], noNumber: true });
    expect(await screen.findByText(/No number was added/, undefined, soon)).toBeInTheDocument();
    await press('Use this account');
    expect(await screen.findByRole('group', { name: 'Repairs' })).toBeInTheDocument();
  });

  it('has no findings by axe', async () => {
    await atConnect();
    expect(await axeFindings()).toEqual([]);
    await connect();
    await screen.findByText('Waiting for the page to be opened in your browser.');
    expect(await axeFindings()).toEqual([]);
  });
});

const hostedUrl = 'https://business.facebook.com/messaging/whatsapp/onboard/?app_id=app_1';
const found: Partial<SignUp> = { stage: 'confirm', accounts: [account('20001', 'Lucky Shrub')], businessId: '506914307656634' };

describe('connecting on Meta’s hosted page', () => {
  /** The app has a hosted page, and Meta's window where it is said. */
  async function atHosted(part: { configId?: string; hostedToken?: boolean } = {}): Promise<void> {
    fake.bench.apps = fake.bench.apps.map((each) => ({ ...each, configId: '', hostedUrl, hostedToken: true, ...part }));
    await atConnect();
  }

  it('is chosen by itself where there is no window, and asks whether the account is ours', async () => {
    await atHosted();
    expect(await screen.findByText(/Your browser opens a page of Meta's/)).toBeInTheDocument();
    expect(screen.queryByRole('radio', { name: 'Only in Parley' })).toBeNull();
    await press('Show what you need');
    expect(screen.getByText(/subscribed to account_update: what is allowed comes only by it/)).toBeInTheDocument();
    await press('Hide');
    await connect();
    expect(fake.world.calls.find((each) => each.name === 'signup.begin')?.args).toMatchObject([{ appId: 'app_1', hosted: true }]);
    browser({ stage: 'opened' });
    expect(await screen.findByText(/Nothing leads back from it/, undefined, soon)).toBeInTheDocument();
    browser(found);
    expect(await screen.findByText('Is this account yours?', undefined, soon)).toBeInTheDocument();
    expect(screen.getByText('Lucky Shrub')).toBeInTheDocument();
    expect(screen.getByText('506914307656634')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await press('Yes, it is ours');
    await press('Use this account');
    expect(await screen.findByRole('combobox', { name: 'WhatsApp Business Account' })).toHaveValue('Lucky Shrub · 20001');
  });

  it('shows nothing of an account that may be another organization’s, and wants its business named', async () => {
    await atHosted();
    await connect();
    browser({ ...found, accounts: [], businessId: '' });
    const typed = await screen.findByRole('textbox', { name: 'Your business ID' }, soon);
    expect(screen.getByRole('button', { name: 'Check the business' })).toBeDisabled();
    await userEvent.type(typed, '942647313864044');
    await press('Check the business');
    expect(await screen.findByText(/a business with another ID/)).toBeInTheDocument();
    await userEvent.clear(typed);
    await userEvent.type(typed, ' 506914307656634 ');
    await press('Check the business');
    expect(await screen.findByText('Choose the account that Parley works with.', undefined, soon)).toBeInTheDocument();
  });

  it('starts again when the account is not ours', async () => {
    await atHosted();
    await connect();
    browser(found);
    await userEvent.click(await screen.findByRole('button', { name: 'No' }, soon));
    expect(await screen.findByText(/You said that the account is not yours/, undefined, soon)).toBeInTheDocument();
    await press('Try again');
    expect(fake.world.calls.filter((each) => each.name === 'signup.begin').at(-1)?.args).toMatchObject([{ hosted: true }]);
  });

  it('can be chosen where there is a window too', async () => {
    await atHosted({ configId: '648201739450112', hostedToken: false });
    await press('Use Meta\'s hosted page instead');
    expect(screen.getByText(/The app has no system user token yet/)).toBeInTheDocument();
    await press('Use Meta\'s window instead');
    await connect();
    expect(fake.world.calls.find((each) => each.name === 'signup.begin')?.args).toMatchObject([{ hosted: false }]);
  });
});

describe('an app’s hosted page', () => {
  it('is stored with its token, kept, and removed', async () => {
    renderPage(<IntegrationsPage />, '/integrations');
    await press('Change');
    const page = await screen.findByRole('textbox', { name: 'Hosted sign-up page' });
    await userEvent.type(page, 'facebook.com/x');
    await press('Store the app');
    expect(await screen.findByText(/Paste the whole address/)).toBeInTheDocument();
    await userEvent.clear(page);
    await userEvent.click(page);
    await userEvent.paste(hostedUrl);
    await userEvent.type(screen.getByLabelText('System user token of the app\'s business'), 'EAA-system');
    await press('Store the app');
    await waitFor(() => expect(fake.world.calls.filter((each) => each.name === 'app.put').at(-1)?.args).toMatchObject([{ hostedUrl, systemToken: 'EAA-system' }]));
    expect(await screen.findByText(/connected on Meta's hosted page/)).toBeInTheDocument();
  });
});
