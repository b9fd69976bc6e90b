import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
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

  it('offers to connect at once while it is offline, and only then', async () => {
    const fake = await openFake(() => undefined);
    const link = fake.world.state.link;
    renderPage(<ConnectionLine />);
    expect(await screen.findByRole('status')).toHaveTextContent(/^Live/);
    expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
    fake.world.setState({ link: { ...link, state: 'offline' } });
    await userEvent.click(await screen.findByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/^Live/));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull());
  });

  it('says that it is still offline when the try did not help', async () => {
    const fake = await openFake(() => undefined);
    fake.world.setState({ link: { ...fake.world.state.link, state: 'offline' } });
    fake.world.fail('session.retry', new BridgeError('unavailable', 'The relay cannot be reached.', 'offline'));
    renderPage(<ConnectionLine />);
    const button = await screen.findByRole('button', { name: 'Try now' });
    await userEvent.click(button);
    await waitFor(() => expect(button).toBeEnabled());
    expect(screen.getByRole('status')).toHaveTextContent(/^Offline/);
  });
});
