import { known } from './known';
import type { MessageStatus } from './lists';

/** Where a message of ours is. "unknown": it may have been sent and a person decides. */
export type TickState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

const ticks = {
  queued: 'queued', posting: 'queued', unknown: 'unknown', accepted: 'sent', sent: 'sent', delivered: 'delivered', read: 'read', played: 'read',
  received: 'sent', rejected: 'failed', cancelled: 'failed', failed: 'failed',
} as const satisfies Readonly<Record<MessageStatus | 'failed', TickState>>;

/** The tick of a message of ours; a list row has "failed" for a status where a message has its problem beside it. */
export function tickOf(message: { readonly status: MessageStatus | 'failed' | ''; readonly problem?: unknown }): TickState {
  const tick = known(ticks, message.status) ?? 'sent';
  return message.problem && tick !== 'queued' && tick !== 'unknown' ? 'failed' : tick;
}
