import { renderHook, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Report } from '@/bridge/types';
import { inboxRow, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { Ratings, useRatingRows } from './ratings';

const ratings = {
  asked: 4, answered: 3, comments: 1, scores: [1, 0, 0, 0, 2],
  inboxes: [{ key: 'inb_1', asked: 4, answered: 3, sum: 11, low: 1 }],
  agents: [{ key: 'usr_ben', asked: 1, answered: 1, sum: 1, low: 1 }, { key: 'usr_gone', asked: 1, answered: 0, sum: 0, low: 0 }],
};

beforeEach(async () => {
  await openFake((bench) => {
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }));
    bench.world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }));
  });
});
afterEach(closeFake);

it('shows the average, the share of answers, and who has low ones', async () => {
  renderPage(<Ratings ratings={ratings} />);
  expect(await screen.findByText(/^3\.7 of 5 on average from 3 answers; 75 % of the 4 customers/u)).toBeInTheDocument();
  const agents = within(screen.getByRole('table', { name: 'By agent' }));
  expect(agents.getAllByRole('row').slice(1).map((each) => each.textContent)).toEqual(['Ben1.0111', 'Deleted–010']);
  expect(within(screen.getByRole('table', { name: 'Answers by score' })).getAllByRole('row')[1]).toHaveTextContent(/267 %/u);
  expect(await axeFindings()).toEqual([]);
});

it('says so while nobody has answered', async () => {
  renderPage(<Ratings ratings={{ asked: 2, answered: 0, comments: 0, scores: [0, 0, 0, 0, 0], inboxes: [], agents: [] }} />);
  expect(await screen.findByText('2 customers were asked, and nobody has answered yet.')).toBeInTheDocument();
});

it('says how many did not fit into a list', async () => {
  renderPage(<Ratings ratings={{ ...ratings, moreInboxes: 1, moreAgents: 12 }} />);
  expect(within(await screen.findByRole('group', { name: 'By inbox' })).getByText(/^1 more is not listed/u)).toBeInTheDocument();
  expect(within(screen.getByRole('group', { name: 'By agent' })).getByText(/^12 more are not listed/u)).toBeInTheDocument();
});

it('writes them into the table that is saved', () => {
  const { result } = renderHook(() => useRatingRows());
  const rows = result.current({ ratings } as unknown as Report);
  expect(rows).toContainEqual(['By inbox', 'Support · Average', '3.67', '']);
  expect(rows).toContainEqual(['Answers by score', '5', '2', 'answers']);
  expect(result.current({} as unknown as Report)).toEqual([]);
});
