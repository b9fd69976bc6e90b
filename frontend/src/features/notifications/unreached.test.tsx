import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { contactRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { UnreachedAlert } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { Unreached } from './unreached';

afterEach(closeFake);

async function shown(unreached: UnreachedAlert[], role: 'owner' | 'agent' = 'owner'): Promise<void> {
  await openFake(({ world }) => {
    world.state = { ...world.state, role };
    world.unreached = unreached;
    world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }));
    world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
    world.put('threads', threadRow({ id: 'thr_1', contactId: 'con_1' }));
  });
  renderPage(<Unreached />);
}

it('says that every alert reached somebody', async () => {
  await shown([]);
  expect(await screen.findByRole('button', { name: 'Alerts that reached no human today: 0' })).toBeDisabled();
});

it('leads to what reached nobody, and says why for each', async () => {
  await shown([{ threadId: 'thr_1', type: 'escalation', at: 1_790_000_000_000, people: [{ userId: 'usr_ben', why: 'refused' }, { userId: 'usr_gone', why: 'noApp' }] }]);
  await userEvent.click(await screen.findByRole('button', { name: 'Alerts that reached no human today: 1' }));
  expect(screen.getByRole('link', { name: 'Lena' })).toHaveAttribute('href', expect.stringContaining('thr_1'));
  expect(screen.getByText(/Ben.*their system took no notification/)).toBeInTheDocument();
  expect(screen.getByText(/someone.*closed or not connected/)).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
});

it('is for supervisors only', async () => {
  await shown([], 'agent');
  expect(screen.queryByText(/reached no human/)).toBeNull();
});
