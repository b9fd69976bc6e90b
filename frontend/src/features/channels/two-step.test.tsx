import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, numberRow } from '@/bridge/fake-rows';
import type { BusinessNumber } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ChannelsPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function open(part: Partial<BusinessNumber>): Promise<ReturnType<typeof within>> {
  fake = await openFake((bench) => bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', ...part })));
  renderPage(<ChannelsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Edit WhatsApp_ES' }));
  return within(await screen.findByRole('dialog', { name: 'Edit WhatsApp_ES' }));
}

const calls = (): unknown[] => fake.world.calls.filter((each) => each.name.startsWith('pin.')).map((each) => [each.name, ...each.args]);

describe('the two-step verification of a number', () => {
  it('says that somebody changed the PIN, and takes theirs when Meta confirms it', async () => {
    const dialog = await open({ twoStep: { drift: 'changed', at: fakeStart, agreedAt: 0 } });
    expect(dialog.getByText(/^Somebody changed the PIN in WhatsApp Manager on .*2026/u)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Take theirs…' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Check the PIN' }));
    expect(dialog.getByText('The PIN has six digits.')).toBeInTheDocument();
    expect(calls()).toEqual([]);
    const field = dialog.getByLabelText('The PIN that it has now');
    await userEvent.type(field, '11-11 11');
    expect(field).toHaveValue('111111');
    await userEvent.click(dialog.getByRole('button', { name: 'Check the PIN' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('The two-step PIN is wrong.');
    await userEvent.clear(field);
    await userEvent.type(field, '222222');
    await userEvent.click(dialog.getByRole('button', { name: 'Check the PIN' }));
    expect(await dialog.findByText('Meta confirms this PIN.')).toBeInTheDocument();
    expect(dialog.getByText(/It was last set or confirmed here on/u)).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Take theirs…' })).not.toBeInTheDocument();
    expect((await axeFindings()).filter((each) => !each.startsWith('landmark-'))).toEqual([]);
  });

  const drifts: readonly (readonly [string, Partial<BusinessNumber>])[] = [
    ['the PIN', { twoStep: { drift: 'changed', at: fakeStart, agreedAt: 0 } }],
    ['the profile', { shown: { seq: 1, at: 1, lookedAt: 2, theirs: { about: 'Boats', address: '', description: '', email: '', vertical: '', websites: [] } } }],
  ];
  it.each(drifts)('says in the list that somebody changed %s at Meta, and leads to the choice', async (_, part) => {
    fake = await openFake((bench) => bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', ...part })));
    renderPage(<ChannelsPage />);
    expect(await screen.findByText(/^Changed in WhatsApp Manager/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Look and decide' }));
    expect(await screen.findByRole('dialog', { name: 'Edit WhatsApp_ES' })).toBeInTheDocument();
  });

  it('puts ours back; when it is off, that is the only way', async () => {
    const dialog = await open({ twoStep: { drift: 'off', at: 0, agreedAt: 0 } });
    expect(dialog.getByText(/^Two-step verification is off at Meta/u)).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Take theirs…' })).not.toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Put ours back…' }));
    await userEvent.type(dialog.getByLabelText('Two-step PIN'), '654321');
    await userEvent.click(dialog.getByRole('button', { name: 'Set the PIN' }));
    expect(await dialog.findByText('Meta has this PIN now.')).toBeInTheDocument();
    expect(fake.bench.pin).toBe('654321');
  });

  it('can be cancelled, and offers a new PIN where nothing has changed', async () => {
    const dialog = await open({ twoStep: { drift: '', at: 0, agreedAt: 0 } });
    await userEvent.click(dialog.getByRole('button', { name: 'Set another PIN…' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(dialog.queryByLabelText('Two-step PIN')).not.toBeInTheDocument();
    expect(calls()).toEqual([]);
  });

  it.each<[string, Partial<BusinessNumber>]>([
    ['a number at Twilio', { provider: 'twilio' }],
    ['a number for SMS', { channel: 'sms' }],
  ])('is not there for %s', async (_, part) => {
    const dialog = await open({ twoStep: { drift: '', at: 0, agreedAt: 0 }, ...part });
    expect(dialog.queryByRole('region', { name: 'Two-step verification' })).not.toBeInTheDocument();
  });
});
