import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { newer } from '@/test/newer';
import { RelayAlarms } from './relay-alarms';

afterEach(closeFake);

describe('what is wrong with the relay', () => {
  it.each([
    ['damaged', /database is damaged/],
    ['full', /disk of the relay is full/],
    ['write', /can't write to its disk/],
    ['behind', /lost messages or settings/],
    ['clock', /clock of the relay's computer is wrong/],
  ] as const)('rule 9: %s is said to a supervisor at once', async (alarm, words) => {
    await openFake(({ world, office }) => {
      world.state = { ...world.state, role: 'admin' };
      office.alarms = [alarm];
    });
    renderPage(<RelayAlarms />);
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });

  it('rule 9: an agent is not asked to mend it, and a word of a later version is not shown raw', async () => {
    const fake = await openFake(({ world, office }) => {
      world.state = { ...world.state, role: 'agent' };
      office.alarms = ['damaged'];
    });
    const view = renderPage(<RelayAlarms />);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    view.unmount();
    fake.office.alarms = [newer('somethingNew')];
    fake.world.setState({ role: 'owner' });
    renderPage(<RelayAlarms />);
    await expect(screen.findByRole('alert', {}, { timeout: 300 })).rejects.toThrow();
  });
});
