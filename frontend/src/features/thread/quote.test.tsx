import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { messageRow } from '@/bridge/fake-rows';
import { threadPath } from '@/lib/paths';
import { useView } from '@/stores/view';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { Quote } from './quote';

afterEach(closeFake);

const said = messageRow({ id: 'm1', threadId: 't2', text: 'The blue tent', seq: 1 });
const answer = messageRow({ id: 'm2', threadId: 't1', replyTo: 'm1', other: 't2', text: 'This one', seq: 2 });

async function open(...here: readonly ReturnType<typeof messageRow>[]): Promise<Opened> {
  await openFake(({ world }) => world.put('messages', ...here));
  return renderPage(<Quote message={answer} name="Rosa" />, threadPath('t1'));
}

describe('a quote of what was said in a conversation that was joined', () => {
  it('shows the text and leads there', async () => {
    const opened = await open(said, answer);
    fireEvent.click(await screen.findByRole('button', { name: /Rosa.*The blue tent/ }));
    expect(opened.history.at(-1)).toBe(threadPath('t2'));
    expect(useView.getState().jump).toMatchObject({ threadId: 't2', messageId: 'm1' });
    expect(await axeFindings()).toEqual([]);
  });

  it('says that the message is not here to who may not see that conversation', async () => {
    await open(answer);
    fireEvent.click(await screen.findByRole('button', { name: /An earlier message/ }));
    await waitFor(() => expect(screen.getByText("A message that Parley doesn't have")).toBeInTheDocument());
  });
});
