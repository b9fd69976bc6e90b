import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { fakeStart } from '@/bridge/fake-rows';
import type { ClockState } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { RelayAlarms } from './relay-alarms';

afterEach(closeFake);

const open = (clock: ClockState, role: 'admin' | 'agent' = 'admin') =>
  openFake(({ world, office }) => {
    world.state = { ...world.state, role };
    office.alarms = ['clock'];
    office.clock = clock;
  });

const day = 86_400_000;
const uncertain = { sure: false, computer: fakeStart, ahead: fakeStart + 400 * day };

describe("rule 4: the relay's clock", () => {
  it.each([
    { name: 'wrong, and the time is known', clock: { sure: true, computer: fakeStart + day, ahead: 0 }, asks: false },
    { name: 'not confirmed by anybody', clock: { sure: false, computer: fakeStart, ahead: 0 }, asks: true },
    { name: 'not confirmed, and the record ran ahead', clock: uncertain, asks: true },
  ])('is said in words: $name', async ({ clock, asks }) => {
    await open(clock);
    renderPage(<RelayAlarms />);
    const alarm = await screen.findByRole('alert');
    expect(alarm).toHaveTextContent(String(new Date(clock.computer).getFullYear()));
    expect(alarm.textContent.includes('has run ahead')).toBe(clock.ahead > 0);
    expect(screen.queryByRole('button', { name: /Correct the time/ }) !== null).toBe(asks);
  });

  it('is put right only after a question that says what follows', async () => {
    const fake = await open(uncertain);
    renderPage(<RelayAlarms />);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: /Correct the time/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Is this the right time?' });
    expect(dialog).toHaveTextContent(/Replies that wait are sent.*Nothing is deleted.*It is recorded that you said so/);
    await user.click(screen.getByText('Cancel'));
    expect(fake.world.calls.filter((each) => each.name === 'admin.setClock')).toHaveLength(0);
    await user.click(await screen.findByRole('button', { name: /Correct the time/ }));
    await user.click(await screen.findByRole('button', { name: 'Yes, this is the right time' }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
    expect(fake.world.calls.filter((each) => each.name === 'admin.setClock')).toHaveLength(1);
  });

  it('says why it was not put right, and stays', async () => {
    const fake = await open(uncertain);
    fake.world.fail('admin.setClock', new BridgeError('conflict', 'Your computer and the relay do not agree.', 'clockDiffers'));
    renderPage(<RelayAlarms />);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: /Correct the time/ }));
    await user.click(await screen.findByRole('button', { name: 'Yes, this is the right time' }));
    expect(await screen.findByText('Your computer and the relay do not agree.')).toBeVisible();
    expect(screen.getByRole('dialog')).toBeVisible();
  });
});
