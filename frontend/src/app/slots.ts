/** What features contribute to the frame itself. Like pages.ts: one line per thing that exists. */
import { type ComponentType, memo, type ReactNode } from 'react';
import { Acts } from './acts';
import { Background } from '@/features/status/background';
import { ConnectionLine } from '@/features/status/connection-line';
import { PresenceMenu } from '@/features/status/presence-menu';
import { RelayAlarms } from '@/features/status/relay-alarms';
import { RelayState } from '@/features/status/relay-state';
import { useUnreadNotices } from '@/features/status/use-unread';
import { Gate } from '@/features/welcome/gate';
import { Offers } from '@/features/workspace/offers';

/** The frame's places; each is left out until a feature fills it. */
export interface Slots {
  /** Stands before everything: starts the bridge, decides between the sign-in screens and the frame. */
  readonly Gate?: ComponentType<{ readonly children: ReactNode }>;
  /** The person's avatar with presence, at the rail's foot. */
  readonly PresenceMenu?: ComponentType;
  /** The relay's state as an icon with a word, above the presence menu. */
  readonly RelayState?: ComponentType;
  /** What is wrong with the relay itself, above every page. */
  readonly RelayAlarms?: ComponentType;
  /** The connection's line, bottom left: a ui/status-line.tsx with live data. */
  readonly StatusLine?: ComponentType;
  /** The threads that this person is asked to take: on every screen, above whatever it shows. */
  readonly Offers?: ComponentType;
  /** Things without a place of their own that must always run: sounds, toasts. */
  readonly Background?: ComponentType;
  /** What can be done on every screen by the palette alone. */
  readonly Acts?: ComponentType;
  /** A hook: how many notifications are unread. */
  readonly useUnread?: () => number;
}

/** The contributions of this build. What the frame draws anew for an address draws none of them anew. */
export const slots: Slots = {
  Gate,
  PresenceMenu: memo(PresenceMenu),
  RelayAlarms: memo(RelayAlarms),
  RelayState: memo(RelayState),
  StatusLine: memo(ConnectionLine),
  Offers: memo(Offers),
  Background: memo(Background),
  Acts: memo(Acts),
  useUnread: useUnreadNotices,
};
