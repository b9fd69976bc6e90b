import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { closeFake, openFake } from '@/test/feature';
import { useNativePaste } from './use-native-paste';

afterEach(closeFake);

function Field({ add }: { readonly add: (files: Iterable<File>) => void }): ReactElement {
  const native = useNativePaste(add);
  return <textarea aria-label="Reply" aria-busy={native.reading} onKeyDown={native.onKey} onPaste={(event) => native.onPasted(event.clipboardData)} />;
}

const picture = btoa('PNG');

it('asks the system where nothing came of the key that pastes', async () => {
  await openFake(({ office }) => {
    office.pasted = picture;
  });
  const add = vi.fn<(files: Iterable<File>) => void>();
  render(<Field add={add} />);
  fireEvent.keyDown(screen.getByLabelText('Reply'), { key: 'v', code: 'KeyV', ctrlKey: true });
  await waitFor(() => expect(add).toHaveBeenCalledOnce());
  const [file] = Array.from(add.mock.calls[0]?.[0] ?? []);
  expect([file?.name, file?.type, file?.size]).toEqual(['picture.png', 'image/png', 3]);
});

it('leaves words and pictures that the page got alone', async () => {
  const fake = await openFake(({ office }) => {
    office.pasted = picture;
  });
  const add = vi.fn<(files: Iterable<File>) => void>();
  render(<Field add={add} />);
  const field = screen.getByLabelText('Reply');
  for (const data of [{ files: [], getData: () => 'words' }, { files: [new File(['x'], 'x.png')], getData: () => '' }]) {
    fireEvent.keyDown(field, { key: 'v', code: 'KeyV', ctrlKey: true });
    fireEvent.paste(field, { clipboardData: data });
  }
  // One that is asked about goes last: by then those before would have been.
  fireEvent.keyDown(field, { key: 'v', code: 'KeyV', ctrlKey: true });
  await waitFor(() => expect(add).toHaveBeenCalledOnce());
  expect(fake.world.calls.filter((each) => each.name === 'system.pastedPicture')).toHaveLength(1);
});

it('says that one is being read until it is there', async () => {
  await openFake(({ office }) => {
    office.pasted = picture;
  });
  const add = vi.fn<(files: Iterable<File>) => void>();
  render(<Field add={add} />);
  const field = screen.getByLabelText('Reply');
  fireEvent.keyDown(field, { key: 'v', code: 'KeyV', ctrlKey: true });
  expect(field).toHaveAttribute('aria-busy', 'true');
  await waitFor(() => expect(field).toHaveAttribute('aria-busy', 'false'));
  expect(add).toHaveBeenCalledOnce();
  // Words are there at once: nobody waits for them.
  fireEvent.keyDown(field, { key: 'v', code: 'KeyV', ctrlKey: true });
  fireEvent.paste(field, { clipboardData: { files: [], getData: () => 'words' } });
  expect(field).toHaveAttribute('aria-busy', 'false');
});

it('takes no picture twice that a slow web view gives while the system is asked', async () => {
  const fake = await openFake(() => undefined);
  let answer = (_: string): void => undefined;
  const asked = vi.spyOn(fake.system, 'pastedPicture').mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const add = vi.fn<(files: Iterable<File>) => void>();
  render(<Field add={add} />);
  const field = screen.getByLabelText('Reply');
  fireEvent.keyDown(field, { key: 'v', code: 'KeyV', ctrlKey: true });
  await waitFor(() => expect(asked).toHaveBeenCalledOnce());
  fireEvent.paste(field, { clipboardData: { files: [new File(['x'], 'x.png')], getData: () => '' } });
  await act(async () => answer(picture));
  expect(add).not.toHaveBeenCalled();
});
