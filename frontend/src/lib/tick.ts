/** Where a message of ours is. "unknown": it may have been sent and a person decides. */
export type TickState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

/** The tick of a message of ours; a list row has "failed" for a status where a message has its problem beside it. */
export function tickOf(message: { readonly status: string; readonly problem?: unknown }): TickState {
  switch (message.status) {
    case 'queued':
    case 'posting':
      return 'queued';
    case 'unknown':
      return 'unknown';
    case 'failed':
    case 'rejected':
    case 'cancelled':
      return 'failed';
    default:
      if (message.problem) return 'failed';
      return message.status === 'read' || message.status === 'played' ? 'read' : message.status === 'delivered' ? 'delivered' : 'sent';
  }
}
