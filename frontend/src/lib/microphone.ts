/**
 * The microphone: what it hears as samples of 16 bits, 48,000 a second, in one channel. What is done with them is the
 * recorder's business.
 */

/** Why nothing can be heard. */
export type MicrophoneTrouble = 'refused' | 'absent' | 'busy' | 'unable';

/** What `openMicrophone` throws. */
export class MicrophoneError extends Error {
  constructor(readonly trouble: MicrophoneTrouble) {
    super(trouble);
  }
}

/** Who hears. */
export interface Listener {
  /** A tenth of a second, and how loud the loudest of it was: 0 to 1. */
  readonly onSamples: (samples: Int16Array, peak: number) => void;
  /** It was unplugged, or the system took it away. */
  readonly onGone: () => void;
}

/** A microphone that is open. */
export interface Microphone {
  /** Whether it is heard: what is said while it is not goes nowhere. */
  readonly hear: (on: boolean) => void;
  readonly close: () => void;
}

const troubles: Readonly<Record<string, MicrophoneTrouble>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** The rate at which Opus counts; every web view converts to it. */
export const sampleRate = 48_000;

/** Asks for the microphone. It is not heard before `hear(true)`. */
export async function openMicrophone(listener: Listener): Promise<Microphone> {
  // Where the page has none of these, its web view cannot record at all.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined || typeof AudioWorkletNode === 'undefined') throw new MicrophoneError('unable');
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
  } catch (error) {
    throw new MicrophoneError((error instanceof Error && troubles[error.name]) || 'unable');
  }
  const context = new AudioContext({ sampleRate });
  const close = (): void => {
    for (const track of stream.getTracks()) track.stop();
    void context.close().catch(() => undefined);
  };
  try {
    await context.audioWorklet.addModule('/recorder-worklet.js');
    let heard = false;
    const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
    node.port.onmessage = ({ data }: MessageEvent<{ readonly samples: Int16Array; readonly peak: number }>) => {
      if (heard) listener.onSamples(data.samples, data.peak);
    };
    for (const track of stream.getAudioTracks()) track.addEventListener('ended', listener.onGone);
    context.createMediaStreamSource(stream).connect(node);
    await context.resume();
    return { hear: (on) => (heard = on), close };
  } catch {
    close();
    throw new MicrophoneError('unable');
  }
}
