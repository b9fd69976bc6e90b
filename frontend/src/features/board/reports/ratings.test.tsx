import { renderHook, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Report } from '@/bridge/types';
import { inboxRow, userRow } from '@/bridge/fake-rows';
import { createTexts } from '@/i18n/i18n';
import { TextsProvider } from '@/lib/texts';
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
  renderPage(<Ratings ratings={ratings} onShow={() => undefined} />);
  expect(await screen.findByText(/^On average 3\.7 of 5\. Answered: 3 of 4 who were asked \(75 %\)/u)).toBeInTheDocument();
  const agents = within(screen.getByRole('table', { name: 'By agent' }));
  expect(agents.getAllByRole('row').slice(1).map((each) => each.textContent)).toEqual(['Ben1.0111', 'Deleted–010']);
  expect(within(screen.getByRole('table', { name: 'Answers by score' })).getAllByRole('row')[1]).toHaveTextContent(/267 %/u);
  expect(await axeFindings()).toEqual([]);
});

it('says so while nobody has answered', async () => {
  renderPage(<Ratings ratings={{ asked: 2, answered: 0, comments: 0, scores: [0, 0, 0, 0, 0], inboxes: [], agents: [] }} onShow={() => undefined} />);
  expect(await screen.findByText('2 customers were asked, and nobody has answered yet.')).toBeInTheDocument();
});

it('says how many did not fit into a list', async () => {
  renderPage(<Ratings ratings={{ ...ratings, moreInboxes: 1, moreAgents: 12 }} onShow={() => undefined} />);
  expect(within(await screen.findByRole('group', { name: 'By inbox' })).getByText(/^1 more is not listed/u)).toBeInTheDocument();
  expect(within(screen.getByRole('group', { name: 'By agent' })).getByText(/^12 more are not listed/u)).toBeInTheDocument();
});

it('writes them into the table that is saved', () => {
  const { result } = renderHook(() => useRatingRows(), { wrapper: ({ children }) => <TextsProvider i18n={createTexts()}>{children}</TextsProvider> });
  const rows = result.current({ ratings } as unknown as Report);
  expect(rows).toContainEqual(['By inbox', 'Support · Average', '3.67', '']);
  expect(rows).toContainEqual(['Answers by score', '5', '2', 'answers']);
  expect(result.current({} as unknown as Report)).toEqual([]);
});

it('leads from each figure to the records that it counts', async () => {
  const onShow = vi.fn();
  renderPage(<Ratings ratings={ratings} onShow={onShow} />);
  for (const [name, part] of [
    ['Show the low one', { ratings: ['1', '2'] }],
    ['Show the one with a comment', { ratings: ['comment'] }],
    ['Show the one without an answer', { ratings: ['silent'] }],
    ['5 of 5 stars: show the 2 records', { ratings: ['5'] }],
    ['Support, Answers: show the 3 records', { inboxes: ['inb_1'], ratings: ['rated'] }],
    ['Support, Asked: show the 4 records', { inboxes: ['inb_1'], ratings: ['rated', 'silent'] }],
    ['Ben, Low: show the record', { agents: ['usr_ben'], ratings: ['1', '2'] }],
  ] as const) {
    await userEvent.click(await screen.findByRole('button', { name }));
    expect(onShow).toHaveBeenLastCalledWith(part);
  }
  // Nothing is behind a nought.
  expect(screen.queryByRole('button', { name: /^4 of 5 stars/u })).not.toBeInTheDocument();
});
