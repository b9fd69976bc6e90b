import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IntegrationsPage } from './integrations-page';
import { accountFault, keyFault } from './model';
import { SetupPage } from './page';

const account = 'AC0123456789abcdef0123456789abcdef';
const unlinked = { provider: 'twilio', linked: false, signed: false, webhookUrl: 'https://parley.example/webhooks/twilio/sms', methods: ['HMAC-SHA1'] };
const rented = { phone: '+14155550199', carrier: 'twilio', country: 'US', type: 'local', sms: true, voice: true, used: '' };

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
    world.put('wabas', { id: '20001', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
  });
  fake.bench.twilio = unlinked;
});
afterEach(closeFake);

const section = async (): Promise<ReturnType<typeof within>> => within(await screen.findByRole('region', { name: 'Twilio' }));
const fill = async (label: string, text: string): Promise<void> => {
  const field = (await section()).getByLabelText(label);
  await userEvent.clear(field);
  await userEvent.paste(text);
};
const link = async (): Promise<void> => userEvent.click((await section()).getByRole('button', { name: 'Link and check' }));

describe('Twilio', () => {
  it('asks for what is missing or has another form', async () => {
    renderPage(<IntegrationsPage />);
    await link();
    expect((await section()).getAllByText('Fill this in.')).toHaveLength(2);
    await fill('Account SID', '102290129340398');
    await fill('API key SID (optional)', 'key');
    await fill('Auth token', 'token');
    await link();
    expect((await section()).getByText(/An account SID begins with AC/)).toBeInTheDocument();
    expect((await section()).getByText(/An API key SID begins with SK/)).toBeInTheDocument();
    expect((await section()).getByText('Fill this in.')).toBeInTheDocument();
    expect(fake.world.calls.some((each) => each.name === 'carrier.link')).toBe(false);
  });

  it('links the account in one step, keeps what was typed when it is refused, and shows no secret', async () => {
    renderPage(<IntegrationsPage />);
    await fill('Account SID', ` ${account} `);
    await fill('Auth token', 'wrong');
    await link();
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect((await section()).getByLabelText('Account SID')).toHaveValue(` ${account} `);
    await fill('Auth token', 'hush-hush');
    await link();
    const card = await (await section()).findByRole('group', { name: 'Practice boats' });
    expect((await section()).getByText('Linked')).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('hush-hush');
    const last = fake.world.calls.filter((each) => each.name === 'carrier.link').at(-1);
    expect(last?.args).toEqual([{ provider: 'twilio', account, apiKey: '', apiSecret: '', signatureSecret: 'hush-hush', signatureMethod: '' }]);
    await userEvent.click(within(card).getByRole('button', { name: 'Load templates' }));
    expect(await within(card).findByText('The templates were loaded.')).toBeInTheDocument();
    await userEvent.click(within(card).getByRole('button', { name: 'Check again' }));
    expect(await within(card).findByText('Twilio accepts the credentials.')).toBeInTheDocument();
  });

  it('stands apart from the accounts at Meta', async () => {
    fake.world.put('wabas', { id: account, provider: 'twilio', appId: account, name: 'Practice boats', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
    fake.bench.apps = fake.bench.apps.flatMap((each) => [each, { ...each, id: account, provider: 'twilio', name: 'Practice boats' }]);
    renderPage(<IntegrationsPage />);
    expect(await (await section()).findByRole('group', { name: 'Practice boats' })).toBeInTheDocument();
    const meta = within(await screen.findByRole('region', { name: 'WhatsApp Business Accounts' }));
    expect(meta.queryByRole('group', { name: 'Practice boats' })).toBeNull();
    await userEvent.click(meta.getByRole('button', { name: 'Link an account' }));
    expect(screen.queryByLabelText('Meta app')).toBeNull();
  });

  it('says that nothing would come when the relay has no public address', async () => {
    fake.bench.twilio = { ...unlinked, webhookUrl: '' };
    renderPage(<IntegrationsPage />);
    expect(await (await section()).findByText(/no public address/)).toBeInTheDocument();
  });

  it('is recommended for a number that it rents, and never for another', async () => {
    fake.bench.twilio = { ...unlinked, linked: true };
    fake.bench.numbers = [...fake.bench.numbers, rented];
    fake.world.put('wabas', { id: account, provider: 'twilio', appId: account, name: 'Practice boats', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
    for (const [phone, recommended] of [[rented.phone, true], ['+14155550123', false]] as const) {
      const setup = await fake.setup.begin(phone);
      const opened = renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
      await screen.findByLabelText('Display name');
      if (recommended) {
        expect(await screen.findByText(/Twilio registers it with WhatsApp/)).toBeInTheDocument();
        expect(screen.getByRole('combobox', { name: 'WhatsApp Business Account' })).toHaveValue(`Practice boats · ${account}`);
      } else {
        expect(screen.queryByText(/Twilio registers it with WhatsApp/)).toBeNull();
        expect(screen.getByRole('combobox', { name: 'WhatsApp Business Account' })).toHaveValue('');
      }
      opened.unmount();
    }
  });

  it('asks for no PIN that its numbers do not have', async () => {
    const setup = await fake.setup.begin('+14155550123');
    fake.bench.setups.set(setup.id, { ...setup, wabaId: account, displayName: 'Boats', step: 'summary', verifiedAt: 1, name: 'Boats', noPin: true });
    renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
    expect(await screen.findByRole('button', { name: 'Finish' })).toBeInTheDocument();
    expect(screen.queryByLabelText('Two-step PIN')).toBeNull();
  });

  it.each([['', 'missing'], ['AC1', 'twilioAccount'], [account, undefined], [account.toUpperCase(), 'twilioAccount'], [`\u200e${account}\u202c`, undefined]])('judges the SID %j', (typed, want) => expect(accountFault(typed)).toBe(want));

  it.each([['', '', undefined], ['', 'secret', 'missing'], ['SK1', 'secret', 'twilioKey'], ['SK0123456789abcdef0123456789abcdef', '', undefined]])('judges the key %j with %j', (key, secret, want) => expect(keyFault(key, secret)).toBe(want));

  it('has no findings by axe', async () => {
    renderPage(<IntegrationsPage />);
    await section();
    expect(await axeFindings()).toEqual([]);
  });
});
