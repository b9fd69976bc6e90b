/** How loud a sound is over its length, for drawing it: read from its bytes once. */

// Enough for a drawing, and a long sound takes little memory.
const rate = 8000;
const mostKept = 300;
const kept = new Map<string, Promise<readonly number[]>>();

/** The loudness of so many parts of a sound, 0 to 1 of the loudest; none where this web view cannot read it. */
export function peaksOf(key: string, bytes: Blob, parts: number): Promise<readonly number[]> {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = read(bytes, parts).catch(() => []);
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(key, made);
  return made;
}

async function read(bytes: Blob, parts: number): Promise<readonly number[]> {
  if (typeof OfflineAudioContext === 'undefined') return [];
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await bytes.arrayBuffer());
  return peaks(sound.getChannelData(0), parts);
}

/** The loudest sample of each part, 1 for the loudest of all. */
export function peaks(samples: Float32Array, parts: number): readonly number[] {
  if (samples.length === 0) return [];
  const size = samples.length / parts;
  const out = Array.from({ length: parts }, (_, part) => {
    let most = 0;
    for (let at = Math.floor(part * size); at < Math.floor((part + 1) * size); at++) most = Math.max(most, Math.abs(samples[at] ?? 0));
    return most;
  });
  const loudest = Math.max(...out);
  // Silence is drawn as silence, not blown up to noise.
  return loudest < 0.004 ? out.map(() => 0) : out.map((each) => each / loudest);
}
