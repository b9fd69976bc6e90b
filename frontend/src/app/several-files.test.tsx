import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { captionOf } from '@/stores/captions';
import { flushDrafts } from '@/stores/drafts';
import { formName, formNow } from '@/stores/forms';
import { addThread, draftsOf, field, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;

beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

const files = (): HTMLElement => screen.getByRole('list', { name: 'Attached files' });
const names = (): string[] => within(files()).getAllByRole('listitem').map((each) => /\w+\.pdf/u.exec(each.textContent)?.[0] ?? '');
const caption = async (name: string): Promise<HTMLElement> => screen.findByRole('textbox', { name: `Caption of ${name}` });
const sendButton = (): HTMLElement => within(thread()).getByRole('button', { name: 'Send' });

async function attach(...list: readonly string[]): Promise<void> {
  addThread(fake, 't1', 'Lucia');
  await open('/threads/t1');
  await screen.findByRole('textbox', { name: 'Reply' });
  await userEvent.upload(thread().querySelector('input[type=file]') as HTMLInputElement, list.map((name) => new File([name], name)));
  await waitFor(() => expect(names()).toEqual(list));
}

describe('several files in one reply', () => {
  it('go in their order, each with its own caption, and the text behind them', async () => {
    await attach('a.pdf', 'b.pdf', 'c.pdf');
    await userEvent.type(await caption('a.pdf'), 'the plan');
    const last = await caption('c.pdf');
    await userEvent.type(last, 'first of all');
    fireEvent.keyDown(last, { key: 'ArrowUp', altKey: true });
    await waitFor(() => expect(names()).toEqual(['a.pdf', 'c.pdf', 'b.pdf']));
    await userEvent.click(screen.getByRole('button', { name: 'Move c.pdf earlier' }));
    await waitFor(() => expect(names()).toEqual(['c.pdf', 'a.pdf', 'b.pdf']));
    await userEvent.type(field(), 'that is all');
    await waitFor(() => expect(sendButton()).toBeEnabled());
    await userEvent.type(await caption('b.pdf'), '{Enter}');
    await waitFor(() => expect(fake.world.messagesOf('t1').slice(-4).map((each) => [each.media?.fileName, each.text])).toEqual([
      ['c.pdf', 'first of all'],
      ['a.pdf', 'the plan'],
      ['b.pdf', ''],
      [undefined, 'that is all'],
    ]));
    expect(field()).toHaveValue('');
    await flushDrafts();
    expect(draftsOf(fake)).toEqual([]);
  });

  it('keeps captions and order with the draft, and says what is too long', async () => {
    await attach('a.pdf', 'b.pdf');
    fireEvent.change(await caption('b.pdf'), { target: { value: 'x'.repeat(1025) } });
    expect(await screen.findByText('1 character too many under this file')).toBeInTheDocument();
    expect(sendButton()).toBeDisabled();
    fireEvent.change(await caption('b.pdf'), { target: { value: 'short' } });
    await waitFor(() => expect(sendButton()).toBeEnabled());
    const kept = fake.world.draftFiles.find((each) => each.file.fileName === 'b.pdf')?.file.localId ?? '';
    expect(captionOf(formNow(formName('t1', 'files')), kept)).toBe('short');
    // The one that is left keeps its words beside it, and gives them up with itself.
    await userEvent.click(screen.getByRole('button', { name: 'Remove a.pdf' }));
    expect(await caption('b.pdf')).toHaveValue('short');
    await userEvent.click(screen.getByRole('button', { name: 'Remove b.pdf' }));
    await waitFor(() => expect(formNow(formName('t1', 'files'))).toEqual({}));
  });
});
