/**
 * Keeps the stores true: hears nudges, pulls what changed. Nudges are only a reason to ask; the revision says what
 * is missing, so a lost one is made good by the next, by the window coming to the front, or by the slow beat.
 */
import { bridge } from '@/bridge/bridge';
import type { AppState } from '@/bridge/types';
import { loadAttached, resetAttached } from './attached';
import { applyToDesk, resetDesk, useDesk } from './desk';
import { flushDrafts, loadDrafts, resetDrafts } from './drafts';
import { applyToMessages, resetMessages } from './messages';
import { refreshOutbox, resetOutbox } from './outbox';
import { refreshSession, useSession } from './session';
import { resetSharedDrafts, startSharedDrafts } from './shared-drafts';
import { refreshTogether } from './together';
import { forgetView } from './view';

const beat = 15_000;
const firstRetry = 500;
const lastRetry = 15_000;

class Runner {
  private readonly stops: (() => void)[] = [];
  private wanted = false;
  private pulling = false;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  // Whose rows the stores hold: pulls of another person's session are thrown away.
  private whose: string | undefined;
  private stopped = false;

  start(): void {
    const { events } = bridge();
    const front = (): void => {
      if (document.visibilityState === 'visible') this.nudge();
      else void flushDrafts();
    };
    const timer = setInterval(() => this.nudge(), beat);
    window.addEventListener('focus', front);
    document.addEventListener('visibilitychange', front);
    this.stops.push(
      events.on('changed', (rev) => this.changed(rev)),
      events.on('state', () => void refreshSession()),
      // Whoever asked, the answer counts: a screen's own question must not leave another person's rows standing.
      useSession.subscribe(({ state }, before) => state !== before.state && this.seen(state)),
      startSharedDrafts(),
      events.on('together', () => void refreshTogether()),
      events.on('outbox', () => void refreshOutbox()),
      () => clearInterval(timer),
      () => clearTimeout(this.retry),
      () => window.removeEventListener('focus', front),
      () => document.removeEventListener('visibilitychange', front),
    );
    this.seen(useSession.getState().state);
    void refreshSession();
  }

  stop(): void {
    this.stopped = true;
    for (const each of this.stops) each();
  }

  private changed(rev: number): void {
    // A rebuilt local copy counts anew.
    if (rev < useDesk.getState().rev) this.forget(this.whose);
    this.nudge();
  }

  private seen(state: AppState | null): void {
    if (this.stopped || state === null) return;
    const whose = ownerOf(state);
    if (whose !== this.whose) this.forget(whose);
    // Without a connection nobody is there.
    void refreshTogether();
    if (whose === undefined) return;
    void refreshOutbox();
    this.nudge();
  }

  private forget(whose: string | undefined): void {
    const other = whose !== this.whose;
    this.whose = whose;
    resetDesk();
    resetMessages();
    if (!other) return;
    resetOutbox();
    // The session ended by itself, say: what was typed last is still this person's.
    if (whose === undefined) void flushDrafts();
    resetSharedDrafts();
    resetDrafts();
    resetAttached();
    forgetView();
    if (whose === undefined) return;
    void loadDrafts();
    void loadAttached();
  }

  private nudge(): void {
    if (this.stopped || this.whose === undefined) return;
    this.wanted = true;
    if (!this.pulling) void this.pull();
  }

  private async pull(): Promise<void> {
    this.pulling = true;
    clearTimeout(this.retry);
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        await this.pages();
      }
      this.failures = 0;
    } catch {
      const wait = Math.min(lastRetry, firstRetry * 2 ** this.failures++);
      this.retry = setTimeout(() => this.nudge(), wait);
    } finally {
      this.pulling = false;
    }
  }

  private async pages(): Promise<void> {
    for (;;) {
      const { whose } = this;
      const from = useDesk.getState().rev;
      const set = await bridge().sync.changes(from);
      if (this.stopped) return;
      // The stores were emptied meanwhile: this answer belongs to what was before.
      if (whose !== this.whose || from !== useDesk.getState().rev) {
        this.wanted = this.whose !== undefined;
        return;
      }
      // Only an ordinary revision can fall: on the pages of a first load it is negative and in no order.
      if (from > 0 && set.rev < from) {
        this.forget(whose);
        continue;
      }
      applyToDesk(set);
      applyToMessages(set);
      if (!set.more) return;
    }
  }
}

/** Whose rows can be shown, or undefined when none can. */
function ownerOf(state: AppState): string | undefined {
  return state.phase === 'ready' ? `${state.profile}|${state.relayUrl}|${state.userId}` : undefined;
}

let running: Runner | undefined;

/** Starts keeping the stores true; a second call changes nothing. Returns the function that stops it. */
export function startSync(): () => void {
  if (running !== undefined) return stopSync;
  running = new Runner();
  running.start();
  return stopSync;
}

/** Stops it, for tests. The stores keep what they have. */
export function stopSync(): void {
  running?.stop();
  running = undefined;
}
