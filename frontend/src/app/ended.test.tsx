import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import type { Send, Thread } from '@/bridge/types';
import { setClockOffset } from '@/lib/clock';
import { axeFindings } from '@/test/feature';
import { addThread, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

const lastSend = (): Send => fake.world.calls.findLast((each) => each.name === 'compose.send')?.args[0] as Send;

/** A conversation that has ended, its window shut. */
function ended(part: Partial<Thread> = {}): void {
  fake.world.put('templates', rows.templateRow({ id: 'tpl_hi', name: 'hi_again', body: 'We have news for you.' }));
  addThread(fake, 't1', 'Lucia', { open: false, state: 'ended', owner: 'usr_ana', access: 'handled', endReason: 'expired', lastCustomerAt: now - 30 * hour, ...part });
  const interaction = fake.world.need('interactions', 'int_t1');
  fake.world.put('interactions', { ...interaction, state: 'ended', endedAt: now - hour, endReason: 'expired', owner: part.owner ?? 'usr_ana', disposition: 'archived', dispositionRule: 'ended' });
}

describe('archive', () => {
  it('stands beside Close, says what it does, and puts the conversation away', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    const archive = await within(thread()).findByRole('button', { name: 'Archive' });
    expect(archive).toHaveAccessibleDescription('Ends the conversation and puts it away under Archived');
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(archive);
    expect(await within(thread()).findByText('Archived by you')).toBeInTheDocument();
    expect(fake.world.need('interactions', 'int_t1').endReason).toBe('archived');
    await userEvent.click(within(list()).getByRole('radio', { name: /^Ended/u }));
    expect(list().querySelector('[data-thread]')).toBeNull();
    await userEvent.click(within(list()).getByRole('radio', { name: 'Archived 1' }));
    await waitFor(() => expect(list().querySelector('[data-thread="t1"]')).not.toBeNull());
  });

  it('has a key, and an undo', async () => {
    addThread(fake, 't1', 'Lucia');
    await open('/threads/t1');
    await within(thread()).findByText('Hello from Lucia');
    await userEvent.keyboard('{Alt>}{Shift>}E{/Shift}{/Alt}');
    const toast = await screen.findByRole('alert');
    expect(toast).toHaveTextContent('Archived');
    await userEvent.click(within(toast).getByRole('button', { name: 'Reopen' }));
    expect(await screen.findByRole('textbox', { name: 'Reply' })).toBeInTheDocument();
  });
});

describe('WhatsApp back', () => {
  const ways = {
    'the header': () => within(thread()).getAllByRole('button', { name: /^WhatsApp back/u })[0],
    'the end in the history': () => within(thread()).getByText(/no message for 24 hours/u).parentElement?.querySelector('button'),
    'the composer': () => within(thread()).getByText(/its window is closed/u).parentElement?.querySelector('button'),
    'the contact panel': () => within(screen.getByRole('region', { name: 'State' })).getByRole('button', { name: 'WhatsApp back' }),
  } as const;
  it.each(Object.entries(ways))('from %s leads to the templates in one click', async (_, button) => {
    ended();
    await open('/threads/t1');
    await within(thread()).findByText(/its window is closed/u);
    await screen.findByRole('region', { name: 'State' }); // the panel comes after the messages
    await userEvent.click(button() ?? expect.unreachable());
    expect(await within(thread()).findByRole('button', { name: /hi_again/u })).toBeInTheDocument();
    expect(within(thread()).getByText('The template begins a new conversation, and it is yours.')).toBeInTheDocument();
  });

  it('has a key, is taken back by Cancel, and sends for who had the conversation', async () => {
    ended();
    await open('/threads/t1');
    await within(thread()).findByText(/its window is closed/u);
    await userEvent.keyboard('{Alt>}b{/Alt}');
    await userEvent.click(await within(thread()).findByRole('button', { name: 'Cancel' }));
    expect(await within(thread()).findByText(/its window is closed/u)).toBeInTheDocument();
    await userEvent.keyboard('{Alt>}b{/Alt}');
    await userEvent.click(await within(thread()).findByRole('button', { name: /hi_again/u }));
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send template' }));
    await waitFor(() => expect(lastSend()).toMatchObject({ threadId: 't1', interactionId: '', content: { type: 'template' } }));
    expect(lastSend().back).toBeUndefined();
  });

  it.each([
    ['goes to the agent who had it', false, true],
    ['or to who sends, if they say so', true, undefined],
  ])('of a colleague\'s conversation %s', async (_, mine, back) => {
    fake.world.state = rows.appState({ role: 'admin' });
    fake.world.put('users', rows.userRow({ id: 'usr_ben', name: 'Ben' }));
    ended({ owner: 'usr_ben', access: 'full' });
    await open('/threads/t1');
    await userEvent.click((await within(thread()).findAllByRole('button', { name: /^WhatsApp back/u }))[0] as HTMLElement);
    expect(await within(thread()).findByText(/for Ben, who had the last one/u)).toBeInTheDocument();
    if (mine) await userEvent.click(within(thread()).getByRole('switch', { name: 'Give it to me instead' }));
    await userEvent.click(within(thread()).getByRole('button', { name: /hi_again/u }));
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send template' }));
    await waitFor(() => expect(lastSend()).toMatchObject({ threadId: 't1' }));
    expect(lastSend().back).toBe(back);
  });

  it('is not there while a colleague has the conversation', async () => {
    ended({ open: true, state: 'open', owner: 'usr_ben', endReason: '' });
    await open('/threads/t1');
    expect(await within(thread()).findByText('You can see only the part you handled.')).toBeInTheDocument();
    expect(within(thread()).queryByRole('button', { name: /^WhatsApp back/u })).toBeNull();
  });
});

describe('a conversation that nobody has answered', () => {
  it('counts down to the relay\'s own time, which a second template moves', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: 0 });
    const initiated = { businessStarted: true, startedAt: now - 40 * hour, disposition: 'initiated', dispositionRule: 'noAnswerYet' } as const;
    fake.world.put('interactions', { ...fake.world.need('interactions', 'int_t1'), ...initiated, endsAt: now + 30 * hour });
    await open('/threads/t1');
    expect(await within(list()).findByText('No reply yet · 30 h left')).toBeInTheDocument();
    expect(await screen.findByText(/^Archived in 1\sd \d\sh if nobody writes\.$/u)).toBeInTheDocument();
    act(() => setClockOffset(7 * hour)); // the relay's clock was set
    expect(await within(list()).findByText('No reply yet · 23 h left')).toBeInTheDocument();
    expect(await screen.findByText(/^24 hours have passed without an answer\. .*it is archived in 2[23]\sh \d+\smin\.$/u)).toBeInTheDocument();
  });
});
