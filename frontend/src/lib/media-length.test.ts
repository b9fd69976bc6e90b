import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { random } from '@/test/hostile';
import { mediaSeconds } from './media-length';

const read = (name: string): Uint8Array => new Uint8Array(readFileSync(resolve('e2e/testdata', name)));

describe('rule 11: how long a sound or video is, where it cannot be played', () => {
  it.each([
    ['voice.ogg', 8],
    ['video.mp4', 8],
  ])('%s is %d s long', (name, seconds) => {
    expect(Math.round(mediaSeconds(read(name)))).toBe(seconds);
  });

  it('counts the frames of AMR, speech and silence', () => {
    const frames = Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? [0x3c, ...new Array<number>(31).fill(1)] : [0x44, ...new Array<number>(5).fill(2)])).flat();
    expect(mediaSeconds(Uint8Array.from([...'#!AMR\n'].map((each) => each.charCodeAt(0)).concat(frames)))).toBe(2);
  });

  it('rule 11: says a number for whatever bytes there are', () => {
    const next = random(11);
    for (const file of ['voice.ogg', 'video.mp4'].map(read)) {
      for (let i = 0; i < 500; i++) {
        const bytes = file.slice(0, Math.floor(next() * file.length));
        for (let n = 0; n < 20; n++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
        expect(mediaSeconds(bytes)).toBeGreaterThanOrEqual(0);
        expect(mediaSeconds(bytes)).toBeLessThan(86_400);
      }
    }
    expect(mediaSeconds(new Uint8Array())).toBe(0);
  });
});
