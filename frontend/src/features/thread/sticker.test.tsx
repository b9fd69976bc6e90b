import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { renderUi } from '@/test/render';
import { Sticker } from './sticker';

const header = (flags: number): Uint8Array<ArrayBuffer> => new Uint8Array([...[...'RIFF0000WEBPVP8X0000'].map((each) => each.charCodeAt(0)), flags, 0, 0, 0]);
const draw = vi.fn();

function drawn(motion: 'reduce' | 'no-preference', flags: number): void {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('reduce') && motion === 'reduce', media: query, addEventListener: vi.fn(), removeEventListener: vi.fn(), addListener: vi.fn(), removeListener: vi.fn() }));
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(header(flags))));
  renderUi(<Sticker src="/media/s" alt="Sticker" style={{ width: 160 }} onError={vi.fn()} />);
}

const source = (): string | null => screen.getByRole('img', { name: 'Sticker', hidden: true }).getAttribute('src');

beforeEach(() => {
  draw.mockReset();
  // jsdom draws nothing.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ drawImage: draw } as unknown as null);
  vi.spyOn(HTMLCanvasElement.prototype, 'toDataURL').mockReturnValue('data:image/png;base64,AA==');
});

it('moves where nobody asked for less', () => {
  drawn('no-preference', 2);
  expect(source()).toBe('/media/s');
  expect(screen.queryByRole('button')).toBeNull();
});

it('stands still at its first picture where somebody did, until it is told to move', async () => {
  drawn('reduce', 2);
  fireEvent.load(screen.getByRole('img', { name: 'Sticker', hidden: true }));
  expect(draw).toHaveBeenCalledOnce();
  expect(source()).toBe('data:image/png;base64,AA==');
  await userEvent.click(await screen.findByRole('button', { name: 'Play the sticker' }));
  expect(source()).toBe('/media/s');
  await userEvent.click(screen.getByRole('button', { name: 'Stop the sticker' }));
  expect(await screen.findByRole('button', { name: 'Play the sticker' })).toBeInTheDocument();
});

it('has nothing to play where it does not move', async () => {
  drawn('reduce', 0);
  await vi.waitFor(() => expect(source()).toBe('/media/s'));
  expect(screen.queryByRole('button')).toBeNull();
});
