import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart } from '@/bridge/fake-rows';
import type { CredentialUse } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IntegrationsPage } from './integrations-page';
import { type Credential, LastUse } from './last-use';

const minute = 60_000;
const said = { code: 'unauthorized', subcode: 'credentials', params: { context: '401' } } as const;

afterEach(closeFake);

async function show(of: Credential, ...uses: CredentialUse[]): Promise<FakeBridge> {
  const fake = await openFake((bench) => void bench.uses.push(...uses));
  renderPage(<LastUse of={of} />);
  return fake;
}

describe('when a credential was last used', () => {
  it('says when a call last succeeded, of this credential', async () => {
    await show('carrier/vonage', { of: 'carrier/twilio', usedAt: fakeStart - minute, failedAt: 0 }, { of: 'carrier/vonage', usedAt: fakeStart - 5 * minute, failedAt: 0 });
    expect(await screen.findByText('Last used 5 min ago.')).toBeInTheDocument();
    expect(screen.queryByText(/failed/u)).not.toBeInTheDocument();
  });

  it('warns while the last call failed, with its reason', async () => {
    await show('carrier/vonage', { of: 'carrier/vonage', usedAt: fakeStart - 90 * minute, failedAt: fakeStart - 5 * minute, said });
    expect(await screen.findByText(/^The last call failed 5 min ago: .*(key|secret)/u)).toBeInTheDocument();
    expect(screen.getByText('Last used 1 h ago.')).toBeInTheDocument();
  });

  it('keeps an earlier failure beside the use, without a warning', async () => {
    await show('app/1', { of: 'app/1', usedAt: fakeStart - minute, failedAt: fakeStart - 60 * minute, said });
    expect(await screen.findByText(/^A call failed 1 h ago: /u)).toBeInTheDocument();
    expect(screen.queryByText(/^The last call failed/u)).not.toBeInTheDocument();
  });

  it('says that it never worked', async () => {
    await show('account/1', { of: 'account/1', usedAt: 0, failedAt: fakeStart, said });
    expect(await screen.findByText('No call has succeeded yet.')).toBeInTheDocument();
  });

  it('says that nothing is known', async () => {
    await show('account/2');
    expect(await screen.findByText('No use noted yet.')).toBeInTheDocument();
  });

  it('says that nothing was asked as an app', async () => {
    await show('app/1');
    expect(await screen.findByText('Parley has not asked Meta anything as this app yet.')).toBeInTheDocument();
  });

  it('says that the relay could not tell', async () => {
    await openFake((bench) => bench.world.fail('credential.uses', new BridgeError('invalid', 'The relay does not know this request.', 'unknownCall')));
    renderPage(<LastUse of="account/1" />);
    expect(await screen.findByText("Couldn't load when it was last used.")).toBeInTheDocument();
  });
});

describe('the cards of the integrations', () => {
  it('say each their own last use, and that AI is off', async () => {
    await openFake((bench) => {
      bench.world.put('wabas', { id: 'wab_1', appId: 'app_1', name: 'Shop', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
      bench.bench.twilio = { ...bench.bench.carrier, provider: 'twilio' };
      ['app/app_1', 'account/wab_1', 'carrier/vonage', 'carrier/twilio'].forEach((of, i) => bench.uses.push({ of, usedAt: fakeStart - (i + 2) * minute, failedAt: 0 }));
    });
    renderPage(<IntegrationsPage />);
    expect(await within(await screen.findByRole('group', { name: 'Parley practice' })).findByText('Parley last asked Meta as this app 2 min ago.')).toBeInTheDocument();
    expect(within(await screen.findByRole('group', { name: 'Shop' })).getByText('Last used 3 min ago.')).toBeInTheDocument();
    expect(within(await screen.findByRole('region', { name: 'Vonage' })).getByText('Last used 4 min ago.')).toBeInTheDocument();
    expect(within(await screen.findByRole('region', { name: 'Twilio' })).getByText('Last used 5 min ago.')).toBeInTheDocument();
    const ai = screen.getByRole('region', { name: 'AI' });
    expect(within(ai).getByText('Off')).toBeInTheDocument();
    expect(ai).toHaveTextContent('nothing is sent to any AI service');
    expect(within(ai).queryByRole('textbox')).not.toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });
});
