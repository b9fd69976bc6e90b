import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { numberRow } from '@/bridge/fake-rows';
import type { AccountStanding } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { StandingOf } from './standing-of';

let fake: FakeBridge;

afterEach(closeFake);

const stands = async (standing: Partial<AccountStanding>): Promise<FakeBridge> =>
  openFake((bench) => {
    bench.world.put('wabas', { id: 'wab_1', appId: 'app_1', name: 'Shop', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES' }));
    bench.bench.standing = { ...bench.bench.standing, ...standing };
  });

async function open(standing: Partial<AccountStanding>): Promise<HTMLElement> {
  fake = await stands(standing);
  renderPage(<StandingOf wabaId="wab_1" />);
  await userEvent.click(screen.getByRole('button', { name: 'Verification and limits' }));
  return screen.findByRole('region', { name: 'How the account stands at Meta' });
}

describe('how an account stands at Meta', () => {
  it('says what is missing and what follows, opens Meta, and asks again', async () => {
    const box = await open({ verification: 'missing', numbers: [{ numberId: 'num_1', official: false }] });
    expect(await within(box).findByText(/The business is not verified.*2 numbers and 250 customers in 24 hours/u)).toBeInTheDocument();
    expect(box).toHaveTextContent('WhatsApp_ES is no Official Business Account.');
    await userEvent.click(within(box).getByRole('button', { name: 'Verify at Meta' }));
    expect(fake.world.calls.find((each) => each.name === 'system.openLink')?.args[0]).toBe('https://business.facebook.com/settings/security');
    fake.bench.standing = { ...fake.bench.standing, verification: 'approved' };
    await userEvent.click(within(box).getByRole('button', { name: 'Done, ask Meta' }));
    expect(await within(box).findByText('The business is verified.')).toBeInTheDocument();
    expect(within(box).queryByRole('button', { name: 'Verify at Meta' })).not.toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('says how many numbers Meta allows, once Meta has told', async () => {
    const box = await open({});
    await within(box).findByText(/Customers who write first are unlimited/u);
    expect(box).not.toHaveTextContent('Meta allows');
    act(() => fake.world.put('wabas', { id: 'wab_1', appId: 'app_1', name: 'Shop', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '', maxNumbers: 20 }));
    expect(await within(box).findByText('Meta allows this business 20 numbers.')).toBeInTheDocument();
  });

  it('shows Approved, Pending or Rejected at once, and nothing when Meta does not say', async () => {
    fake = await stands({ review: 'rejected', verification: 'pending' });
    const { unmount } = renderPage(<StandingOf wabaId="wab_1" />);
    expect(await screen.findByText('Account: Rejected')).toBeInTheDocument();
    expect(screen.getByText('Business: Pending')).toBeInTheDocument();
    unmount();
    fake.bench.standing = { ...fake.bench.standing, review: '', verification: 'missing' };
    renderPage(<StandingOf wabaId="wab_1" />);
    expect(await screen.findByText('Business: Not verified')).toBeInTheDocument();
    expect(screen.queryByText(/^Account:/u)).toBeNull();
  });

  it('goes on without verification, once its limits are said', async () => {
    fake = await stands({ verification: 'missing' });
    const { history } = renderPage(<StandingOf wabaId="wab_1" />, '/channels/integrations');
    await userEvent.click(screen.getByRole('button', { name: 'Verification and limits' }));
    await screen.findByText(/2 numbers and 250 customers in 24 hours/u);
    await userEvent.click(screen.getByRole('button', { name: 'Skip, connect a number' }));
    expect(history.at(-1)).toBe('/channels/new');
  });

  it('says that no payment method works', async () => {
    const box = await open({ noPayment: true, review: 'rejected' });
    expect(await within(box).findByText(/^Meta says that no payment method works/u)).toBeInTheDocument();
    expect(within(box).getByText(/^Meta rejected the account/u)).toBeInTheDocument();
  });

  it('does not take silence for a payment method', async () => {
    const box = await open({ review: '', verification: '' });
    expect(await within(box).findByText(/^Meta reports no trouble with the payment/u)).toBeInTheDocument();
    expect(within(box).getByText("Meta doesn't say how far its check of the account is.")).toBeInTheDocument();
  });

  it('says why Meta could not be asked', async () => {
    fake = await openFake((bench) => bench.world.fail('standing.look', new BridgeError('unavailable', 'Meta does not answer.', 'network')));
    renderPage(<StandingOf wabaId="wab_1" />);
    await userEvent.click(screen.getByRole('button', { name: 'Verification and limits' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Meta does not answer.');
  });
});
