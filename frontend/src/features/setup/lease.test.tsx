import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { SetupPage } from './page';

let fake: FakeBridge;
let id = '';

beforeEach(async () => {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
  });
  id = (await fake.setup.begin('+14155550123')).id;
});

afterEach(closeFake);

const change = (part: object): void => {
  const setup = fake.bench.setups.get(id);
  if (setup === undefined) throw new Error('no set-up');
  fake.bench.setups.set(id, { ...setup, ...part });
};
const marias = { mine: false, holder: 'usr_maria', holderName: 'Maria', leaseSince: fakeStart - 180_000, leaseUntil: fakeStart + 600_000, step: 'settings', verifiedAt: 1 };
const open = (): Opened => renderPage(<SetupPage />, `/channels/setup/${id}`);
const asked = (name: string): number => fake.world.calls.filter((each) => each.name === name).length;

describe("a set-up of somebody else's", () => {
  it('says who, since when and at which step, and asks them', async () => {
    change(marias);
    open();
    expect(await screen.findByRole('heading', { name: /^Maria has been setting up this number since/ })).toBeInTheDocument();
    expect(screen.getByText(/Maria is at the step "Settings"/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Take over' })).toBeNull();
    fake.world.fail('setup.ask', new BridgeError('conflict', 'Nils has asked for this set-up before you.', 'leaseAsked'));
    await userEvent.click(screen.getByRole('button', { name: 'Ask Maria' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Nils has asked for this set-up before you.');
    await userEvent.click(screen.getByRole('button', { name: 'Ask Maria' }));
    expect(await screen.findByText(/^Maria was asked\. Without an answer you can take it over in/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Take over' })).toBeDisabled();
    expect(await axeFindings()).toEqual([]);
  });

  it('goes on by itself when it is handed over', async () => {
    change(marias);
    open();
    await screen.findByRole('button', { name: 'Ask Maria' });
    change({ mine: true, holder: 'usr_ana', holderName: 'Ana' });
    act(() => fake.world.emit('lease'));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeInTheDocument();
  });

  it('says that they keep it, and when they can be asked again', async () => {
    change({ ...marias, askedAt: fakeStart - 20_000, keptAt: fakeStart - 10_000 });
    open();
    expect(await screen.findByText(/^Maria keeps it for now. You can ask again in/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Ask Maria' })).toBeDisabled();
  });

  it('can be taken over at once, after a confirmation, from who is gone', async () => {
    change({ ...marias, holderGone: true, takeOverAt: fakeStart - 1 });
    open();
    expect(await screen.findByText("Maria's Parley is not connected. You can take it over.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Take over' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('A code that comes from now on is shown to you only');
    expect(asked('setup.takeOver')).toBe(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Take over' }));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeInTheDocument();
    expect(asked('setup.takeOver')).toBe(1);
  });

  it('can be continued when nobody has it any more', async () => {
    change(marias);
    open();
    await screen.findByRole('button', { name: 'Ask Maria' });
    change({ holder: '', holderName: '' });
    act(() => fake.world.emit('lease'));
    expect(await screen.findByRole('heading', { name: 'Nobody is setting up this number now' })).toBeInTheDocument();
  });
});

describe('somebody asks for the set-up', () => {
  const asks = (): void => {
    change({ askedAt: fakeStart, askedBy: 'Ben' });
    act(() => fake.world.emit('lease'));
  };

  it('is said to the holder, who keeps it', async () => {
    change({ step: 'settings', verifiedAt: 1 });
    open();
    await screen.findByRole('heading', { name: 'Settings' });
    asks();
    expect(await screen.findByRole('alert')).toHaveTextContent('Ben asks for this set-up. Without an answer they can take it over.');
    await userEvent.click(screen.getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(screen.getByRole('heading', { name: 'Settings' })).toBeInTheDocument();
    expect(fake.world.calls.findLast((each) => each.name === 'setup.answer')?.args).toEqual([{ setupId: id, handOver: false }]);
  });

  it('leaves the holder with who has it now, once handed over or taken', async () => {
    change({ step: 'settings', verifiedAt: 1 });
    open();
    await screen.findByRole('heading', { name: 'Settings' });
    asks();
    await userEvent.click(await screen.findByRole('button', { name: 'Hand over' }));
    expect(await screen.findByRole('heading', { name: 'Ben is setting up this number now' })).toBeInTheDocument();
    expect(screen.getByText(/codes are shown to Ben only/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Ask Ben' })).toBeEnabled();
  });
});
