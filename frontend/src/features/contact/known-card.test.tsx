import { fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { contactRow, fakeStart, numberRow } from '@/bridge/fake-rows';
import type { KnownName } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { KnownCard } from './known-card';

afterEach(closeFake);

async function open(known: readonly KnownName[]): Promise<void> {
  const fake = await openFake(({ world }) => world.put('numbers', numberRow({ id: 'num_1', name: 'Support' })));
  const contact = contactRow({ id: 'con_1', known: [...known] });
  fake.world.put('contacts', contact);
  await renderPage(<KnownCard contact={contact} />, '/');
}

describe('what a customer is known as', () => {
  it('shows every name, the newest first, with its kind, its time and its source', async () => {
    await open([
      { type: 'phone', name: '+5511987654321', since: fakeStart - 3_600_000, how: 'typed' },
      { type: 'username', name: 'bia', since: fakeStart - 60_000, how: 'wrote', via: 'num_1' },
    ]);
    const names = await screen.findAllByRole('listitem');
    expect(names[0]).toHaveTextContent(/@bia.*User name.*1 min.*Support.*the customer wrote from it/);
    expect(names[1]).toHaveTextContent(/\+55 11 98765 4321.*Number.*your team entered it/);
    expect(screen.queryByText(/has not shown a number/)).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it('says that there is no number, hides what the viewer may not see, and folds long lists', async () => {
    await open([{ type: 'userId', name: 'US.1' }, ...['a', 'b', 'c', 'd', 'e'].map((name): KnownName => ({ type: 'username', name }))]);
    expect(await screen.findByText(/has not shown a number/)).toBeInTheDocument();
    expect(screen.queryByText('@a')).toBeNull();
    expect(screen.getByText('US.1')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Show 1 earlier name' }));
    expect(await screen.findByText('@a')).toBeInTheDocument();
  });

  it('shows no number to who may not see it', async () => {
    await open([{ type: 'phone', name: '', hidden: true }]);
    expect(await screen.findByText('Hidden number')).toBeInTheDocument();
    expect(screen.queryByText(/has not shown a number/)).toBeNull();
  });
});
