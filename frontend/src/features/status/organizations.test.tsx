import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { queuedRow, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { PresenceMenu } from './presence-menu';

afterEach(closeFake);

const two = [
  { id: 'org_a', name: 'Harbour & Pine', current: true, signedIn: true },
  { id: 'org_b', name: 'North Wind', current: false, signedIn: false },
];

type Fake = Awaited<ReturnType<typeof openFake>>;

const open = async (organizations: typeof two): Promise<Fake> => {
  const fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', presence: 'online' }));
    world.state = { ...world.state, organizations };
  });
  renderPage(<PresenceMenu />);
  await userEvent.click(await screen.findByRole('button', { name: /Your presence/ }));
  await screen.findByRole('menuitem', { name: /Away/ });
  return fake;
};
const switches = (fake: Fake): readonly (readonly unknown[])[] => fake.world.calls.filter((each) => each.name === 'session.switchOrganization').map((each) => each.args);

it('shows nothing of organizations to somebody who has one', async () => {
  await open([]);
  expect(screen.queryByText('Organization')).not.toBeInTheDocument();
});

it('asks for the password once and switches', async () => {
  const fake = await open(two);
  expect(screen.getByRole('menuitem', { name: /Harbour & Pine/ })).toHaveAttribute('aria-current', 'true');
  await userEvent.click(screen.getByRole('menuitem', { name: /North Wind/ }));
  const field = await screen.findByLabelText('Password');
  expect(await screen.findByRole('dialog', { name: 'Sign in to North Wind' })).toBeInTheDocument();
  expect(await axeFindings()).toEqual([]);
  fake.world.fail('session.switchOrganization', new BridgeError('unauthorized', 'E-mail or password is wrong.', 'password'));
  await userEvent.type(field, 'wrong{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('E-mail or password is wrong.');
  await userEvent.clear(field);
  await userEvent.type(field, 'correct horse{Enter}');
  await waitFor(() => expect(fake.world.state.organizations.find((each) => each.current)?.id).toBe('org_b'));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
});

it('says what happens with replies that were not sent, and waits for the answer', async () => {
  const fake = await open(two.map((each) => ({ ...each, signedIn: true })));
  act(() => void fake.world.queued.push(queuedRow({ clientId: 'c1', threadId: 'thr_1' })));
  await userEvent.click(screen.getByRole('menuitem', { name: /North Wind/ }));
  expect(await screen.findByText(/1 reply waits to be sent here\. It stays on this computer/)).toBeInTheDocument();
  expect(fake.world.state.organizations[0]?.current).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Switch' }));
  await waitFor(() => expect(switches(fake).at(-1)).toEqual(['org_b', true]));
  expect(fake.world.state.organizations[1]?.current).toBe(true);
});
