import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { SetupPage } from './page';

let fake: FakeBridge;

afterEach(closeFake);

async function open(part: object, whatsApp: boolean): Promise<void> {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner', whatsApp }), userRow({ id: 'usr_eva', name: 'Eva' }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: [] }), inboxRow({ id: 'inb_2', name: 'Sales', members: ['usr_eva'] }));
  });
  const setup = await fake.setup.begin('+14155550123');
  fake.bench.setups.set(setup.id, { ...setup, step: 'summary', verifiedAt: 1, name: 'WhatsApp_US', displayName: 'Shop', wabaId: '20001', phoneId: '1001', ...part });
  renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
  await screen.findByRole('heading', { name: 'Summary' });
}

const choose = async (name: string): Promise<void> => {
  await userEvent.click(screen.getByRole('combobox', { name: 'Inbox for its messages' }));
  await userEvent.click(await screen.findByRole('option', { name }));
};

describe('an inbox in which nobody may take conversations', () => {
  it('is said at Summary before the number is finished, also of a new one', async () => {
    await open({}, false);
    expect(screen.queryByText(/nobody assigned/)).toBeNull();
    await choose('Support');
    expect(screen.getByText(/^Nobody of this inbox may take conversations yet/)).toBeInTheDocument();
    await choose('Sales');
    expect(screen.queryByText(/nobody assigned/)).toBeNull();
    await choose('New inbox with me as agent');
    expect(screen.getByText(/^You can't take WhatsApp conversations yourself/)).toBeInTheDocument();
  });

  it('is said when the number is connected, with the way to its agents', async () => {
    await open({ inboxId: 'inb_1' }, true);
    await userEvent.type(screen.getByLabelText('Two-step PIN'), '493022');
    await userEvent.click(screen.getByRole('button', { name: 'Finish' }));
    expect(await screen.findByText(/^Connected, but nobody of Support may take its conversations/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Open inboxes' })).toBeInTheDocument();
  });
});
