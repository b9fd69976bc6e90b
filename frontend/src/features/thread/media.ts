/** How large a file is drawn: known before it is loaded, so that nothing jumps. */
import type { Media } from '@/bridge/types';

const tallest = 340;

/** The size at which a picture is drawn, at most `widest` wide; a usual one when its own is not known. */
export function fitted(media: Pick<Media, 'width' | 'height'>, widest: number): { readonly width: number; readonly height: number } {
  if (media.width <= 0 || media.height <= 0) return { width: widest, height: Math.round(widest * 0.72) };
  const scale = Math.min(1, widest / media.width, tallest / media.height);
  return { width: Math.max(48, Math.round(media.width * scale)), height: Math.max(48, Math.round(media.height * scale)) };
}
