import type { ReactElement } from 'react';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { duration, exactTime } from '@/lib/time';
import { Below } from '@/ui/named';

/** How long ago it was, or how long it is to come, as a clock that runs; a dash for never. */
export function Since({ at }: { readonly at: number }): ReactElement {
  const locale = useLocale();
  // The shared timer only makes it draw.
  useNow(1000);
  if (at === 0) return <Below>–</Below>;
  return (
    <time className="figures" dateTime={new Date(at).toISOString()} title={exactTime(at, locale)}>
      {duration(Math.abs(relayNow() - at), locale)}
    </time>
  );
}
