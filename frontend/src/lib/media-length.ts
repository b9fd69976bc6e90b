/**
 * How long a sound or video is, from its bytes: for the words that stand where this computer cannot play it. The formats
 * are those that WhatsApp's phones record: Ogg Opus, MP4 and 3GP, AMR. 0 when it is another one, or damaged.
 */
export function mediaSeconds(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const seconds = starts(bytes, 'OggS') ? ogg(view, bytes) : starts(bytes, '#!AMR\n') ? amr(bytes) : starts(bytes.subarray(4), 'ftyp') ? mp4(view, bytes) : 0;
    return Number.isFinite(seconds) && seconds > 0 && seconds < 86_400 ? seconds : 0;
  } catch {
    return 0; // it ends before it should
  }
}

function starts(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && [...text].every((each, at) => bytes[at] === each.charCodeAt(0));
}

// Opus counts 48,000 samples a second, whatever it was recorded at; the last page says how many there are (RFC 7845).
function ogg(view: DataView, bytes: Uint8Array): number {
  if (!starts(bytes.subarray(28), 'OpusHead')) return 0;
  for (let at = bytes.length - 27; at >= 0; at--) {
    if (starts(bytes.subarray(at), 'OggS')) return (Number(view.getBigUint64(at + 6, true)) - view.getUint16(28 + 10, true)) / 48_000;
  }
  return 0;
}

// Narrow-band frames of 20 ms; the kind of a frame says how long it is (RFC 4867).
const amrFrame = [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1];

function amr(bytes: Uint8Array): number {
  let frames = 0;
  for (let at = 6; at < bytes.length; frames++) at += amrFrame[((bytes[at] ?? 0) >> 3) & 15] ?? 1;
  return frames / 50;
}

// moov/mvhd holds the time scale and the length in it (ISO/IEC 14496-12).
function mp4(view: DataView, bytes: Uint8Array): number {
  const moov = box(view, bytes, 0, bytes.length, 'moov');
  const mvhd = moov && box(view, bytes, moov.from, moov.to, 'mvhd');
  if (mvhd === undefined) return 0;
  const isLong = bytes[mvhd.from] === 1;
  const scale = view.getUint32(mvhd.from + (isLong ? 20 : 12));
  return (isLong ? Number(view.getBigUint64(mvhd.from + 24)) : view.getUint32(mvhd.from + 16)) / scale;
}

function box(view: DataView, bytes: Uint8Array, from: number, to: number, name: string): { readonly from: number; readonly to: number } | undefined {
  for (let at = from; at + 8 <= to; ) {
    let [head, size] = [8, view.getUint32(at)];
    if (size === 1) [head, size] = [16, Number(view.getBigUint64(at + 8))];
    if (size === 0) size = to - at;
    if (size < head) return undefined;
    if (starts(bytes.subarray(at + 4), name)) return { from: at + head, to: at + size };
    at += size;
  }
  return undefined;
}
