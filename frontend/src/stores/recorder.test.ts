// @vitest-environment jsdom
import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { type Listener, MicrophoneError, type MicrophoneTrouble } from '@/lib/microphone';
import { resetAttached, useAttachedStore } from './attached';
import { discardRecording, forgetTrouble, pauseRecording, startRecording, stopRecording, useRecorder } from './recorder';

const microphone = vi.hoisted(() => ({ trouble: '', listener: undefined as Listener | undefined, heard: false, closed: 0 }));

vi.mock('@/lib/microphone', async (original) => ({
  ...(await original<object>()),
  openMicrophone: async (listener: Listener) => {
    if (microphone.trouble !== '') throw new MicrophoneError(microphone.trouble as MicrophoneTrouble);
    microphone.listener = listener;
    return { hear: (on: boolean) => (microphone.heard = on), close: () => microphone.closed++ };
  },
}));

/** So many seconds are said, as the microphone would hand them over. */
function speak(seconds: number): void {
  for (let tenth = 0; tenth < seconds * 10; tenth++) if (microphone.heard) microphone.listener?.onSamples(new Int16Array(4800).fill(tenth), 0.5);
}

let fake: FakeBridge & { uninstall: () => void };
const files = (threadId: string): number[] => (useAttachedStore.getState().lists.get(threadId) ?? []).map((each) => each.size);
const bytesOf = (seconds: number): number => Math.round(seconds * 96_000);

beforeEach(() => {
  fake = installFake();
  Object.assign(microphone, { trouble: '', listener: undefined, heard: false, closed: 0 });
});
afterEach(async () => {
  await stopRecording();
  forgetTrouble();
  resetAttached();
  fake.uninstall();
});

describe('a voice note', () => {
  it('is on the disk while it is spoken, and a file of its draft when it ends', async () => {
    expect(await startRecording('t1')).toBe(true);
    speak(2.3);
    await waitFor(() => expect(useRecorder.getState().recording?.kept?.milliseconds).toBe(2000));
    expect(useRecorder.getState().recording).toMatchObject({ threadId: 't1', state: 'on', milliseconds: 2300 });
    expect(useRecorder.getState().recording?.peaks).toHaveLength(23);
    await stopRecording();
    expect(files('t1')).toEqual([bytesOf(2.3)]);
    expect(useRecorder.getState().recording).toBeNull();
    expect(microphone.closed).toBe(1);
  });

  it('holds nothing of what is said in a pause', async () => {
    await startRecording('t1');
    speak(1);
    pauseRecording(true);
    speak(5);
    pauseRecording(false);
    speak(1);
    await stopRecording();
    expect(files('t1')).toEqual([bytesOf(2)]);
  });

  it('stays with its conversation when another one is begun elsewhere', async () => {
    await startRecording('t1');
    speak(1);
    await startRecording('t2');
    speak(2);
    await stopRecording();
    expect([files('t1'), files('t2')]).toEqual([[bytesOf(1)], [bytesOf(2)]]);
  });

  it('can be thrown away, and is given to who wants it back', async () => {
    await startRecording('t1');
    speak(1);
    const file = await discardRecording();
    expect(file).toMatchObject({ voice: true, size: bytesOf(1) });
    expect(files('t1')).toEqual([]);
  });

  it('of nothing leaves nothing', async () => {
    await startRecording('t1');
    await stopRecording();
    expect(files('t1')).toEqual([]);
    expect([...fake.world.files.values()].map((each) => each.dropped)).toEqual([true]);
    expect(useRecorder.getState().trouble).toBeNull();
  });
});

describe('a microphone', () => {
  it.each(['refused', 'absent', 'busy', 'unable'] as const)('that is %s is said, and nothing is recorded', async (trouble) => {
    microphone.trouble = trouble;
    expect(await startRecording('t1')).toBe(false);
    expect(useRecorder.getState()).toMatchObject({ recording: null, trouble: { threadId: 't1', kind: trouble } });
    expect(fake.world.files.size).toBe(0);
  });

  it('that is unplugged leaves what was recorded until then', async () => {
    await startRecording('t1');
    speak(1.2);
    microphone.listener?.onGone();
    await waitFor(() => expect(files('t1')).toEqual([bytesOf(1.2)]));
    expect(useRecorder.getState().trouble?.kind).toBe('gone');
  });

  it('is closed when the disk takes no more, and what it took is kept', async () => {
    await startRecording('t1');
    speak(1);
    await waitFor(() => expect(useRecorder.getState().recording?.kept).not.toBeNull());
    fake.compose.voiceChunk = async () => {
      throw new BridgeError('tooMany', 'The recording is as long as it may be.', 'voiceLong');
    };
    speak(1);
    await waitFor(() => expect(files('t1')).toEqual([bytesOf(1)]));
    expect(useRecorder.getState().trouble).toMatchObject({ kind: 'failed', message: 'The recording is as long as it may be.' });
    expect(microphone.closed).toBe(1);
  });
});
