import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { settingsRow } from '@/bridge/fake-rows';
import { useSettings } from '@/stores/settings';
import { useView } from '@/stores/view';
import { addThread, field, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(async () => {
  fake = setUp();
  addThread(fake, 't1', 'Lucia');
  useSettings.setState({ settings: settingsRow({ undoSeconds: 10 }) });
  await open('/threads/t1');
  await screen.findByRole('textbox', { name: 'Reply' });
});
afterEach(tearDown);

const sent = (): readonly string[] => fake.world.messagesOf('t1').filter((each) => each.out).map((each) => each.text);
const waits = (): Promise<HTMLElement> => screen.findByText(/^Sending in \d+ s$/u);

describe('undo send', () => {
  it('keeps a reply here for the seconds that were chosen, and says so once', async () => {
    await userEvent.type(field(), 'on its way{Enter}');
    await waits();
    expect(sent()).toEqual([]);
    await waitFor(() => expect(screen.getByTestId('polite')).toHaveTextContent(/Sending in \d+ seconds?\. Ctrl\+Z/u));
    expect(fake.world.queued.map((each) => [each.state, (each.holdUntil ?? 0) > Date.now()])).toEqual([['waiting', true]]);
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send now' }));
    await waitFor(() => expect(sent()).toEqual(['on its way']));
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('puts the text back before what was written meanwhile', async () => {
    await userEvent.type(field(), 'too early{Enter}');
    await waits();
    await userEvent.type(field(), 'the next');
    await userEvent.click(within(thread()).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(field()).toHaveValue('too early\nthe next'));
    expect(fake.world.queued).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it('takes the last one back by Ctrl+Z in an empty reply, and leaves the key to the text otherwise', async () => {
    await userEvent.type(field(), 'one{Enter}');
    await waits();
    await userEvent.type(field(), 'x');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(fake.world.queued).toHaveLength(1);
    await userEvent.clear(field());
    await waitFor(() => expect(field()).toHaveValue(''));
    await userEvent.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(field()).toHaveValue('one'));
    await waitFor(() => expect(field()).toHaveFocus());
  });

  it('brings the quote back', async () => {
    useView.setState({ replyTo: new Map([['t1', 't1_1']]) });
    await userEvent.type(field(), 'yes{Enter}');
    await waits();
    await waitFor(() => expect(useView.getState().replyTo.size).toBe(0));
    await userEvent.click(within(thread()).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(useView.getState().replyTo.get('t1')).toBe('t1_1'));
    expect(field()).toHaveValue('yes');
  });

  it('takes files and words of one Enter back together', async () => {
    await userEvent.upload(screen.getByLabelText('Attach files', { selector: 'input' }), [new File(['a'], 'one.png', { type: 'image/png' }), new File(['b'], 'two.png', { type: 'image/png' })]);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Send' })).toBeEnabled());
    await userEvent.type(field(), 'two pictures{Enter}');
    await waitFor(() => expect(fake.world.queued).toHaveLength(3));
    expect(await within(thread()).findAllByRole('button', { name: 'Undo' }), 'one for all').toHaveLength(1);
    await userEvent.click(within(thread()).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(field()).toHaveValue('two pictures'));
    expect(await screen.findByText('one.png')).toBeInTheDocument();
    expect(screen.getByText('two.png')).toBeInTheDocument();
    expect(fake.world.queued).toEqual([]);
  });
});
