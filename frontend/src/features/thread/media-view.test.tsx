import { fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { installFake } from '@/bridge/fake';
import { messageRow } from '@/bridge/fake-rows';
import type { Media } from '@/bridge/types';
import { renderUi } from '@/test/render';
import { MediaView } from './media-view';

const media: Media = { id: 'med_1', state: 'ready', reason: '', mime: 'image/png', size: 48_688, fileName: 'bomb.png', voice: false, animated: false, width: 20_000, height: 20_000 };
const { uninstall } = installFake();
afterEach(() => {
  vi.unstubAllGlobals();
  uninstall();
});

// Go gives the bytes of what may be shown and refuses the rest; what the message calls itself decides nothing.
describe('rule 8: a file that Go does not give to the page', () => {
  for (const type of ['image', 'sticker', 'video', 'audio'] as const) {
    it(`is a line to save it, in a message of type ${type}`, async () => {
      vi.stubGlobal('fetch', async () => new Response('Parley cannot show this file.', { status: 415 }));
      const { container } = renderUi(<MediaView message={messageRow({ id: 'm1', threadId: 't1', type, media })} media={media} name="Lena" />);
      const drawn = container.querySelector('img');
      if (drawn !== null) fireEvent.error(drawn);
      expect(await screen.findByText(/can't be shown/)).toBeTruthy();
      expect(screen.getByRole('button', { name: 'Save' })).toBeTruthy();
      expect(container.querySelector('img, video, audio')).toBeNull();
    });
  }
  it('is never asked for in a message of type document', () => {
    const { container } = renderUi(<MediaView message={messageRow({ id: 'm1', threadId: 't1', type: 'document', media })} media={media} name="Lena" />);
    expect(container.querySelector('img, video, audio')).toBeNull();
  });
});
