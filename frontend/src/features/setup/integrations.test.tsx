import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IntegrationsPage } from './integrations-page';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake(() => undefined);
});
afterEach(closeFake);

const fill = async (label: string, text: string): Promise<void> => {
  await userEvent.click(await screen.findByLabelText(label));
  await userEvent.paste(text);
};

describe('integrations', () => {
  it('copies webhook address and verify token', async () => {
    renderPage(<IntegrationsPage />);
    const app = await screen.findByRole('group', { name: 'Parley practice' });
    await userEvent.click(within(app).getByRole('button', { name: 'Copy: Webhook address' }));
    await userEvent.click(within(app).getByRole('button', { name: 'Copy: Verify token' }));
    expect(fake.office.copied).toEqual(['http://127.0.0.1:1/webhooks/meta/app_1', 'verify-me']);
    expect(within(app).getByText(/Handshake seen/)).toBeInTheDocument();
  });

  it('says so when the clipboard refuses', async () => {
    fake.world.fail('system.copy', new BridgeError('unavailable', 'No clipboard.'));
    renderPage(<IntegrationsPage />);
    await userEvent.click(await screen.findByRole('button', { name: 'Copy: Verify token' }));
    expect(await screen.findByText(/Couldn't copy/)).toBeInTheDocument();
  });

  it('links an account by id and token, and keeps both when Meta refuses', async () => {
    renderPage(<IntegrationsPage />);
    await userEvent.click(await screen.findByRole('button', { name: 'Link an account' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Connect with an ID and a token instead' }));
    await fill('WhatsApp Business Account ID', '123456789');
    await fill('Access token', 'wrong');
    await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Meta does not accept this token');
    expect(screen.getByLabelText('WhatsApp Business Account ID')).toHaveValue('123456789');
    await userEvent.clear(screen.getByLabelText('Access token'));
    await fill('Access token', 'good');
    await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
    expect(await screen.findByRole('group', { name: 'Practice shop' })).toBeInTheDocument();
  });

  it('keeps the form that is open while the relay is away', async () => {
    renderPage(<IntegrationsPage />);
    const button = await screen.findByRole('button', { name: 'Link an account' });
    const asked = () => fake.world.calls.filter((each) => each.name === 'app.access').length;
    const before = asked();
    fake.world.fail('app.access', new BridgeError('unavailable', 'The relay cannot be reached.', 'offline'));
    await userEvent.click(button); // the form asks for the apps anew
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
    await userEvent.click(await screen.findByRole('button', { name: 'Connect with an ID and a token instead' }));
    await fill('Access token', 'typed with care');
    expect(screen.getByLabelText('Access token')).toHaveValue('typed with care');
    expect(screen.getByRole('group', { name: 'Parley practice' })).toBeInTheDocument();
  });

  it('stores a Meta app and shows what to paste at Meta', async () => {
    fake.bench.apps = [];
    renderPage(<IntegrationsPage />);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a Meta app' }));
    await userEvent.click(screen.getByRole('button', { name: 'Store the app' }));
    expect(screen.getByText('The ID is a number of 5 to 20 digits.')).toBeInTheDocument();
    await fill('App ID', '987654321');
    await fill('Name', 'Shop app');
    await fill('App secret', 'hush');
    await userEvent.click(screen.getByRole('button', { name: 'Store the app' }));
    const app = await screen.findByRole('group', { name: 'Shop app' });
    expect(within(app).getByText(/Waiting for Meta…/)).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('hush');
  });

  it('keeps the configuration of the sign-up, and takes it away again', async () => {
    renderPage(<IntegrationsPage />);
    const app = await screen.findByRole('group', { name: 'Parley practice' });
    expect(within(app).getByText(/Accounts can be connected in Meta's own window/)).toBeInTheDocument();
    await userEvent.click(within(app).getByRole('button', { name: 'Change' }));
    const field = screen.getByLabelText('Configuration ID');
    expect(field).toHaveValue('648201739450112');
    await userEvent.clear(field);
    await userEvent.paste('12 34');
    await userEvent.click(screen.getByRole('button', { name: 'Store the app' }));
    expect(screen.getByText('The configuration ID is a number of 5 to 20 digits.')).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.click(screen.getByRole('button', { name: 'Store the app' }));
    expect(await screen.findByText(/No configuration ID/)).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'app.put').at(-1)?.args).toMatchObject([{ configId: 'none', secret: '' }]);
  });

  it('links the carrier', async () => {
    fake.bench.carrier = { ...fake.bench.carrier, linked: false };
    renderPage(<IntegrationsPage />);
    await userEvent.click(await screen.findByRole('button', { name: 'Link and check' }));
    expect(screen.getAllByText('Fill this in.')).toHaveLength(2);
    await fill('API key', 'abc');
    await fill('API secret', 'def');
    await userEvent.click(screen.getByRole('button', { name: 'Link and check' }));
    expect(await screen.findByText('Linked')).toBeInTheDocument();
  });

  it('offers a carrier the methods that the relay names', async () => {
    fake.bench.carrier = { ...fake.bench.carrier, linked: false, methods: ['knot', 'rope'] };
    renderPage(<IntegrationsPage />);
    expect(await screen.findByRole('combobox', { name: 'Signature method' })).toHaveValue('knot');
  });

  it('says that an older relay cannot tell of carriers, and shows the rest', async () => {
    fake.world.fail('carrier.list', new BridgeError('invalid', 'The relay does not know this request. Update the relay or the app.', 'unknownCall'));
    renderPage(<IntegrationsPage />);
    expect(await screen.findByText(/Update the relay or the app/)).toBeInTheDocument();
    expect(await screen.findByRole('region', { name: 'WhatsApp Business Accounts' })).toBeInTheDocument();
  });

  it('shows nothing that the relay cannot be linked with', async () => {
    fake.bench.providers = [{ name: 'pigeon', channel: 'sms', signUp: false }];
    fake.bench.carrier = { ...fake.bench.carrier, provider: 'barge' };
    renderPage(<IntegrationsPage />);
    await waitFor(() => expect(fake.world.calls.some((each) => each.name === 'carrier.list')).toBe(true));
    expect(await screen.findByRole('heading', { name: 'Integrations' })).toBeInTheDocument();
    for (const title of ['Meta apps', 'WhatsApp Business Accounts', 'Vonage']) expect(screen.queryByRole('heading', { name: title })).not.toBeInTheDocument();
  });

  it('has no findings by axe', async () => {
    renderPage(<IntegrationsPage />);
    await screen.findByRole('group', { name: 'Parley practice' });
    expect(await axeFindings()).toEqual([]);
  });
});
