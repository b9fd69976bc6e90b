import type { ReactElement } from 'react';
import { useNow } from '@/lib/clock';
import { exactTime, relativeTime } from '@/lib/time';

/** A time in words that keeps itself true, with the exact time on hover. */
export function RelativeTime({ at, locale }: { readonly at: number; readonly locale: string }): ReactElement {
  const now = useNow(30_000);
  return (
    <time className="figures" dateTime={new Date(at).toISOString()} title={exactTime(at, locale)}>
      {relativeTime(at, now, locale)}
    </time>
  );
}
