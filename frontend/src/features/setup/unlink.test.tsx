import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { numberRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { IntegrationsPage } from './integrations-page';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake((bench) => {
    for (const each of bench.world.all('wabas')) bench.world.drop('wabas', each.id);
    for (const each of bench.world.all('numbers')) bench.world.drop('numbers', each.id);
    bench.world.put('wabas', { id: 'wab_1', appId: 'app_1', name: 'Harbour shop', verifiedAt: bench.world.now, expiresAt: 0, scopes: [], problem: '' });
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', wabaId: 'wab_1' }), numberRow({ id: 'num_2', name: 'Elsewhere', wabaId: 'wab_2' }));
  });
});
afterEach(closeFake);

const unlink = async (name: string): Promise<ReturnType<typeof within>> => {
  await userEvent.click(await screen.findByRole('button', { name: `Unlink ${name}` }));
  return within(await screen.findByRole('dialog', { name: `Unlink ${name}?` }));
};
const calls = (name: string): readonly unknown[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args[0]);

describe('unlinking', () => {
  it('an account: names the numbers that stop, and nothing happens until it is confirmed', async () => {
    renderPage(<IntegrationsPage />);
    const dialog = await unlink('Harbour shop');
    expect(dialog.getByText(/forgets its access token/)).toBeInTheDocument();
    expect(dialog.getByText('This number stops sending:')).toBeInTheDocument();
    expect(dialog.getByText('Madrid')).toBeInTheDocument();
    expect(dialog.queryByText('Elsewhere')).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(dialog.getByRole('button', { name: 'Keep it' }));
    expect(calls('waba.unlink')).toEqual([]);
    await userEvent.click((await unlink('Harbour shop')).getByRole('button', { name: 'Unlink' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Harbour shop' })).toBeNull());
    expect(calls('waba.unlink')).toEqual([{ wabaId: 'wab_1' }]);
  });

  it('an app: not before its accounts, which it names', async () => {
    renderPage(<IntegrationsPage />);
    const dialog = await unlink('Parley practice');
    expect(dialog.getByText(/Harbour shop\. Unlink them first/)).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Unlink' })).toBeNull();
    await userEvent.click(dialog.getByRole('button', { name: 'Keep it' }));
    fake.world.drop('wabas', 'wab_1');
    const again = await unlink('Parley practice');
    expect(again.getByText('No connected number uses it.')).toBeInTheDocument();
    await userEvent.click(again.getByRole('button', { name: 'Unlink' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Parley practice' })).toBeNull());
  });

  it('a carrier: says why not while an address is to be put back', async () => {
    fake.bench.carrier = { ...fake.bench.carrier, linked: true };
    fake.world.fail('carrier.unlink', new BridgeError('conflict', 'SMS of a number come to Parley for a set-up.', 'carrierBusy'));
    renderPage(<IntegrationsPage />);
    const dialog = await unlink('Vonage');
    expect(dialog.getByText(/Codes of its numbers can't be caught any more/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Unlink' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('SMS of a number come to Parley');
    await userEvent.click(dialog.getByRole('button', { name: 'Unlink' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Unlink Vonage' })).toBeNull());
    expect(fake.bench.carrier.linked).toBe(false);
  });
});
