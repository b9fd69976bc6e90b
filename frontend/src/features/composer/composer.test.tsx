import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { contactRow, threadRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { Composer } from './composer';

afterEach(closeFake);

describe('rule 12: a group is shown, and cannot be answered', () => {
  it.each(['waiting', 'open', 'ended', ''] as const)('in the state %j', async (state) => {
    const thread = threadRow({ id: 'thr_1', contactId: 'con_1', state, open: state !== 'ended', access: 'full' });
    await openFake((fake) => {
      fake.world.put('contacts', contactRow({ id: 'con_1', label: 'Garden club', group: true }));
      fake.world.put('threads', thread);
    });
    renderPage(<Composer thread={thread} name="Garden club" />);
    expect(await screen.findByText(/can't write to them/u)).toBeInTheDocument();
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
