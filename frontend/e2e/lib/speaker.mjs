/** A player of sounds for a journey: it plays nothing and keeps what it was given. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder with `pw-play`, which the app looks for first; `loudness` gives the highest sample of each sound, oldest first. */
export class Speaker {
  constructor(dir) {
    this.bin = join(dir, 'speaker');
    this.played = join(dir, 'played');
  }

  async install() {
    await mkdir(this.bin, { recursive: true });
    await mkdir(this.played, { recursive: true });
    await writeFile(join(this.bin, 'pw-play'), `#!/bin/sh\nexec cp -- "$1" "${this.played}/$(date +%s%N).wav"\n`, { mode: 0o755 });
    return this;
  }

  async loudness() {
    const names = (await readdir(this.played)).toSorted();
    return Promise.all(names.map(async (name) => loudest(await readFile(join(this.played, name)))));
  }
}

const header = 44;

function loudest(wav) {
  let most = 0;
  for (let at = header; at + 1 < wav.length; at += 2) most = Math.max(most, Math.abs(wav.readInt16LE(at)));
  return most;
}
