import { fireEvent, screen, waitFor } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Media } from '@/bridge/types';
import { renderUi } from '@/test/render';
import { Player } from './player';

const media: Media = { id: 'med', state: 'ready', reason: '', mime: 'audio/ogg', size: 4590, fileName: '', voice: true, animated: false, width: 0, height: 0 };
const note = readFileSync(resolve('e2e/testdata/voice.ogg'));

function serves(type: string, status = 200): void {
  vi.stubGlobal('fetch', vi.fn(async () => new Response(note, { status, headers: { 'Content-Type': type } })));
}

beforeEach(() => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: vi.fn(() => 'blob:one'), revokeObjectURL: vi.fn() }));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('rule 11: sound and video', () => {
  it('rule 11: are played from memory, for WebKitGTK plays nothing of wails://, and the memory is given back', async () => {
    serves('audio/ogg');
    const { container, unmount } = renderUi(<Player media={media} kind="audio" src="/media/m/med" />);
    await waitFor(() => expect(container.querySelector('audio')).toHaveAttribute('src', 'blob:one'));
    unmount();
    expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:one');
  });

  it('rule 11: keep their kind and length where the codec is missing', async () => {
    serves('audio/ogg');
    const { container } = renderUi(<Player media={media} kind="audio" src="/media/m/med" />);
    await waitFor(() => expect(container.querySelector('audio')).not.toBeNull());
    fireEvent.error(container.querySelector('audio') as Element);
    expect(await screen.findByText('Voice message, 0:08')).toBeInTheDocument();
    expect(screen.getByText(/This computer can't play it/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Open' })).toBeInTheDocument();
  });

  it.each([
    ['application/octet-stream', 200],
    ['text/html', 200],
    ['image/png', 200],
    ['', 200],
    ['audio/ogg', 503],
  ])('rule 11: what is served as "%s" with %d is not played, whatever the message called it', async (type, status) => {
    serves(type, status);
    for (const kind of ['audio', 'video'] as const) {
      const { container, unmount } = renderUi(<Player media={media} kind={kind} src="/media/m/med" />);
      expect(await screen.findByText(/can't be shown/)).toBeInTheDocument();
      expect(container.querySelector('audio, video')).toBeNull();
      unmount();
    }
  });
});
