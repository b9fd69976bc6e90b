import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { interactionRow, messageRow } from '@/bridge/fake-rows';
import type { Interaction } from '@/bridge/types';
import { renderUi } from '@/test/render';
import { linesOf } from './model';
import { RatingLine, RatingPart } from './rating-part';

const noon = new Date(2026, 10, 20, 12).getTime();

it('says what a message is of a rating, and the score to whoever cannot see stars', () => {
  renderUi(<RatingPart rating={{ part: 'answer', score: 4 }} />);
  expect(screen.getByRole('img', { name: '4 of 5 stars' })).toHaveTextContent('★★★★☆');
});

it('says when the customer is asked, and why they are not', () => {
  const { container } = renderUi(<RatingLine interaction={interactionRow({ id: 'i1', threadId: 't', rating: { dueAt: noon } })} />);
  expect(container).toHaveTextContent(/asked for a rating at 12:00/u);
  const { container: skipped } = renderUi(<RatingLine interaction={interactionRow({ id: 'i1', threadId: 't', rating: { skipped: 'consent' } })} />);
  expect(skipped).toHaveTextContent(/did not opt in/u);
});

it('puts question and answer behind the end of their conversation, and why nobody was asked, too', () => {
  const kinds = (interaction: Partial<Interaction>, messages = [messageRow({ id: 'm1', threadId: 't', interactionId: 'i1', at: noon }), messageRow({ id: 'm2', threadId: 't', interactionId: 'i1', at: noon + 59_000, out: true, rating: { part: 'question' } })]): string =>
    linesOf({ messages, queued: [], interactions: [interactionRow({ ...interaction, id: 'i1', threadId: 't', startedAt: noon, endedAt: noon + 60_000 })], decisions: new Map(), spans: [], complete: true, newFrom: undefined }).map((each) => (each.kind === 'message' ? each.message.id : each.kind)).join(' ');
  expect(kinds({ rating: { askedAt: noon + 90_000 } })).toBe('day routed m1 ended m2');
  expect(kinds({ rating: { skipped: 'blocked' } }, [messageRow({ id: 'm1', threadId: 't', interactionId: 'i1', at: noon })])).toBe('day routed m1 ended rating');
});
