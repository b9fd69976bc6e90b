import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { addThread, field, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

const owed = (id: string, since: number): void => fake.world.put('interactions', rows.interactionRow({ id: `int_${id}`, threadId: id, owner: 'usr_ana', startedAt: now - hour, owedSince: since }));

describe('after Close', () => {
  const close = async (how: 'stay' | 'next' | 'oldest', at = '/threads/t1'): Promise<Awaited<ReturnType<typeof open>>> => {
    fake.world.put('users', { ...fake.world.need('users', 'usr_ana'), afterClose: how });
    const view = await open(at);
    await waitFor(() => expect(field()).toBeInTheDocument());
    await within(list()).findByRole('link', { name: /Cleo/ });
    await userEvent.keyboard('{Alt>}e{/Alt}');
    return view;
  };
  beforeEach(() => {
    addThread(fake, 't0', 'Ada', { lastAt: now });
    addThread(fake, 't1', 'Bea', { lastAt: now - 1000 });
    addThread(fake, 't2', 'Cleo', { lastAt: now - 2000 });
    addThread(fake, 't3', 'Dora', { lastAt: now - 3000 });
    owed('t3', now - 50_000);
    owed('t2', now - 20_000);
  });

  it('opens the next in the list, whose reply field has the keyboard, and says so; undo leads back', async () => {
    const view = await close('next');
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/t2'));
    await waitFor(() => expect(field()).toHaveFocus());
    expect(screen.getByTestId('polite')).toHaveTextContent(/Closed\. Next: .*Cleo/u);
    await userEvent.click(await screen.findByRole('button', { name: 'Reopen' }));
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/t1'));
    expect(fake.world.get('threads', 't1')?.open).toBe(true);
  });

  it('goes up from the last one, and stays where nothing else is open', async () => {
    const view = await close('next', '/threads/t3');
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/t2'));
    for (const id of ['t1', 't0']) {
      await waitFor(() => expect(field()).toHaveFocus());
      await userEvent.keyboard('{Alt>}e{/Alt}');
      await waitFor(() => expect(view.history.at(-1)).toBe(`/threads/${id}`));
    }
    await waitFor(() => expect(field()).toHaveFocus());
    await userEvent.keyboard('{Alt>}e{/Alt}');
    expect(await screen.findByText('Closed. Nothing else is open in this list.')).toBeInTheDocument();
    expect(view.history.at(-1)).toBe('/threads/t0');
  });

  it('opens whoever waits longest for an answer', async () => {
    const view = await close('oldest');
    await waitFor(() => expect(view.history.at(-1)).toBe('/threads/t3'));
  });

  it('stays when nothing else was chosen', async () => {
    const view = await close('stay');
    await screen.findByText('Closed');
    expect(view.history.at(-1)).toBe('/threads/t1');
  });
});

describe('which number it is', () => {
  it('is said of none while there is one', async () => {
    addThread(fake, 't1', 'Bea', { numberId: 'num_1' });
    await open('/threads/t1');
    await waitFor(() => expect(field()).toBeInTheDocument());
    expect(within(await within(list()).findByRole('link', { name: /Bea/ })).queryByText('Shop')).toBeNull();
    expect(screen.queryByText(/^As /u)).toBeNull();
  });

  it('stands in the row, in the header and at the reply where there are several', async () => {
    fake.world.put('numbers', rows.numberRow({ id: 'num_2', name: 'Claims' }));
    addThread(fake, 't1', 'Bea', { numberId: 'num_1' });
    addThread(fake, 't2', 'Cleo', { numberId: 'num_2' });
    await open('/threads/t2');
    await waitFor(() => expect(field()).toBeInTheDocument());
    expect(await within(list()).findByRole('link', { name: /Bea.*Shop/ })).toBeInTheDocument();
    expect(within(list()).getByRole('link', { name: /Cleo.*Claims/ })).toBeInTheDocument();
    expect(within(thread()).getByRole('banner')).toHaveTextContent('Claims');
    expect(await screen.findByText(/^As .*Claims/u)).toBeInTheDocument();
  });
});

describe('the strip beneath the list', () => {
  it('counts one\'s own, who waits, and the day; it is honest without a connection', async () => {
    fake.world.put('users', rows.userRow({ id: 'usr_ana', name: 'Ana', capacity: 4 }));
    addThread(fake, 't1', 'Bea');
    addThread(fake, 't2', 'Cleo', { owner: '', state: 'waiting', waitingSince: now - 5 * 60_000 });
    await open();
    const strip = await screen.findByLabelText(/Your work now: 1 of 4 · 1 waiting, longest 5 min/u, {}, { timeout: 8000 });
    await userEvent.click(strip);
    const details = await screen.findByLabelText('Your work now');
    expect(details).toHaveTextContent('Closed by you today0');
    act(() => fake.world.put('interactions', rows.interactionRow({ id: 'int_t1', threadId: 't1', owner: 'usr_ana', state: 'ended', endedBy: 'usr_ana', endedAt: now })));
    await waitFor(() => expect(details).toHaveTextContent('Closed by you today1'));
    act(() => fake.world.setOnline(false));
    await waitFor(() => expect(details).toHaveTextContent('There is no connection'));
    expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations.map((each) => `${each.id} ${each.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  });
});

describe('earlier conversations', () => {
  const past = (part: Partial<ReturnType<typeof rows.interactionRow>> = {}): void =>
    fake.world.put('interactions', rows.interactionRow({ id: 'int_old', threadId: 't1', inboxId: 'inb_1', owner: 'usr_ana', state: 'ended', startedAt: now - 50 * hour, endedAt: now - 49 * hour, endReason: 'closed', firstSeq: 1, ...part }));
  const say = (id: string, part: Partial<ReturnType<typeof rows.messageRow>>): void => fake.world.put('messages', rows.messageRow({ id, threadId: 't1', interactionId: 'int_old', at: now - 50 * hour, seq: 1, ...part }));

  it('are called by the customer\'s first words until somebody names them, and then found by that', async () => {
    fake.world.seq = 10;
    addThread(fake, 't1', 'Bea');
    past();
    say('old_1', { seq: 1, out: true, text: 'Welcome' });
    say('old_2', { seq: 2, text: 'The *kettle* leaks  again' });
    await open('/threads/t1');
    const card = await screen.findByRole('region', { name: 'Earlier' }, { timeout: 8000 });
    expect(await within(card).findByText('The kettle leaks again')).toBeInTheDocument();
    expect(card).toHaveTextContent('Support · Ana · Closed');
    const row = within(card).getByText('The kettle leaks again').closest('li') ?? expect.unreachable();
    expect(within(row).getByText('(first words)')).toBeInTheDocument();
    await userEvent.click(within(row).getByRole('button', { name: 'Give it a title' }));
    const name = within(card).getByRole('textbox', { name: 'What the conversation was about' });
    await userEvent.type(name, `${'x'.repeat(81)}`);
    expect(within(card).getByText('1 character too many')).toBeInTheDocument();
    await userEvent.clear(name);
    await userEvent.type(name, 'Leaking');
    // Looking elsewhere is not the end of a title.
    act(() => name.blur());
    expect(fake.world.calls.some((each) => each.name === 'interaction.title')).toBe(false);
    await userEvent.type(name, ' kettle{Enter}');
    expect(await within(card).findByText('Leaking kettle')).toBeInTheDocument();
    expect(within(row).getByRole('button', { name: 'Change the title' })).toHaveFocus();
    expect(fake.world.get('interactions', 'int_old')?.title).toBe('Leaking kettle');
    expect(within(card).queryByText('The kettle leaks again')).toBeNull();
  });

  it('keep their title when the field is left by Escape, and cannot be named by who never had them', async () => {
    fake.world.seq = 10;
    addThread(fake, 't1', 'Bea');
    past({ title: 'Refund', owner: 'usr_ben' });
    await open('/threads/t1');
    const card = await screen.findByRole('region', { name: 'Earlier' }, { timeout: 8000 });
    const row = (await within(card).findByText('Refund')).closest('li') ?? expect.unreachable();
    expect(within(row).queryByRole('button', { name: 'Change the title' })).toBeNull();
    act(() => past({ title: 'Refund' }));
    await userEvent.click(await within(row).findByRole('button', { name: 'Change the title' }));
    await userEvent.type(within(card).getByRole('textbox', { name: 'What the conversation was about' }), 'ed{Escape}');
    expect(await within(card).findByText('Refund')).toBeInTheDocument();
    expect(fake.world.calls.some((each) => each.name === 'interaction.title')).toBe(false);
  });
});

describe('a transcript', () => {
  const dialog = async (): Promise<HTMLElement> => {
    await userEvent.click(await within(thread()).findByRole('button', { name: 'More actions' }, { timeout: 8000 }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Save or print a transcript' }));
    return screen.findByRole('dialog', { name: 'Transcript' });
  };
  beforeEach(() => {
    addThread(fake, 't1', 'Bea', { numberId: 'num_1', interactionId: 'int_t1' });
    fake.world.put('messages', rows.messageRow({ id: 'note', threadId: 't1', interactionId: 'int_t1', type: 'note', out: true, author: 'usr_ben', at: now - 1000, seq: 40, text: 'Careful with her' }));
    fake.world.put('messages', rows.messageRow({ id: 'old', threadId: 't1', interactionId: 'int_old', at: now - 60 * hour, seq: 1, text: 'Long ago' }));
  });

  it('is drawn of this conversation without notes, and of everything with them where both are chosen', async () => {
    await open('/threads/t1');
    const first = await dialog();
    await userEvent.click(within(first).getByRole('button', { name: 'Save as PDF' }));
    const papers = (): string[] => fake.world.calls.filter((each) => each.name === 'saveTranscript' || each.name === 'system.saveTranscript').map((each) => JSON.stringify(each.args[1]));
    await waitFor(() => expect(papers()).toHaveLength(1));
    expect(papers()[0]).toContain('Hello from Bea');
    expect(papers()[0]).not.toContain('Careful with her');
    expect(papers()[0]).not.toContain('Long ago');
    expect(await screen.findByText(/Saved as/u)).toBeInTheDocument();
    const second = await dialog();
    await userEvent.click(within(second).getByRole('radio', { name: /Everything/u }));
    await userEvent.click(within(second).getByRole('checkbox', { name: /With notes/u }));
    await userEvent.click(within(second).getByRole('button', { name: 'Save as PDF' }));
    await waitFor(() => expect(papers()).toHaveLength(2));
    expect(papers()[1]).toContain('Careful with her');
    expect(papers()[1]).toContain('Long ago');
  });

  it('is not printed on a Mac, whose window cannot', async () => {
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Macintosh');
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: 'More actions' }, { timeout: 8000 }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Save a transcript' }));
    const shown = within(await screen.findByRole('dialog', { name: 'Transcript' }));
    expect(shown.getByRole('button', { name: 'Save as PDF' })).toBeInTheDocument();
    expect(shown.queryByRole('button', { name: 'Print' })).toBeNull();
    vi.restoreAllMocks();
  });

  it('is printed as a paper of its own, which goes when that is over', async () => {
    const print = vi.fn();
    vi.stubGlobal('print', print);
    await open('/threads/t1');
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Print' }));
    await waitFor(() => expect(print).toHaveBeenCalledOnce());
    expect(document.querySelector('[data-paper]')).toHaveTextContent('Hello from Bea');
    act(() => void window.dispatchEvent(new Event('afterprint')));
    await waitFor(() => expect(document.querySelector('[data-paper]')).toBeNull());
    vi.unstubAllGlobals();
  });
});

describe('a link to a conversation', () => {
  it('is copied from the menu of the header, and to a message from its own', async () => {
    addThread(fake, 'thr_1', 'Bea');
    await open('/threads/thr_1');
    await userEvent.click(await within(thread()).findByRole('button', { name: 'More actions' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Copy a link' }));
    await waitFor(() => expect(fake.office.copied).toEqual(['parley://conversations/thr_1']));
    expect(await screen.findByText('Link copied')).toBeInTheDocument();
    const message = within(thread()).getAllByRole('article')[0];
    if (message === undefined) throw new Error('there is no message');
    fireEvent.contextMenu(message, { button: 2, clientX: 10, clientY: 10 });
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Copy a link to this message' }));
    await waitFor(() => expect(fake.office.copied[1]).toMatch(/^parley:\/\/conversations\/thr_1\/\w+$/));
  });
});
