import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { ConnectPage } from './connect-page';
import { SetupPage } from './page';

let fake: FakeBridge;
const phone = '+442079460958';

beforeEach(async () => {
  fake = await openFake(({ world }) => {
    world.put('wabas', { id: '20001', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
  });
});

afterEach(closeFake);

const field = (): Promise<HTMLElement> => screen.findByLabelText('Display name');
const type = async (text: string): Promise<void> => {
  await userEvent.clear(await field());
  await userEvent.click(await field());
  await userEvent.paste(text);
};
async function openWizard(): Promise<void> {
  const setup = await fake.setup.begin(phone);
  renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
  await field();
}
const asked = (): unknown => fake.world.calls.filter((each) => each.name === 'setup.connect').at(-1)?.args[0];

describe('the rules of a display name', () => {
  it('are unfolded beside the field of the wizard', async () => {
    await openWizard();
    expect(screen.getByText(/A change counts only once it is approved/)).not.toBeVisible();
    await userEvent.click(screen.getByText("Meta's rules for a display name"));
    expect(screen.getByText(/A change counts only once it is approved/)).toBeVisible();
    expect(await axeFindings()).toEqual([]);
  });

  it('refuse at once what is sure, and only warn of what may be right', async () => {
    await openWizard();
    await type('https://shop.example');
    expect(await field()).toHaveAccessibleDescription(/can't be a web address/);
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(asked()).toBeUndefined();
    await type('HARBOUR AND PINE');
    expect(await field()).toBeValid();
    expect(screen.getByText(/Meta may reject this name.*It is all in capitals/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(asked()).toMatchObject({ displayName: 'HARBOUR AND PINE' }));
  });

  it('wait with what is half typed', async () => {
    await openWizard();
    await type('H');
    expect(await field()).toBeValid();
    await userEvent.tab();
    expect(await field()).toHaveAccessibleDescription(/at least 2 characters/);
  });

  it('do not judge a name that Meta has accepted', async () => {
    fake.bench.atMeta = [{ phoneId: '1001', phone, verifiedName: 'www.shop.example', verified: false, registered: false, quality: 'GREEN', used: '' }];
    await openWizard();
    await waitFor(async () => expect(await field()).toBeDisabled());
    expect(screen.queryByText("Meta's rules for a display name")).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(asked()).toMatchObject({ displayName: 'www.shop.example' }));
  });

  it('stand in the form too, each way', async () => {
    renderPage(<ConnectPage />, '/channels/connect');
    for (const way of ['From a linked account', 'Manual']) {
      await userEvent.click(await screen.findByRole('radio', { name: way }));
      expect(await field()).toBeValid();
      expect(screen.getByText("Meta's rules for a display name")).toBeInTheDocument();
      await type('+44 20 7946 0958');
      expect(await field()).toHaveAccessibleDescription(/can't be a phone number/);
      await type('Harbour!');
      expect(screen.getByText(/It has signs or extra punctuation/)).toBeInTheDocument();
      await userEvent.clear(await field());
    }
  });
});
