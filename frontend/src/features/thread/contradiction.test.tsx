import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '@/bridge/types';
import { messageRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { useContradiction } from './contradiction';

afterEach(closeFake);

const at = Date.parse('2026-11-30T10:00:00Z');
const problem = { code: 131026, title: '', text: 'Not delivered', source: 'meta', at };

function Said({ message }: { readonly message: Message }): string {
  return `said: ${useContradiction(message)}`;
}

describe('statuses that contradict each other', () => {
  it.each([
    ['read, after a failure', { status: 'read', statusAt: at + 60_000, problem }, /first reported a failure .+ and then “Read”/u],
    ['a failure after it was delivered', { status: 'delivered', statusAt: at - 60_000, problem }, /reported “Delivered” .+ after that a failure/u],
    ['delivered after it was read', { status: 'read', statusAt: at, problem: null, contrary: { status: 'delivered', at: at + 60_000 } }, /“Read” at .+, but “Delivered” only at/u],
    ['a failure alone', { status: 'sent', statusAt: at, problem }, /^said: $/u],
    ['all in order', { status: 'read', statusAt: at, problem: null }, /^said: $/u],
  ] as const)('%s', async (_, part, want) => {
    await openFake(() => undefined);
    renderPage(<Said message={messageRow({ id: 'm1', threadId: 't1', out: true, ...part })} />);
    expect(screen.getByText(/said:/u).textContent).toMatch(want);
  });
});
