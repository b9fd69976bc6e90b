// @vitest-environment jsdom
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { attach, type AttachmentState, kindOfFile } from './attachments';

let fake: FakeBridge & { uninstall: () => void };
let states: AttachmentState[] = [];
const tell = (_key: number, state: AttachmentState): void => void states.push(state);
const file = (bytes: number): File => new File([new Uint8Array(bytes)], 'a.pdf');

beforeEach(() => {
  fake = installFake();
  states = [];
});
afterEach(() => fake.uninstall());

describe('attach', () => {
  it('hands a file over in pieces and tells how far it is', async () => {
    attach('t', file(1_200_000), tell);
    await waitFor(() => expect(states.at(-1)?.kind).toBe('ready'));
    expect(fake.world.calls.filter((each) => each.name === 'compose.attachChunk')).toHaveLength(3);
    expect(states.flatMap((each) => (each.kind === 'reading' ? [each.done] : [])).at(-1)).toBe(1);
    expect(states.at(-1)).toMatchObject({ file: { fileName: 'a.pdf', size: 1_200_000 } });
  });

  it('drops what Go has when it is cancelled on the way', async () => {
    const { cancel } = attach('t', file(3_000_000), (key, state) => {
      tell(key, state);
      cancel();
    });
    await waitFor(() => expect([...fake.world.files.values()][0]?.dropped).toBe(true));
    expect(states.some((each) => each.kind === 'ready')).toBe(false);
  });

  it('says why a file did not go', async () => {
    fake.world.fail('compose.attachEnd', new BridgeError('invalid', 'The file is not whole.', 'badFile'));
    attach('t', file(10), tell);
    await waitFor(() => expect(states.at(-1)).toMatchObject({ kind: 'failed', error: { subcode: 'badFile' } }));
  });
});

it.each([
  ['image/png', 'image'],
  ['image/webp', 'document'],
  ['audio/ogg; codecs=opus', 'audio'],
  ['video/mp4', 'video'],
  ['', 'document'],
])('%s becomes %s', (mime, want) => expect(kindOfFile(mime)).toBe(want));
