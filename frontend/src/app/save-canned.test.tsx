import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { addThread, field, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;

beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

async function begin(): Promise<HTMLElement> {
  await userEvent.click(within(thread()).getByRole('button', { name: 'Add to the reply' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Save as canned reply' }));
  return screen.findByRole('dialog');
}

it('saves what is written as a canned reply, and keeps the form and the reply meanwhile', async () => {
  addThread(fake, 't1', 'Lucia');
  await open('/threads/t1');
  fireEvent.change(await screen.findByRole('textbox', { name: 'Reply' }), { target: { value: 'We open at {{openin}}' } });
  let dialog = await begin();
  expect(await within(dialog).findByText(/There is no placeholder \{\{openin\}\}/u)).toBeInTheDocument();
  expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled();
  fireEvent.change(within(dialog).getByLabelText('Title'), { target: { value: 'Opening hours' } });
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  fireEvent.change(field(), { target: { value: 'We open at nine' } });
  dialog = await begin();
  expect(within(dialog).getByLabelText('Title')).toHaveValue('Opening hours');
  fireEvent.change(within(dialog).getByLabelText('Shortcut'), { target: { value: '/hours' } });
  await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Save' })).toBeEnabled());
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(fake.world.all('cannedReplies').at(-1)).toMatchObject({ shortcut: 'hours', title: 'Opening hours', text: 'We open at nine', shared: false }));
  expect(field()).toHaveValue('We open at nine');
});

it('takes the files beside the reply with it, of which the reply keeps its own', async () => {
  addThread(fake, 't1', 'Lucia');
  fake.world.draftFiles = [{ threadId: 't1', file: { localId: 'file_1', mediaId: '', fileName: 'hours.pdf', mime: 'application/pdf', size: 9 } }];
  await open('/threads/t1');
  await screen.findAllByText('hours.pdf');
  const dialog = await begin();
  expect(within(dialog).getByText('hours.pdf')).toBeInTheDocument();
  fireEvent.change(within(dialog).getByLabelText('Title'), { target: { value: 'Opening hours' } });
  fireEvent.change(within(dialog).getByLabelText('Shortcut'), { target: { value: 'hours' } });
  await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Save' })).toBeEnabled());
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(fake.world.all('cannedReplies').at(-1)).toMatchObject({ shortcut: 'hours', text: '', files: [{ fileName: 'hours.pdf' }] }));
  expect(fake.world.calls.filter((each) => each.name === 'canned.keepFile').map((each) => each.args)).toEqual([['hours.pdf']]);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getAllByText('hours.pdf')).not.toHaveLength(0);
});

it('says at once that there are more files than a canned reply has', async () => {
  addThread(fake, 't1', 'Lucia');
  fake.world.draftFiles = Array.from({ length: 6 }, (_, n) => ({ threadId: 't1', file: { localId: `file_${n}`, mediaId: '', fileName: `${n}.pdf`, mime: 'application/pdf', size: 9 } }));
  await open('/threads/t1');
  await screen.findAllByText('5.pdf');
  const dialog = await begin();
  expect(within(dialog).getByRole('alert')).toHaveTextContent('A canned reply has at most 5 files.');
  fireEvent.change(within(dialog).getByLabelText('Title'), { target: { value: 'Opening hours' } });
  fireEvent.change(within(dialog).getByLabelText('Shortcut'), { target: { value: 'hours' } });
  expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled();
});
