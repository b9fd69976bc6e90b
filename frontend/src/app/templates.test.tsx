import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import type { QueuedFile, Send, StartThread } from '@/bridge/types';
import { loadAttached, resetAttached } from '@/stores/attached';
import { useDesk } from '@/stores/desk';
import { flushDrafts, loadDrafts, resetDrafts } from '@/stores/drafts';
import { closeNewThread, openNewThread } from '@/stores/view';
import { axeFindings } from '@/test/feature';
import { addThread, draftsOf, hour, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
  fake.world.put('templates', rows.templateRow({ id: 'tpl_pic', name: 'parcel', headerKind: 'IMAGE', body: 'It is on its way, {{1}}.' }));
});
afterEach(tearDown);

const file = (name: string): File => new File(['12345'], name, { type: name.endsWith('.png') ? 'image/png' : 'application/pdf' });
const input = (within_: HTMLElement): HTMLInputElement => within_.querySelector('input[type=file]') as HTMLInputElement;
const lastCall = (name: string): readonly unknown[] => fake.world.calls.filter((each) => each.name === name).at(-1)?.args ?? [];

describe('a template whose header is a file', () => {
  it('is sent with it when the window is shut', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: /parcel/ }));
    await userEvent.type(within(thread()).getByRole('textbox', { name: 'Value 1' }), 'Lucia');
    const send = within(thread()).getByRole('button', { name: 'Send template' });
    expect(send).toBeDisabled();
    expect(within(thread()).getByText(/starts with a picture: a JPEG or PNG of at most 5 MB/)).toBeInTheDocument();
    expect(input(thread()).accept).toBe('image/jpeg,image/png');

    // A picker may offer more than it was asked for.
    await userEvent.setup({ applyAccept: false }).upload(input(thread()), file('plan.pdf'));
    expect(await within(thread()).findByText(/takes only JPEG and PNG/)).toBeInTheDocument();
    expect(send).toBeDisabled();

    await userEvent.upload(input(thread()), file('parcel.png'));
    await waitFor(() => expect(send).toBeEnabled());
    expect(within(thread()).getByRole('figure', { name: 'Preview' })).toHaveTextContent('It is on its way, Lucia.');
    expect(within(thread()).getByRole('list', { name: 'Attached files' })).toHaveTextContent('parcel.png');
    expect(within(thread()).queryByText('plan.pdf')).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(send);
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'template', media: { fileName: 'parcel.png' } }));
    const [sent, carried] = lastCall('compose.send') as [Send, QueuedFile];
    expect(sent.content.template).toMatchObject({ templateId: 'tpl_pic', params: ['Lucia'] });
    expect(carried.fileName).toBe('parcel.png');
    expect(await within(thread()).findByRole('button', { name: /: It is on its way, Lucia\.$/ })).toBeInTheDocument();
    // It belongs to no draft.
    expect(fake.world.draftFiles).toEqual([]);
  });

  it('takes the keyboard when it is chosen, not when it is found half filled', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    addThread(fake, 't2', 'Kim', { lastCustomerAt: now - 26 * hour });
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: /parcel/ }));
    expect(within(thread()).getByRole('textbox', { name: 'Value 1' })).toHaveFocus();
    await userEvent.click(within(list()).getByText('Kim'));
    await screen.findByRole('region', { name: 'Conversation with Kim' });
    await userEvent.click(within(list()).getByText('Lucia'));
    expect(await within(thread()).findByRole('textbox', { name: 'Value 1' })).not.toHaveFocus();
  });

  it('says what Go refuses, and takes another file', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: /parcel/ }));
    fake.world.fail('compose.attachEnd', new BridgeError('invalid', 'This file has 6.0 MB, and WhatsApp takes at most 5 MB of this kind.', 'fileTooLarge'));
    await userEvent.upload(input(thread()), file('huge.png'));
    expect(await within(thread()).findByRole('alert')).toHaveTextContent('at most 5 MB');
    await userEvent.click(within(thread()).getByRole('button', { name: 'Remove huge.png' }));
    expect(within(thread()).queryByText('huge.png')).toBeNull();
    await userEvent.upload(input(thread()), file('small.png'));
    expect(await within(thread()).findByText('small.png')).toBeInTheDocument();
    await userEvent.click(within(thread()).getByRole('button', { name: 'Remove small.png' }));
    await waitFor(() => expect([...fake.world.files.values()].every((each) => each.dropped)).toBe(true));
  });

  it('is there again, half filled, when the app comes back', async () => {
    addThread(fake, 't1', 'Lucia', { lastCustomerAt: now - 25 * hour });
    await open('/threads/t1');
    await userEvent.click(await within(thread()).findByRole('button', { name: /parcel/ }));
    await userEvent.upload(input(thread()), file('parcel.png'));
    await userEvent.type(within(thread()).getByRole('textbox', { name: 'Value 1' }), 'Lucia');
    await userEvent.click(within(thread()).getByRole('button', { name: 'All templates' }));
    await userEvent.click(await within(thread()).findByRole('button', { name: /parcel/ }));
    await waitFor(() => expect(within(thread()).getByRole('button', { name: 'Send template' })).toBeEnabled());

    await act(async () => {
      await flushDrafts();
      resetDrafts();
      resetAttached();
    });
    expect(within(thread()).queryByRole('textbox', { name: 'Value 1' })).toBeNull();
    await act(async () => void (await Promise.all([loadDrafts(), loadAttached()])));
    expect(within(thread()).getByRole('textbox', { name: 'Value 1' })).toHaveValue('Lucia');
    await userEvent.click(within(thread()).getByRole('button', { name: 'Send template' }));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'template', media: { fileName: 'parcel.png' } }));
    await waitFor(() => expect(draftsOf(fake)).toEqual([]));
    expect(await within(thread()).findByRole('button', { name: /parcel/ })).toBeInTheDocument();
  });

  it('begins a conversation only from the numbers that are the person\'s', async () => {
    const list = (numbers: string[]): void => {
      const me = fake.world.need('users', fake.world.state.userId);
      fake.world.put('users', { ...me, outbound: { only: true, numbers } });
    };
    fake.world.put('numbers', rows.numberRow({ id: 'num_a', name: 'WhatsApp_A', state: 'active' }), rows.numberRow({ id: 'num_b', name: 'WhatsApp_B', state: 'active' }), rows.numberRow({ id: 'num_c', name: 'WhatsApp_C', state: 'active' }));
    list(['num_b', 'num_c']);
    await open('/');
    act(() => openNewThread());
    const dialog = within(await screen.findByRole('dialog', { name: 'New conversation' }));
    await userEvent.click(dialog.getByRole('combobox', { name: 'From number' }));
    expect((await screen.findAllByRole('option', { name: /WhatsApp_/ })).map((each) => each.textContent.slice(0, 10))).toEqual(['WhatsApp_B', 'WhatsApp_C']);
    act(() => list([]));
    expect(await screen.findByText('No number for you to begin from')).toBeInTheDocument();
  });

  it('begins a conversation', async () => {
    await open();
    act(() => openNewThread());
    const dialog = await screen.findByRole('dialog', { name: 'New conversation' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'To' }), '+14155550123');
    await userEvent.click(within(dialog).getByRole('button', { name: /parcel/ }));
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Value 1' }), 'Maya');
    await userEvent.upload(input(dialog), file('parcel.png'));
    const start = within(dialog).getByRole('button', { name: 'Send and open' });
    await waitFor(() => expect(start).toBeEnabled());
    await userEvent.click(start);
    await waitFor(() => expect(lastCall('threads.start')).toHaveLength(2));
    const [asked, carried] = lastCall('threads.start') as [StartThread, QueuedFile];
    expect(asked).toMatchObject({ phone: '+14155550123', template: { templateId: 'tpl_pic', params: ['Maya'] } });
    expect(carried.fileName).toBe('parcel.png');
  });

  it('loses nothing of a conversation that is not begun yet', async () => {
    await open();
    const dialog = async (): Promise<HTMLElement> => screen.findByRole('dialog', { name: 'New conversation' });
    act(() => openNewThread());
    await userEvent.type(within(await dialog()).getByRole('textbox', { name: 'To' }), '+14155550123');
    await userEvent.click(within(await dialog()).getByRole('button', { name: /parcel/ }));
    await userEvent.type(within(await dialog()).getByRole('textbox', { name: 'Value 1' }), 'Maya');
    await userEvent.upload(input(await dialog()), file('parcel.png'));
    await waitFor(async () => expect(within(await dialog()).getByRole('button', { name: 'Send and open' })).toBeEnabled());
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    act(() => openNewThread());
    expect(within(await dialog()).getByRole('textbox', { name: 'To' })).toHaveValue('+14155550123');
    expect(within(await dialog()).getByRole('textbox', { name: 'Value 1' })).toHaveValue('Maya');
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Send and open' }));
    await waitFor(() => expect(lastCall('threads.start')).toMatchObject([{ phone: '+14155550123', template: { params: ['Maya'] } }, { fileName: 'parcel.png' }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    act(() => openNewThread());
    expect(within(await dialog()).getByRole('textbox', { name: 'To' })).toHaveValue('');
    expect(within(await dialog()).queryByRole('textbox', { name: 'Value 1' })).toBeNull();
    await waitFor(() => expect(draftsOf(fake)).toEqual([]));
  });

  it('keeps what was begun for one customer from another', async () => {
    addThread(fake, 't1', 'Lucia', {});
    addThread(fake, 't2', 'Kim', {});
    await open();
    const dialog = async (): Promise<HTMLElement> => screen.findByRole('dialog', { name: 'New conversation' });
    const [lucia, kim] = ['t1', 't2'].map((id) => useDesk.getState().threads.get(id)?.contactId ?? '') as [string, string];
    act(() => openNewThread(lucia));
    await userEvent.click(within(await dialog()).getByRole('button', { name: /parcel/ }));
    await userEvent.type(within(await dialog()).getByRole('textbox', { name: 'Value 1' }), 'Lucia');
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Change' }));
    expect(within(await dialog()).getByRole('textbox', { name: 'To' })).toHaveValue('');
    act(closeNewThread);
    act(() => openNewThread(kim));
    expect(await within(await dialog()).findByText('Kim')).toBeInTheDocument();
    expect(within(await dialog()).queryByRole('textbox', { name: 'Value 1' })).toBeNull();
  });
});
