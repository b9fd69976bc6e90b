import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { renderUi } from '@/test/render';
import { TriedLine } from './story-lines';

const at = new Date(2026, 10, 20, 12, 4).getTime();

it('says who did not answer an offer, and who declined it and why', () => {
  const { container } = renderUi(<TriedLine tries={[{ userId: 'gone', outcome: 'missed', at }, { userId: 'gone', outcome: 'declined', at, reason: 'busy', note: '' }]} />);
  expect(container).toHaveTextContent(/who didn't answer/u);
  expect(container).toHaveTextContent(/Declined by .*in the middle of something/u);
});

it('folds many into one line that unfolds', async () => {
  const { container } = renderUi(<TriedLine tries={Array.from({ length: 10 }, () => ({ userId: 'gone', outcome: 'missed' as const, at }))} />);
  expect(container).toHaveTextContent(/Offered 10 times, and nobody accepted/u);
  expect(container).not.toHaveTextContent(/who didn't answer/u);
  await userEvent.click(screen.getByRole('button', { name: 'Show' }));
  expect(container.textContent.match(/who didn't answer/gu)).toHaveLength(10);
});
