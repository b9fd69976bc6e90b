import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { userRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { PresenceMenu } from './presence-menu';

afterEach(closeFake);

it('shows nobody as online who cannot be reached', async () => {
  const fake = await openFake(({ world }) => world.put('users', userRow({ id: 'usr_ana', presence: 'online' })));
  renderPage(<PresenceMenu />);
  const menu = await screen.findByRole('button', { name: /Your presence: Online/ });
  act(() => fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } }));
  await waitFor(() => expect(menu).toHaveAccessibleName(/Your presence: Offline/));
});

it('offers the reasons of the organization, or the usual ones', async () => {
  const fake = await openFake(({ world }) => world.put('users', userRow({ id: 'usr_ana' })));
  renderPage(<PresenceMenu />);
  await userEvent.click(await screen.findByRole('button', { name: /Your presence/ }));
  for (const each of ['Break', 'Lunch', 'Training', 'Meeting']) expect(await screen.findByRole('menuitem', { name: each })).toBeInTheDocument();
  act(() => fake.world.put('orgs', { id: 'org_1', name: 'Shop', practice: false, awayReasons: ['Stocktaking'] }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Stocktaking' }));
  await waitFor(() => expect(fake.world.get('users', 'usr_ana')).toMatchObject({ presence: 'away', presenceReason: 'Stocktaking' }));
  expect(screen.queryByRole('menuitem', { name: 'Lunch' })).toBeNull();
});

it('names the supervisor who set it', async () => {
  await openFake(({ world }) => world.put('users', userRow({ id: 'usr_ana', presence: 'away', chosen: 'away', presenceBy: 'usr_olga' }), userRow({ id: 'usr_olga', name: 'Olga' })));
  renderPage(<PresenceMenu />);
  await userEvent.click(await screen.findByRole('button', { name: /Your presence: Away/ }));
  expect(await screen.findByText(/set to Away by .*Olga/)).toBeInTheDocument();
});
