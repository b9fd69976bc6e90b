import { UnstyledButton } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { mediaSeconds } from '@/lib/media-length';
import { peaksOf } from '@/lib/peaks';
import { type PlayerWords, plays } from '@/lib/playing';
import { countdown } from '@/lib/time';
import { IconButton } from './icon-button';
import { Waveform } from './waveform';
import classes from './voice-player.module.css';

const parts = 44;
const speeds = [1, 1.5, 2] as const;
const step = 5;

interface VoicePlayerProps {
  /** Names the sound, so that its drawing is made once. */
  readonly id: string;
  readonly url: string;
  readonly bytes: Blob;
  readonly words: PlayerWords;
  readonly onError?: (() => void) | undefined;
}

/** A sound as a drawing of its loudness that is also the way to any place in it. */
export function VoicePlayer({ id, url, bytes, words, onError }: VoicePlayerProps): ReactElement {
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1);
  const { seconds, peaks } = useSound(id, bytes);
  const [told, setTold] = useState(0);
  const whole = seconds > 0 ? seconds : told;
  const toggle = (): void => {
    const player = audio.current;
    if (player === null) return;
    if (isPlaying) player.pause();
    // A play that a pause came before is refused, and that is no fault.
    else void player.play().catch(() => undefined);
  };
  const seek = (to: number): void => {
    if (audio.current === null || whole === 0) return;
    audio.current.currentTime = Math.max(0, Math.min(to, whole));
    setAt(audio.current.currentTime);
  };
  const next = (): void => {
    const faster = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(faster);
    if (audio.current !== null) audio.current.playbackRate = faster;
  };
  return (
    <div className={classes.player} role="group" aria-label={words.label}>
      <audio
        ref={audio}
        src={url}
        preload="auto"
        aria-label={words.label}
        onError={onError}
        onLoadedMetadata={(event) => Number.isFinite(event.currentTarget.duration) && setTold(event.currentTarget.duration)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onPlay={(event) => {
          plays(event.currentTarget);
          setPlaying(true);
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => {
          setPlaying(false);
          seek(0);
        }}
      />
      <IconButton label={isPlaying ? words.pause : words.play} icon={isPlaying ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />} onClick={toggle} />
      <Track peaks={peaks} at={at} whole={whole} words={words} onSeek={seek} onToggle={toggle} />
      <span className={`figures ${classes.time}`} aria-hidden="true">
        {countdown(Math.floor(at > 0 ? at : whole) * 1000)}
      </span>
      <UnstyledButton className={`figures ${classes.speed}`} aria-label={words.speed(speed)} onClick={next}>
        {speed}×
      </UnstyledButton>
    </div>
  );
}

interface TrackProps {
  readonly peaks: readonly number[];
  readonly at: number;
  readonly whole: number;
  readonly words: PlayerWords;
  readonly onSeek: (to: number) => void;
  readonly onToggle: () => void;
}

function Track({ peaks, at, whole, words, onSeek, onToggle }: TrackProps): ReactElement {
  const clock = (seconds: number): string => countdown(Math.floor(seconds) * 1000);
  const onKeyDown = (event: KeyboardEvent): void => {
    const way = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
    const steps: Partial<Record<string, number>> = { ArrowRight: at + way * step, ArrowLeft: at - way * step, ArrowUp: at + step, ArrowDown: at - step, Home: 0, End: whole };
    const to = steps[event.key];
    if (to !== undefined) onSeek(to);
    else if (event.key === ' ') onToggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    onSeek((getComputedStyle(event.currentTarget).direction === 'rtl' ? 1 - share : share) * whole);
  };
  return (
    <div
      className={classes.track}
      role="slider"
      tabIndex={0}
      aria-label={words.label}
      aria-valuemin={0}
      aria-valuemax={Math.round(whole)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={words.position(clock(at), clock(whole))}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
    >
      <Waveform peaks={peaks.length > 0 ? peaks : flat} share={whole > 0 ? at / whole : 0} />
    </div>
  );
}

const flat: readonly number[] = Array.from({ length: parts }, () => 0);

function useSound(id: string, bytes: Blob): { readonly seconds: number; readonly peaks: readonly number[] } {
  const [sound, setSound] = useState<{ readonly seconds: number; readonly peaks: readonly number[] }>({ seconds: 0, peaks: [] });
  useEffect(() => {
    let wanted = true;
    const set = (part: Partial<typeof sound>): void => void (wanted && setSound((now) => ({ ...now, ...part })));
    // The length is read from the file: web views do not know it of every Ogg before its end.
    void bytes.arrayBuffer().then((buffer) => set({ seconds: mediaSeconds(new Uint8Array(buffer)) }), () => undefined);
    void peaksOf(id, bytes, parts).then((peaks) => set({ peaks }));
    return () => {
      wanted = false;
    };
  }, [id, bytes]);
  return sound;
}
