import { expect, it } from 'vitest';
import { isAnimatedWebP } from './animated-webp';

const file = (kind: string, flags: number): Uint8Array => new Uint8Array([...[...`RIFF0000WEBP${kind}0000`].map((each) => each.charCodeAt(0)), flags, 0, 0, 0]);

it('knows a picture that moves by its header', () => {
  expect(isAnimatedWebP(file('VP8X', 0x12))).toBe(true);
  for (const still of [file('VP8X', 0x10), file('VP8 ', 0x02), new Uint8Array(), new TextEncoder().encode('GIF89a and more than enough')]) expect(isAnimatedWebP(still)).toBe(false);
});
