import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { numberRow } from '@/bridge/fake-rows';
import type { BusinessNumber } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
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

describe('the identity check of a number', () => {
  it('is switched on at Meta, and says when nobody knows how it stands', async () => {
    const dialog = await open({ wabaId: 'waba_1' });
    expect(await dialog.findByText(/was never set from here/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('switch', { name: /^Hold replies when/ }));
    await waitFor(() => expect(fake.world.need('numbers', 'num_1').identityCheck).toBe('on'));
    await waitFor(() => expect(dialog.getByRole('switch', { name: /^Hold replies when/ })).toBeChecked());
    expect(dialog.queryByText(/was never set from here/)).toBeNull();
  });

  it('says that Twilio has none', async () => {
    const dialog = await open({ provider: 'twilio' });
    expect(await dialog.findByText(/Twilio tells nothing/)).toBeInTheDocument();
    expect(dialog.queryByRole('switch', { name: /^Hold replies when/ })).toBeNull();
  });
});
