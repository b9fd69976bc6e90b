import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { messageRow, numberRow } from '@/bridge/fake-rows';
import { addThread, field, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;

beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

async function choose(item: string): Promise<HTMLElement> {
  addThread(fake, 't1', 'Lucia');
  await open('/threads/t1');
  await screen.findByRole('textbox', { name: 'Reply' });
  await pick(item);
  return screen.findByRole('dialog');
}

async function pick(item: string): Promise<void> {
  await userEvent.click(within(thread()).getByRole('button', { name: 'Add to the reply' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
}

const type = (name: string | RegExp, value: string): void => void fireEvent.change(screen.getByLabelText(name), { target: { value } });
const send = async (dialog: HTMLElement): Promise<void> => userEvent.click(within(dialog).getByRole('button', { name: 'Send' }));

describe('a place', () => {
  it('is read from a link, is kept when closed, and goes with its name', async () => {
    const dialog = await choose('Location');
    type('Map link or coordinates', 'somewhere');
    expect(await screen.findByText(/^No place can be read/u)).toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Send' })).toBeDisabled();
    type('Map link or coordinates', 'https://www.google.com/maps/place/Caf%C3%A9+Tor/@52.52,13.405,17z');
    expect(await screen.findByLabelText('Name')).toHaveValue('Café Tor');
    type('Address', 'Torstraße 1');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await pick('Location');
    expect(await screen.findByLabelText('Address')).toHaveValue('Torstraße 1');
    await send(screen.getByRole('dialog'));
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'location', location: { latitude: 52.52, longitude: 13.405, name: 'Café Tor', address: 'Torstraße 1' } }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await within(thread()).findByText('Café Tor')).toBeInTheDocument();
  });
});

describe('a contact card', () => {
  it('is filled in by hand and shows what each number is for', async () => {
    const dialog = await choose('Contact card');
    type(/^Name/u, 'Ana Bell');
    type('Number', '030 901820');
    expect(await screen.findByText('Begin with + and the country code.')).toBeInTheDocument();
    type('Number', '+49 30 901820');
    type('E-mail', 'ana@example');
    expect(await screen.findByText("This can't be an e-mail address.")).toBeInTheDocument();
    type('E-mail', 'ana@example.org');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Send' })).toBeEnabled());
    await send(dialog);
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'contacts', contacts: [{ name: 'Ana Bell', phones: ['+49 30 901820'], kinds: ['work'], emails: ['ana@example.org'] }] }));
    expect(await within(thread()).findByText(/· work/u)).toBeInTheDocument();
  });
});

describe('a question with choices', () => {
  it('says what does not fit, goes with its buttons, and shows which one was tapped', async () => {
    const dialog = await choose('Question with choices');
    type(/^Question(?! with)/u, 'When?');
    type('Button 1', 'Today or in the evening');
    expect(await screen.findByText('3 characters too many; 20 fit')).toBeInTheDocument();
    type('Button 1', 'Today');
    type('Button 2', 'Today');
    expect(await screen.findAllByText('Another button says the same.')).toHaveLength(2);
    type('Button 2', 'Tomorrow');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Send' })).toBeEnabled());
    await send(dialog);
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)).toMatchObject({ type: 'interactive', text: 'When?', choices: { open: '', sections: [{ rows: [{ title: 'Today' }, { title: 'Tomorrow' }] }] } }));
    const asked = fake.world.messagesOf('t1').at(-1);
    await within(thread()).findByRole('list', { name: 'Choices' });
    fake.world.put('messages', messageRow({ id: 'm_answer', threadId: 't1', seq: 900, at: (asked?.at ?? 0) + 1000, type: 'interactive', replyTo: asked?.id ?? '', interactive: { type: 'buttonReply', title: 'Tomorrow', lines: [], total: '' } }));
    const chosen = await within(thread()).findByRole('img', { name: 'Chosen by the customer' });
    expect(chosen.closest('li')).toHaveTextContent('Tomorrow');
  });

  it('is a list, whose sections need titles when there are several', async () => {
    const dialog = await choose('Question with choices');
    type(/^Question(?! with)/u, 'Which shop?');
    await userEvent.click(within(dialog).getByText('List (up to 10 rows)'));
    fireEvent.change(await screen.findByLabelText(/^Button that opens the list/u), { target: { value: 'Shops' } });
    type('Row 1', 'Pankow');
    type('Description of row 1', 'open till 8');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Send' })).toBeEnabled());
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add a section' }));
    const south = await screen.findByRole('group', { name: 'Section 2' });
    fireEvent.change(within(south).getByLabelText('Row 1'), { target: { value: 'Rixdorf' } });
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Send' })).toBeDisabled());
    type(/^Title of section 1/u, 'North');
    type(/^Title of section 2/u, 'South');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Send' })).toBeEnabled());
    await send(dialog);
    await waitFor(() => expect(fake.world.messagesOf('t1').at(-1)?.choices).toEqual({
      header: '', footer: '', open: 'Shops', sections: [{ title: 'North', rows: [{ title: 'Pankow', about: 'open till 8' }] }, { title: 'South', rows: [{ title: 'Rixdorf', about: '' }] }],
    }));
    expect(field()).toHaveValue('');
  });
});

it('says what Twilio cannot send', async () => {
  addThread(fake, 't1', 'Lucia');
  const thread1 = fake.world.need('threads', 't1');
  fake.world.put('numbers', numberRow({ id: thread1.numberId, name: 'Shop', provider: 'twilio' }));
  await open('/threads/t1');
  await screen.findByRole('textbox', { name: 'Reply' });
  await userEvent.click(within(thread()).getByRole('button', { name: 'Add to the reply' }));
  expect(await screen.findByRole('menuitem', { name: /^Contact card/u })).toBeDisabled();
  expect(screen.getAllByText("Twilio can't send this on WhatsApp")).toHaveLength(2);
  expect(screen.getByRole('menuitem', { name: 'Location' })).toBeEnabled();
});
