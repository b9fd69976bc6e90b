import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { contactRow, interactionRow, numberRow, threadRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { ThreadHeader } from './header';

afterEach(closeFake);

const ended = threadRow({ id: 'thr_1', contactId: 'con_1', numberId: 'num_1', state: 'ended', open: false, access: 'full' });

async function header(group: boolean): Promise<void> {
  await openFake((fake) => {
    fake.world.put('contacts', contactRow({ id: 'con_1', profileName: 'Garden club', group }));
    fake.world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
    fake.world.put('threads', ended);
  });
  renderPage(<ThreadHeader thread={ended} name="Garden club" />);
  await screen.findByText('Shop');
}

describe('rule 12: a group', () => {
  it('has no window, and nothing to reopen it for', async () => {
    await header(true);
    expect(screen.getByText(/WhatsApp group/u)).toBeInTheDocument();
    expect(screen.queryByText(/window/u)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Reopen' })).toBeNull();
  });

  it('is told from a customer, whose conversation has both', async () => {
    await header(false);
    expect(screen.queryByText(/WhatsApp group/u)).toBeNull();
    expect(screen.getByText(/window/u)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Reopen' })).toBeInTheDocument();
  });
});

describe('a conversation that a flow has', () => {
  const held = threadRow({ id: 'thr_2', contactId: 'con_1', numberId: 'num_1', state: 'inFlow', inboxId: '', access: 'full' });
  const headerAs = async (role: 'owner' | 'agent'): Promise<void> => {
    await openFake((fake) => {
      fake.world.state = { ...fake.world.state, role };
      fake.world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
      fake.world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
      fake.world.put('threads', held);
    });
    renderPage(<ThreadHeader thread={held} name="Lena" />);
    await screen.findByText('Shop');
  };

  it('can be taken out of it by a supervisor only', async () => {
    await headerAs('owner');
    expect(screen.getByRole('button', { name: 'Take' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Close/u })).toBeNull();
    closeFake();
    cleanup();
    await headerAs('agent');
    expect(screen.queryByRole('button', { name: 'Take' })).toBeNull();
  });
});

describe('the priority of a conversation', () => {
  const waits = threadRow({ id: 'thr_3', contactId: 'con_1', numberId: 'num_1', interactionId: 'int_3', state: 'waiting', priority: 'high' });
  it.each(['owner', 'agent'] as const)('is set by supervisors: %s', async (role) => {
    const fake = await openFake(({ world }) => {
      world.state = { ...world.state, role };
      world.put('contacts', contactRow({ id: 'con_1', profileName: 'Lena' }));
      world.put('numbers', numberRow({ id: 'num_1', name: 'Shop' }));
      world.put('interactions', interactionRow({ id: 'int_3', threadId: 'thr_3', state: 'waiting' }));
      world.put('threads', waits);
    });
    renderPage(<ThreadHeader thread={waits} name="Lena" />);
    await userEvent.click(await screen.findByRole('button', { name: 'More actions' }));
    await screen.findByRole('menuitem', { name: 'Mark as unread' });
    if (role === 'agent') {
      expect(screen.queryByRole('menuitem', { name: 'Urgent' })).toBeNull();
      return;
    }
    expect(screen.getByRole('menuitem', { name: /High/ })).toHaveAccessibleName(/chosen/);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Urgent' }));
    await waitFor(() => expect(fake.world.get('threads', 'thr_3')?.priority).toBe('urgent'));
    await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Normal' }));
    await waitFor(() => expect(fake.world.get('threads', 'thr_3')?.priority).toBe(''));
  });
});
