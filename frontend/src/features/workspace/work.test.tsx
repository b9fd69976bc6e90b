import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { bridge } from '@/bridge/bridge';
import { inboxRow, messageRow } from '@/bridge/fake-rows';
import { addThread, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';
import { useDesk } from '@/stores/desk';
import { narrowList, showEverything } from '@/stores/list-filter';
import { clearSelection } from '@/stores/selection';
import { choose } from '@/stores/work';
import { snoozeTimes } from './snooze-times';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  addThread(fake, 'thr_1', 'Rosa');
});
afterEach(tearDown);
afterEach(() => {
  clearSelection();
  showEverything();
});

const key = (press: string, alt = true): void => void fireEvent.keyDown(document.activeElement ?? document.body, { key: press, code: `Key${press.toUpperCase()}`, altKey: alt });
const type = (field: HTMLElement, value: string): void => void fireEvent.change(field, { target: { value } });

describe('labels', () => {
  it('are filtered by typing, put on with Enter, made of a new word, and shown in list and header', async () => {
    fake.world.put('labels', { id: 'lbl_1', name: 'Refund', colour: 'red' }, { id: 'lbl_2', name: 'VIP', colour: 'blue' }, { id: 'lbl_3', name: 'Old', colour: 'grey', deleted: true });
    await open('/threads/thr_1');
    key('l');
    const field = await screen.findByRole('combobox', { name: 'Find or create a label' });
    expect(screen.getAllByRole('option').map((each) => each.textContent)).toEqual(['Refund', 'VIP']);
    type(field, 'ref');
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(screen.getByRole('option', { name: 'Refund' })).toHaveAttribute('aria-selected', 'true'));
    type(field, 'late');
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').labels).toHaveLength(2));
    expect(within(thread()).getByRole('button', { name: /^Change labels: ?late ?, ?Refund$/, hidden: true })).toBeTruthy();
    expect(within(list()).getByText('Refund')).toBeTruthy();
  });

  it('says beside the field that a name is too long, and makes none', async () => {
    await open('/threads/thr_1');
    key('l');
    const field = await screen.findByRole('combobox', { name: 'Find or create a label' });
    type(field, 'x'.repeat(300));
    expect(await screen.findByText('A label has at most 40 characters; this has 300.')).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(fake.world.all('labels')).toEqual([]);
  });
});

describe('snoozing', () => {
  it('takes a conversation out of the list until its time, and can be undone', async () => {
    await open('/threads/thr_1');
    key('h');
    fireEvent.click(await screen.findByRole('button', { name: /^In an hour/ }));
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').snoozedUntil).toBeGreaterThan(now + hour - 60_000));
    const parts = await within(list()).findByRole('radiogroup', { name: 'To do now, or snoozed' });
    fireEvent.click(within(parts).getByRole('radio', { name: 'Snoozed 1' }));
    expect(await within(list()).findByText(/^Until/)).toBeTruthy();
    expect(within(thread()).getByText(/^You snoozed this/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').snoozedUntil).toBe(0));
  });

  it('asks before a time that lies behind the end of the window, and offers one before it', async () => {
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_1'), lastCustomerAt: now - 20 * hour });
    fake.world.put('messages', messageRow({ id: 'late', threadId: 'thr_1', at: now - 20 * hour }));
    await open('/threads/thr_1');
    key('h');
    fireEvent.click(await screen.findByRole('button', { name: /^Tomorrow morning/ }));
    expect(fake.world.need('threads', 'thr_1').snoozedUntil).toBeUndefined();
    fireEvent.click(await screen.findByRole('button', { name: /instead$/ }));
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').snoozedUntil).toBe(now + 3.5 * hour));
  });

  it('says beside the field that a time has passed', async () => {
    await open('/threads/thr_1');
    key('h');
    const field = await screen.findByLabelText('At another time');
    type(field, '2020-01-01T10:00');
    fireEvent.submit(field);
    expect(await screen.findByText('This time has passed. Choose a later one.')).toBeTruthy();
    act(() => type(field, '2199-01-01T10:00'));
    expect(await screen.findByText('Choose a time within the next 90 days.')).toBeTruthy();
  });
});

describe('snoozeTimes', () => {
  const at = (text: string): number => new Date(text).getTime();
  it.each([
    ['2026-11-30T08:00', 0, ['hour', 'afternoon', 'tomorrow', 'week']],
    ['2026-11-30T16:00', 18 * 60, ['hour', 'tomorrow', 'week']],
    ['2026-11-30T09:00', 18 * 60, ['hour', 'afternoon', 'shift', 'tomorrow', 'week']],
    ['2026-12-06T20:00', 0, ['hour', 'tomorrow']],
  ] as const)('at %s with a day that ends at %i', (now, ends, want) => {
    const times = snoozeTimes(at(now), ends);
    expect(times.map((each) => each.name)).toEqual(want);
    for (const each of times) expect(each.at).toBeGreaterThan(at(now));
  });
  it('wakes on Monday at nine', () => expect(snoozeTimes(at('2026-12-03T10:00'), 0).at(-1)?.at).toBe(at('2026-12-07T09:00')));
});

describe('several conversations', () => {
  const rows = (): (string | undefined)[] => Array.from(list().querySelectorAll<HTMLElement>('[data-thread]'), (each) => each.dataset.thread).sort();
  const row = (id: string): HTMLElement => list().querySelector<HTMLElement>(`[data-thread="${id}"]`) as HTMLElement;
  beforeEach(() => {
    addThread(fake, 'thr_2', 'Ben');
    addThread(fake, 'thr_3', 'Carla', { owner: 'usr_ben' });
    fake.world.state = { ...fake.world.state, role: 'admin' };
  });

  it('are marked with Ctrl, closed together, and brought back by one undo', async () => {
    await open('/');
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    fireEvent.click(row('thr_1'), { ctrlKey: true });
    fireEvent.click(row('thr_2'), { ctrlKey: true });
    const bar = await screen.findByRole('toolbar', { name: '2 selected' });
    fireEvent.click(within(bar).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(rows()).toEqual([]));
    expect(await screen.findByText('Closed: 2 conversations')).toBeTruthy();
    expect(screen.queryByRole('toolbar')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
  });

  it('are all marked with Ctrl+A in the list; Escape takes the marks off; what is refused is told by name', async () => {
    await open('/');
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    row('thr_1').focus();
    fireEvent.keyDown(row('thr_1'), { key: 'a', ctrlKey: true });
    expect(await screen.findByRole('toolbar', { name: '2 selected' })).toBeTruthy();
    fireEvent.keyDown(row('thr_1'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('toolbar')).toBeNull());
    fireEvent.keyDown(row('thr_1'), { key: 'a', ctrlKey: true });
    fake.world.put('interactions', { ...fake.world.need('interactions', 'int_thr_2'), epoch: 9 });
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_2'), state: 'ended', open: false });
    fireEvent.click(within(await screen.findByRole('toolbar')).getByRole('button', { name: 'Archive' }));
    expect(await screen.findByText(/^Archived: /)).toBeTruthy();
  });

  it('lose their mark when they leave the list, so that nothing is done to what cannot be seen', async () => {
    await open('/');
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    fireEvent.click(row('thr_1'), { ctrlKey: true });
    fireEvent.click(row('thr_2'), { ctrlKey: true });
    expect(await screen.findByRole('toolbar', { name: '2 selected' })).toBeTruthy();
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_2'), owner: 'usr_ben' });
    expect(await screen.findByRole('toolbar', { name: '1 selected' })).toBeTruthy();
  });

  it('have a menu by the right button, which assigns to who has the fewest first', async () => {
    await open('/');
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    fireEvent.contextMenu(row('thr_1'), { clientX: 40, clientY: 40 });
    const items = (await screen.findAllByRole('menuitem')).map((each) => each.textContent);
    expect(items).toEqual(['Open', 'Assign to…', 'Label', 'Snooze', 'Follow', 'Mark as read', 'High priority', 'Urgent', 'Close', 'Archive']);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Assign to…' }));
    const people = await screen.findByRole('group', { name: 'Colleagues' });
    expect(within(people).getAllByRole('button').map((each) => each.textContent)).toEqual(['BBen1 of 3', 'AAna2 of 3']);
    fireEvent.click(within(people).getByRole('button', { name: /Ben/ }));
    await waitFor(() => expect(fake.world.calls.some((each) => JSON.stringify(each).includes('usr_ben'))).toBe(true));
  });

  it('are narrowed by label, and kept as a view', async () => {
    fake.world.put('labels', { id: 'lbl_1', name: 'Refund', colour: 'red', holds: ['lbl_0'] });
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_2'), labels: ['lbl_0'] });
    fake.world.put('listViews', { id: 'vw_1', userId: 'usr_ben', shared: true, name: 'Refunds', filter: { list: 'mine', labels: ['lbl_1'] } });
    await open('/');
    fireEvent.click(await screen.findByRole('button', { name: 'Views' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Refunds/ }));
    await waitFor(() => expect(rows()).toEqual(['thr_2']));
    fireEvent.click(screen.getByRole('button', { name: 'Save view' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    type(name, 'y'.repeat(61));
    expect(await screen.findByText(/^The name of a view has at most 60/)).toBeTruthy();
    type(name, 'Mine to refund');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.world.all('listViews').map((each) => each.name)).toEqual(['Refunds', 'Mine to refund']));
    fireEvent.click(await screen.findByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
  });

  it('are narrowed by several filters, each of which is taken off by its chip', async () => {
    fake.world.put('labels', { id: 'lbl_1', name: 'Refund', colour: 'red' });
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_2'), labels: ['lbl_1'] });
    await open('/');
    act(() => narrowList({ labels: ['lbl_1', 'lbl_gone'], snoozed: true }));
    const chips = (): (string | null)[] => within(screen.getByRole('list', { name: 'Filters of the list' })).getAllByRole('listitem').map((each) => each.textContent);
    await waitFor(() => expect(chips()).toEqual(['Labels: Refund', 'Labels: Deleted', 'Only snoozed', 'Clear all']));
    fireEvent.click(screen.getByRole('button', { name: 'Remove the filter Labels: Deleted' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Remove the filter Only snoozed' }));
    await waitFor(() => expect(rows()).toEqual(['thr_2']));
    expect(screen.getByText('1 of 2')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Clear all' })).toHaveFocus());
    fireEvent.click(screen.getByRole('button', { name: 'Remove the filter Labels: Refund' }));
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    expect(screen.queryByText('1 of 2')).toBeNull();
    expect(screen.queryByRole('list', { name: 'Filters of the list' })).toBeNull();
    await waitFor(() => expect(screen.getByRole('button', { name: /^Filter/ })).toHaveFocus());
    act(() => narrowList({ snoozed: true }));
    fireEvent.click(await screen.findByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(screen.getByRole('button', { name: /^Filter/ })).toHaveFocus());
  });

  it('get a label although one of them is refused, which is named and asked for again', async () => {
    fake.world.put('labels', { id: 'lbl_1', name: 'Refund', colour: 'red' });
    await open('/');
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    const put = vi.spyOn(bridge().work, 'labelThread').mockRejectedValueOnce({ code: 'conflict', message: 'This conversation has too many labels.', detail: '' });
    act(() => choose('labels', ['thr_1', 'thr_2']));
    fireEvent.click(await screen.findByRole('option', { name: /Refund/ }));
    expect(await screen.findByText(/changed on 1 of 2/)).toBeTruthy();
    expect(screen.getByText(/Rosa.*: /)).toBeTruthy();
    expect(fake.world.need('threads', 'thr_2').labels).toEqual(['lbl_1']);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').labels).toEqual(['lbl_1']));
    await waitFor(() => expect(screen.queryByText(/changed on 1 of 2/)).toBeNull());
    put.mockRestore();
  });

  it('go into the queue of another inbox of their channel', async () => {
    fake.world.put('inboxes', inboxRow({ id: 'inb_sales', name: 'Sales' }), inboxRow({ id: 'inb_sms', name: 'Texts', type: 'sms' }));
    await open('/');
    await waitFor(() => expect(rows()).toEqual(['thr_1', 'thr_2']));
    act(() => choose('assign', ['thr_1', 'thr_2']));
    const queues = within(await screen.findByRole('group', { name: 'Inboxes' }));
    expect(queues.queryByRole('button', { name: /Texts/ })).toBeNull();
    fireEvent.click(queues.getByRole('button', { name: /^Sales/ }));
    expect(await screen.findByText('In the queue of Sales: 2 conversations')).toBeTruthy();
    expect(['thr_1', 'thr_2'].map((id) => fake.world.need('threads', id).inboxId)).toEqual(['inb_sales', 'inb_sales']);
  });

  it('go back by Undo to the queue in which they waited, or to who had them', async () => {
    fake.world.put('inboxes', inboxRow({ id: 'inb_sales', name: 'Sales' }));
    const had = { ...fake.world.need('threads', 'thr_2'), owner: 'usr_me', state: 'open' as const };
    const waited = { ...fake.world.need('threads', 'thr_1'), owner: '', state: 'waiting' as const };
    fake.world.put('threads', had, waited);
    const takeBack = vi.spyOn(bridge().threads, 'takeBack');
    await open('/');
    await waitFor(() => expect(useDesk.getState().threads.get('thr_1')?.owner).toBe(''));
    act(() => choose('assign', ['thr_1', 'thr_2']));
    fireEvent.click(within(await screen.findByRole('group', { name: 'Inboxes' })).getByRole('button', { name: /^Sales/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').inboxId).toBe(waited.inboxId));
    expect(fake.world.need('threads', 'thr_1')).toMatchObject({ owner: '', state: 'waiting' });
    await waitFor(() => expect(takeBack).toHaveBeenCalledTimes(1));
    expect(takeBack).toHaveBeenCalledWith(had.interactionId, had.epoch + 1);
    takeBack.mockRestore();
  });

  it('offers no Undo for what was in no inbox before, and takes back the others', async () => {
    fake.world.put('inboxes', inboxRow({ id: 'inb_sales', name: 'Sales' }));
    const waited = { ...fake.world.need('threads', 'thr_1'), owner: '', state: 'waiting' as const };
    const nowhere = { ...fake.world.need('threads', 'thr_2'), owner: '', state: 'waiting' as const, inboxId: '' };
    fake.world.put('threads', waited, nowhere);
    await open('/');
    await waitFor(() => expect(useDesk.getState().threads.get('thr_2')?.inboxId).toBe(''));
    const move = async (ids: readonly string[], done: string): Promise<HTMLElement> => {
      act(() => choose('assign', ids));
      fireEvent.click(within(await screen.findByRole('group', { name: 'Inboxes' })).getByRole('button', { name: /^Sales/ }));
      const title = await screen.findByText(done);
      const toast = title.closest<HTMLElement>('[role="alert"]');
      if (toast === null) throw new Error('the words are in no toast');
      return toast;
    };
    const both = await move(['thr_1', 'thr_2'], 'In the queue of Sales: 2 conversations');
    fireEvent.click(within(both).getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.world.need('threads', 'thr_1').inboxId).toBe(waited.inboxId));
    expect(await screen.findByText('Undone: 1 conversation')).toBeTruthy();
    expect(fake.world.need('threads', 'thr_2').inboxId).toBe('inb_sales');
    fake.world.put('threads', { ...fake.world.need('threads', 'thr_2'), inboxId: '' });
    await waitFor(() => expect(useDesk.getState().threads.get('thr_2')?.inboxId).toBe(''));
    const one = await move(['thr_2'], 'In the queue of Sales: 1 conversation');
    expect(within(one).queryByRole('button', { name: 'Undo' })).toBeNull();
  });
});
