import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow, userRow } from '@/bridge/fake-rows';
import type { Role } from '@/bridge/types';
import { showFirstSteps, useFirstStepsStore } from '@/stores/first-steps';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { FirstSteps, useFirstSteps } from './first-steps';
import { NoInbox, useInNoInbox } from './no-inbox';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  useFirstStepsStore.setState({ people: {} });
});
afterEach(closeFake);

function Shown(): ReactElement {
  const steps = useFirstSteps();
  const nowhere = useInNoInbox();
  if (steps?.shown === true) return <FirstSteps done={steps.done} />;
  return nowhere ? <NoInbox /> : <p>nothing to do</p>;
}

async function open(role: Role, prepare: () => void = () => undefined): Promise<Opened> {
  fake = await openFake((opened) => {
    fake = opened;
    fake.world.put('users', userRow({ id: 'usr_1', name: 'Olga', role }));
    fake.world.state = { ...fake.world.state, userId: 'usr_1', role, practice: false };
    fake.office.alertTest = { ...fake.office.alertTest, takenAt: 0 };
    prepare();
  });
  return renderPage(<Shown />);
}

const steps = (): string[] => within(screen.getByRole('region', { name: 'First steps' })).getAllByRole('listitem').map((each) => each.textContent);

describe('the first steps of an owner', () => {
  it('are ticked by what is there, and each opens its screen', async () => {
    const opened = await open('owner', () => void fake.world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' })));
    await screen.findByRole('region', { name: 'First steps' });
    expect(steps().map((each) => each.includes('Done'))).toEqual([true, false, false, false]);
    expect(await axeFindings()).toEqual([]);
    // An inbox without agents answers nobody.
    fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: [] }));
    fake.world.put('users', userRow({ id: 'usr_2', name: 'Ravi' }));
    await waitFor(() => expect(steps().map((each) => each.includes('Done'))).toEqual([true, false, true, false]));
    fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_2'] }));
    await waitFor(() => expect(steps().map((each) => each.includes('Done'))).toEqual([true, true, true, false]));
    fireEvent.click(screen.getByRole('button', { name: 'Open: Test alerts' }));
    expect(opened.history.at(-1)).toBe('/notifications');
  });

  it('can be put away and brought back, and go by themselves when all is done', async () => {
    await open('owner');
    fireEvent.click(await screen.findByRole('button', { name: 'Put this list away' }));
    expect(await screen.findByText('nothing to do')).toBeInTheDocument();
    showFirstSteps(true);
    expect(await screen.findByRole('region', { name: 'First steps' })).toBeInTheDocument();
    // Whoever signs in next on this computer has chosen nothing yet.
    expect(useFirstStepsStore.getState().people).toEqual({ usr_1: { shown: true } });
    useFirstStepsStore.setState({ people: { usr_1: { alerted: true }, usr_2: { shown: true } } });
    fake.world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
    fake.world.put('users', userRow({ id: 'usr_2', name: 'Ravi' }));
    fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_2'] }));
    expect(await screen.findByText('nothing to do')).toBeInTheDocument();
  });
});

describe('an agent in no inbox', () => {
  it('is told so, and whom to ask; not any more once they are in one', async () => {
    await open('agent', () => void fake.world.put('users', userRow({ id: 'usr_2', name: 'Mara Owner', role: 'owner' }), userRow({ id: 'usr_3', name: 'Ben', role: 'agent' })));
    expect(await screen.findByRole('heading', { name: 'You are in no inbox yet' })).toBeInTheDocument();
    expect(screen.getByText('Chats come from inboxes. Ask Mara Owner to add you to one.')).toBeInTheDocument();
    fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_1'] }));
    expect(await screen.findByText('nothing to do')).toBeInTheDocument();
  });
});
