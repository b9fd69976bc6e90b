const ascii = (bytes: Uint8Array, from: number): string => String.fromCharCode(...bytes.subarray(from, from + 4));

/** Whether a file is a WebP that moves: the second bit of its extended header, as in Google's WebP Container Specification. */
export function isAnimatedWebP(bytes: Uint8Array): boolean {
  return ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP' && ascii(bytes, 12) === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0;
}
