/** How a conversation went from hand to hand, read off who owned it and when. */

/** The ways in which it changes hands. */
export type How = 'accepted' | 'took' | 'tookFrom' | 'assigned' | 'given' | 'got' | 'gotBy' | 'back' | 'tookBack' | 'reopened' | 'toInbox' | 'returned' | 'absent' | 'removed';

/** One change: to whom, from whom, by whom, into which inbox; '' where nobody is. */
export interface Hand {
  readonly key: string;
  readonly at: number;
  readonly how: How;
  readonly who: string;
  readonly from: string;
  readonly by: string;
  readonly into: string;
}

/** What is read of a span. */
interface Owned {
  readonly id: string;
  readonly userId: string;
  readonly from: number;
  /** 0 while they have it. */
  readonly to: number;
  readonly began: string;
  readonly ended: string;
  readonly by?: string;
  readonly endedBy?: string;
  readonly into?: string;
}

/** The changes of one interaction, from its spans in their order. How it began and ended is told elsewhere. */
export function handsOf(spans: readonly Owned[]): readonly Hand[] {
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    // What one loses the next one has from the same moment.
    const from = before !== undefined && before.to === span.from ? before.userId : '';
    const after = spans[index + 1];
    const wentOn = after !== undefined && after.from === span.to;
    return [...begun(span, from), ...gone(span, wentOn)];
  });
}

function begun(span: Owned, from: string): readonly Hand[] {
  const by = span.by ?? '';
  const hand = (how: How): readonly Hand[] => [{ key: `b-${span.id}`, at: span.from, how, who: span.userId, from, by: by === '' ? from : by, into: '' }];
  switch (span.began) {
    case 'took':
      return hand(from === '' ? 'took' : 'tookFrom');
    case 'assigned':
      return hand(by === '' ? 'given' : 'assigned');
    case 'got':
      if (by === '' && from === '') return hand('given');
      return hand(by === '' || from === '' || by === from ? 'got' : 'gotBy');
    case 'accepted':
    case 'back':
    case 'tookBack':
    case 'reopened':
      return hand(span.began);
    default: // it was begun with a template, or in a way that a later version knows
      return [];
  }
}

function gone(span: Owned, wentOn: boolean): readonly Hand[] {
  if (span.to === 0 || wentOn) return [];
  const into = span.into ?? '';
  const by = span.endedBy ?? '';
  const hand = (how: How): readonly Hand[] => [{ key: `g-${span.id}`, at: span.to, how, who: '', from: span.userId, by: by === '' ? span.userId : by, into }];
  switch (span.ended) {
    case 'transferred':
      return hand(into === '' ? 'returned' : 'toInbox');
    case 'returned':
    case 'absent':
    case 'removed':
      return hand(span.ended);
    default:
      return [];
  }
}
