import { screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { ConnectionLine } from './connection-line';

afterEach(closeFake);

describe('the status line', () => {
  it('says how much is still to come, then that all is here', async () => {
    const fake = await openFake(() => undefined);
    const link = fake.world.state.link;
    fake.world.setState({ link: { ...link, state: 'catchingUp', behind: 1204 } });
    renderPage(<ConnectionLine />);
    const line = screen.getByRole('status');
    await waitFor(() => expect(line).toHaveTextContent('Catching up (1,204)'));
    fake.world.setState({ link: { ...link, state: 'catchingUp', behind: 0 } });
    await waitFor(() => expect(line).toHaveTextContent(/^Catching up$/));
    fake.world.setState({ link: { ...link, state: 'live', behind: 0 } });
    await waitFor(() => expect(line).toHaveTextContent(/^Live/));
    fake.world.setState({ link: { ...link, state: 'preparing', behind: 45 } });
    await waitFor(() => expect(line).toHaveTextContent('Preparing data after an update, 45 %'));
    fake.world.setState({ link: { ...link, state: 'preparing', behind: 0 } });
    await waitFor(() => expect(line).toHaveTextContent(/^Preparing data after an update$/));
  });

  it('rule 3: says quietly that something from the relay could not be read', async () => {
    const fake = await openFake(() => undefined);
    renderPage(<ConnectionLine />);
    fake.world.setState({ link: { ...fake.world.state.link, state: 'live', skipped: 2 } });
    expect(await screen.findByText(/2 items couldn't be read and are left out/)).toBeVisible();
    expect(screen.getByRole('status')).toHaveTextContent(/^Live/);
  });
});
