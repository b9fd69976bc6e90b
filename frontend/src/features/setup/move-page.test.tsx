import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { numberRow, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { MovePage } from './move-page';
import { SetupPage } from './page';

let fake: FakeBridge;

const account = (id: string, name: string) => ({ id, appId: 'app_1', name, verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });

beforeEach(async () => {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
    world.put('wabas', account('101', 'Harbour'));
    world.put('wabas', account('102', 'Second'));
    world.put('numbers', numberRow({ id: 'num_9', name: 'Support', phone: '+14155550123', wabaId: '101' }));
  });
});
afterEach(closeFake);

const open = (id = 'num_9'): Opened => renderPage(<MovePage />, `/channels/${id}/move`);

async function choose(): Promise<void> {
  await userEvent.click(await screen.findByRole('combobox', { name: 'New account' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Second (102)' }));
}

describe('moving a number', () => {
  it('begins when all is true and what stays behind is understood, and goes on in the wizard', async () => {
    const opened = open();
    expect(await screen.findByText('It is in Harbour now.')).toBeInTheDocument();
    const begin = screen.getByRole('button', { name: 'Begin the move' });
    expect(begin).toBeDisabled();
    await choose();
    const checks = await screen.findAllByRole('img', { name: 'True' });
    expect(checks).toHaveLength(5);
    expect(begin).toBeDisabled();
    await userEvent.click(screen.getByRole('checkbox', { name: 'I know what stays behind' }));
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(begin);
    await waitFor(() => expect(opened.history.at(-1)).toMatch(/^\/channels\/setup\//));
    const [setup] = fake.bench.setups.values();
    expect(setup).toMatchObject({ wabaId: '102', moveFrom: '101', name: 'Support' });
    opened.unmount();
    renderPage(<SetupPage />, opened.history.at(-1) ?? '');
    expect(await screen.findByText(/Until the last step it works in Harbour/)).toBeInTheDocument();
  });

  it('says what to do first, and looks again', async () => {
    fake.bench.moveBlocks = ['noPin', 'business'];
    open();
    await choose();
    await userEvent.click(screen.getByRole('checkbox'));
    expect(await screen.findAllByRole('img', { name: 'Not true yet' })).toHaveLength(2);
    expect(screen.getByText(/Turn it off in WhatsApp Manager/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Begin the move' })).toBeDisabled();
    fake.bench.moveBlocks = [];
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Begin the move' })).toBeEnabled());
  });

  it('says why it could not begin, and stays', async () => {
    open();
    await choose();
    await userEvent.click(screen.getByRole('checkbox'));
    await screen.findAllByRole('img', { name: 'True' });
    fake.world.fail('number.move', new BridgeError('conflict', 'Somebody else sets it up.', 'leaseHeld'));
    await userEvent.click(screen.getByRole('button', { name: 'Begin the move' }));
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Begin the move' })).toBeEnabled();
  });

  it('says so when Meta can not be asked, and when the relay is away', async () => {
    fake.world.fail('number.moveCheck', new BridgeError('unavailable', 'Meta does not answer.', 'network'));
    open();
    await choose();
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } }));
    expect(await screen.findByText(/nothing can be moved now/)).toBeInTheDocument();
  });

  it('leads to Integrations while there is no other account, and to Twilio for its numbers', async () => {
    fake.world.drop('wabas', '102');
    const alone = open();
    await userEvent.click(await screen.findByRole('button', { name: 'Integrations' }));
    expect(alone.history.at(-1)).toBe('/channels/integrations');
    alone.unmount();
    fake.world.put('numbers', numberRow({ id: 'num_9', name: 'Support', phone: '+14155550123', wabaId: '101', provider: 'twilio' }));
    open();
    expect(await screen.findByText(/Move a Twilio number in the Twilio Console/)).toBeInTheDocument();
  });

  it('says when the number is gone', async () => {
    open('num_none');
    expect(await screen.findByText('There is no such number here')).toBeInTheDocument();
  });
});
