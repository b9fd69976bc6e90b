import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import type { Webhooks } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IntegrationsPage } from './integrations-page';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake((open) => {
    open.world.put('wabas', { id: '102', appId: 'app_1', name: 'Harbour', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
  });
});
afterEach(closeFake);

/** The part of the page about webhooks, opened, with what Meta says. */
async function opened(says: Partial<Webhooks>): Promise<HTMLElement> {
  fake.bench.webhooks = { ...fake.bench.webhooks, ...says };
  renderPage(<IntegrationsPage />);
  const account = await screen.findByRole('group', { name: 'Harbour' });
  await userEvent.click(within(account).getByRole('button', { name: 'Webhooks' }));
  return within(account).findByRole('region', { name: 'Where Meta sends webhooks' });
}

describe('webhooks of an account', () => {
  it('says that all is well', async () => {
    const part = await opened({});
    expect(await within(part).findByText("The app's webhooks come to this relay.")).toBeInTheDocument();
    expect(within(part).getByText("The account's events go to this app.")).toBeInTheDocument();
    expect(within(part).queryByRole('button', { name: 'Send them here' })).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it('sets up an app that Meta sends nothing of, without a question', async () => {
    const part = await opened({ appAddress: '', appHere: false, missing: ['messages'] });
    await userEvent.click(await within(part).findByRole('button', { name: 'Send them here' }));
    expect(await within(part).findByText("The app's webhooks come to this relay.")).toBeInTheDocument();
  });

  it('asks first where they go elsewhere, and says where', async () => {
    const part = await opened({ appAddress: 'https://crm.example/in', appHere: false });
    await userEvent.click(await within(part).findByRole('button', { name: 'Send them here' }));
    const dialog = await screen.findByRole('dialog', { name: 'Send the webhooks here?' });
    expect(within(dialog).getByText(/They go to https:\/\/crm\.example\/in now/)).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Leave it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(fake.bench.webhooks.appHere).toBe(false);
    await userEvent.click(within(part).getByRole('button', { name: 'Send them here' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Send them here' }));
    expect(await within(part).findByText("The app's webhooks come to this relay.")).toBeInTheDocument();
  });

  it('asks for missing fields, and subscribes the account', async () => {
    const part = await opened({ missing: ['calls', 'security'], subscribed: false, others: ['Crm'] });
    expect(await within(part).findByText(/doesn't ask Meta for: calls, security/)).toBeInTheDocument();
    expect(within(part).getByText('These apps get them too: Crm.')).toBeInTheDocument();
    await userEvent.click(within(part).getByRole('button', { name: 'Ask for them' }));
    await userEvent.click(await within(part).findByRole('button', { name: 'Subscribe' }));
    expect(await within(part).findByText("The account's events go to this app.")).toBeInTheDocument();
    expect(within(part).getByText("The app's webhooks come to this relay.")).toBeInTheDocument();
  });

  it('shows redirects, and takes one back on purpose only', async () => {
    const part = await opened({ redirects: [{ numberId: '', address: 'https://x.example', here: false }, { numberId: 'num_1', address: 'http://127.0.0.1:1/webhooks/meta/app_1', here: true }] });
    expect(await within(part).findByText(/The messages of this account go to https:\/\/x\.example/)).toBeInTheDocument();
    expect(within(part).getByText(/come here by an address of their own/)).toBeInTheDocument();
    await userEvent.click(within(part).getByRole('button', { name: 'Send them here' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Send them here' }));
    await waitFor(() => expect(within(part).queryByText(/https:\/\/x\.example/)).toBeNull());
    expect(fake.bench.webhooks.redirects).toHaveLength(1);
  });

  it('says what could not be asked, and asks again', async () => {
    fake.world.fail('webhooks.look', new BridgeError('unavailable', 'Meta does not answer.', 'network'));
    const part = await opened({});
    expect(await within(part).findByRole('alert')).toBeInTheDocument();
    await userEvent.click(within(part).getByRole('button', { name: 'Try again' }));
    expect(await within(part).findByText("The app's webhooks come to this relay.")).toBeInTheDocument();
  });

  it('waits for the handshake, and says when it was made with another token', async () => {
    const [app] = fake.bench.apps;
    if (app === undefined) throw new Error('no app');
    fake.bench.apps = [{ ...app, handshakeAt: 0 }];
    renderPage(<IntegrationsPage />);
    expect(await screen.findByText(/Waiting for Meta…/)).toBeInTheDocument();
    fake.bench.apps = [{ ...app, handshakeAt: 0, refusedAt: 5 }];
    expect(await screen.findByText(/Somebody asked with another verify token/, {}, { timeout: 6_000 })).toBeInTheDocument();
    fake.bench.apps = [{ ...app, handshakeAt: 9, refusedAt: 5 }];
    expect(await screen.findByText(/Handshake seen/, {}, { timeout: 6_000 })).toBeInTheDocument();
  });
});
