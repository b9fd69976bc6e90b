/** One sound at a time: what begins to play stops what plays, and a recording stops it too. */
let current: HTMLMediaElement | null = null;

/** Says that this begins to play. */
export function plays(element: HTMLMediaElement): void {
  if (current !== element) current?.pause();
  current = element;
}

/** Stops what plays. */
export function stopPlaying(): void {
  current?.pause();
  current = null;
}

/** What a player says. */
export interface PlayerWords {
  readonly label: string;
  readonly play: string;
  readonly pause: string;
  readonly position: (at: string, whole: string) => string;
  readonly speed: (times: number) => string;
}
