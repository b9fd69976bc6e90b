import type { ReactElement } from 'react';
import { known } from '@/lib/known';
import type { Presence } from '@/lib/lists';
import { initials, tintOf } from '@/lib/initials';
import classes from './avatar.module.css';

type Dot = 'available' | 'busy' | 'away' | 'offline';

const dots = { online: 'available', away: 'away', offline: 'offline' } as const satisfies Readonly<Record<Presence, Dot>>;

/** The dot of a colleague. A state that this version does not know counts as not available. */
export function dotOf(presence: Presence): Dot {
  return known<Presence, Dot>(dots, presence) ?? 'offline';
}

/** Whom it stands for. The tint follows the id, so that a changed name keeps its colour. */
export interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  /** Shown in place of the initials, for a person whose name is hidden: "?". */
  readonly text?: string;
  /** The state of a colleague, as a dot. The word must stand beside it: the dot alone says nothing to a screen reader. */
  readonly presence?: Dot;
}

/** Initials on a quiet tint. Decorative: the name stands beside it, so it is hidden from a screen reader. */
export function Avatar({ id, name, size = 28, text, presence }: AvatarProps): ReactElement {
  const tint = tintOf(id, 8);
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: Math.max(12, Math.round(size * 0.4)), background: `var(--tint-${tint})` }}
      aria-hidden="true"
      data-tint={tint}
    >
      <bdi>{text ?? initials(name)}</bdi>
      {presence !== undefined && <span className={classes.dot} data-presence={presence} />}
    </span>
  );
}
