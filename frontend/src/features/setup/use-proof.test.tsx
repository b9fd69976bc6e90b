import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { SetupPage } from './page';
import { proofPause } from './use-proof';

let fake: FakeBridge;
let id = '';

beforeEach(async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
  });
  const setup = await fake.setup.begin('+14155550123');
  id = setup.id;
  fake.bench.setups.set(id, { ...setup, wabaId: '20001', phoneId: '1001', step: 'connect', displayName: 'Lucky Shrub' });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await closeFake();
});

const looks = (): number => fake.world.calls.filter((each) => each.name === 'setup.look').length;
const opened = async (): Promise<void> => {
  renderPage(<SetupPage />, `/channels/setup/${id}`);
  await screen.findByRole('heading', { name: /Verification code for/ });
};

describe('proof by Meta', () => {
  it('opens Continue after a code was pasted into Meta\'s window, though Parley asked for none', async () => {
    await opened();
    expect(await screen.findByText(/^Asked Meta at .*not verified yet/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Continue' })).toBeDisabled();
    fake.bench.proven.add(id);
    await userEvent.click(screen.getByRole('button', { name: 'I pasted it: check' }));
    expect(await screen.findByText('Meta has verified the number')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Continue' })).toBeEnabled();
    expect(screen.queryByRole('button', { name: 'I pasted it: check' })).toBeNull();
  });

  it('asks when the person comes back to this window, and not while they are away', async () => {
    vi.mocked(document.hasFocus).mockReturnValue(false);
    await opened();
    expect(screen.getByText(/^Pasted it into Meta's window\?/)).toBeInTheDocument();
    expect(looks()).toBe(0);
    fake.bench.proven.add(id);
    vi.mocked(document.hasFocus).mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event('focus')));
    expect(await screen.findByText('Meta has verified the number')).toBeInTheDocument();
    expect(looks()).toBe(1);
  });

  it('says to who pressed the button why Meta cannot be asked', async () => {
    await opened();
    await waitFor(() => expect(looks()).toBe(1));
    fake.world.fail('setup.look', new BridgeError('tooMany', 'Meta asked to wait.', 'metaWait'));
    await userEvent.click(screen.getByRole('button', { name: 'I pasted it: check' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Meta asked to wait.');
  });

  it('is soon while a code is about, and seldom else', async () => {
    const setup = await fake.setup.begin('+14155550123');
    expect(proofPause(setup, fakeStart)).toBe(30_000);
    expect(proofPause({ ...setup, codeAskedAt: fakeStart - 60_000 }, fakeStart)).toBe(10_000);
    expect(proofPause({ ...setup, codeCameAt: fakeStart - 599_000 }, fakeStart)).toBe(10_000);
    expect(proofPause({ ...setup, codeAskedAt: fakeStart - 600_000 }, fakeStart)).toBe(30_000);
  });
});
