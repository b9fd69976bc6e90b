import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { dayBegan } from '@/lib/working-day';
import { axeFindings } from '@/test/feature';
import { addThread, hour, list, now, open, setUp, tearDown } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

const day = 24 * hour;
const radar = (): HTMLElement => screen.getByRole('region', { name: 'Window radar' });
/** A conversation of ours whose window closes so long from now. */
const closing = (id: string, left: number): void => addThread(fake, id, id, { lastCustomerAt: now + left - day });
/** So long from now, in minutes after midnight. */
const minutes = (left: number): number => {
  const at = new Date(now + left);
  return at.getHours() * 60 + at.getMinutes() || 1440;
};
const lostAt = (id: string, at: number, owner = 'usr_ana'): void => {
  addThread(fake, id, id, { owner });
  fake.world.put('interactions', { ...fake.world.need('interactions', `int_${id}`), owner, lostAt: at });
};

describe('the window radar', () => {
  it('counts what closes before the shift ends, and orders by time left', async () => {
    fake.world.put('users', { ...fake.world.need('users', 'usr_ana'), dayEnds: minutes(2 * hour + 1) });
    closing('late', 20 * hour);
    closing('soon', hour / 2);
    closing('next', hour);
    closing('over', -hour);
    await open();
    expect(await within(radar()).findByText(/^2 close before your shift ends at/u)).toBeInTheDocument();
    await userEvent.click(within(radar()).getByRole('button', { name: /2 close/u }));
    await waitFor(() => expect([...list().querySelectorAll<HTMLElement>('[data-thread]')].map((each) => each.dataset.thread)).toEqual(['soon', 'next', 'late', 'over']));
    expect(await axeFindings()).toEqual([]);
  });

  it('looks some hours ahead for who has not said when their shift ends, and asks for it', async () => {
    closing('soon', hour / 2);
    closing('late', 5 * hour);
    await open();
    expect(await within(radar()).findByText('1 closes in the next 4 hours')).toBeInTheDocument();
    expect(within(radar()).getByRole('link', { name: 'Set when your shift ends' })).toHaveAttribute('href', '/settings');
  });

  it('counts the windows that an agent lost today, and not a colleague\'s or yesterday\'s', async () => {
    const midnight = dayBegan(now);
    lostAt('mine', midnight);
    lostAt('hers', midnight + 1, 'usr_ben');
    lostAt('before', midnight - 1);
    await open();
    await userEvent.click(await within(radar()).findByRole('button', { name: '1 window lost today' }));
    expect(await screen.findByRole('link', { name: /^mine.*Ana$/u })).toHaveAttribute('href', '/threads/mine');
  });

  it('counts everybody\'s for a supervisor, and says when there are none', async () => {
    fake.world.state = rows.appState({ role: 'admin' });
    closing('soon', hour);
    await open();
    expect(await within(radar()).findByText('No windows lost today')).toBeInTheDocument();
    lostAt('hers', dayBegan(now), 'usr_ben');
    lostAt('nobodys', dayBegan(now), '');
    expect(await within(radar()).findByRole('button', { name: '2 windows lost today' })).toBeInTheDocument();
  });
});
