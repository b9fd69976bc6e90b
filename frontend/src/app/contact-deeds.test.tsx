import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { useActions } from '@/lib/actions';
import { closeMerging, openMerge } from '@/stores/merging';
import { setContextOpen } from '@/stores/view';
import { renderUi } from '@/test/render';
import { addThread, open, setUp, tearDown } from '@/test/workspace';

let fake: FakeBridge;

beforeEach(() => {
  fake = setUp();
  fake.world.state = { ...fake.world.state, role: 'admin' };
});
afterEach(() => {
  closeMerging();
  tearDown();
});

function Offered(): string {
  return useActions().map((each) => each.id).join(' ');
}

it('offers merge and block, and their dialogs, while the contact panel is hidden', async () => {
  setContextOpen(false);
  addThread(fake, 't1', 'Lucia');
  await open('/threads/t1');
  const { container } = renderUi(<Offered />);
  await waitFor(() => expect(container.textContent).toMatch(/contact\.merge.*contact\.block/u), { timeout: 8000 });
  expect(container.textContent.split('contact.merge')).toHaveLength(2);
  act(() => openMerge('con_t1'));
  expect(await screen.findByRole('dialog', { name: /^Merge .*Lucia/u })).toBeInTheDocument();
});
