import { act, screen, waitFor } from '@testing-library/react';
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
