import type { TFunction } from 'i18next';
import type { LinkState } from '@/bridge/types';

/** The connection in words, with what waits for it. */
export function linkWords(words: TFunction<'status'>, link: LinkState): string {
  switch (link.state) {
    case 'live':
      return link.queued > 0 ? words('line.liveQueued', { count: link.queued }) : words('line.live');
    case 'catchingUp':
      return link.behind > 0 ? words('line.catchingUp', { behind: link.behind.toLocaleString() }) : words('line.catchingUpPlain');
    case 'preparing':
      return link.behind > 0 ? words('line.preparing', { percent: link.behind }) : words('line.preparingPlain');
    case 'connecting':
      return words('line.connecting');
    case 'offline':
      return link.queued > 0 ? words('line.offlineQueued', { count: link.queued }) : words('line.offline');
  }
}
