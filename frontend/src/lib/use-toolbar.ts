import { type FocusEvent, type KeyboardEvent, type RefCallback, useCallback } from 'react';
import { inDocument } from './in-document';

const tools = 'button:not(:disabled), a[href]';

/** What a toolbar's element is given. */
export interface Toolbar {
  readonly ref: RefCallback<HTMLElement>;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

function toolsOf(bar: Element): readonly HTMLElement[] {
  return inDocument(bar.querySelectorAll<HTMLElement>(tools)).filter((each) => each.closest('[role="toolbar"]') === bar);
}

/** Tab stops at one tool: the last that had the focus, else the last of all, which is the one that is meant most. */
function settle(bar: Element, chosen?: HTMLElement): void {
  const all = toolsOf(bar);
  const stop = chosen ?? all.find((each) => each.tabIndex === 0 && each.dataset['stop'] !== undefined) ?? all.at(-1);
  for (const each of all) {
    const is = each === stop;
    if ((each.dataset['stop'] !== undefined) === is && each.tabIndex === (is ? 0 : -1)) continue;
    each.tabIndex = is ? 0 : -1;
    if (is) each.dataset['stop'] = '';
    else delete each.dataset['stop'];
  }
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Makes the tools within an element one stop of Tab, among which the arrows go, as in every toolbar. */
export function useToolbar(): Toolbar {
  const ref = useCallback<RefCallback<HTMLElement>>((bar) => {
    if (bar === null) return undefined;
    settle(bar);
    // Which tools there are changes with the conversation.
    const observer = new MutationObserver(() => settle(bar));
    observer.observe(bar, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => observer.disconnect();
  }, []);
  return {
    ref,
    onFocus: (event) => {
      const all = toolsOf(event.currentTarget);
      if (all.includes(event.target as HTMLElement)) settle(event.currentTarget, event.target as HTMLElement);
    },
    onKeyDown: (event) => {
      const all = toolsOf(event.currentTarget);
      const at = all.indexOf(event.target as HTMLElement);
      if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const way = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
      const next = event.key === 'Home' ? all[0] : event.key === 'End' ? all.at(-1) : event.key in steps ? all[(at + (steps[event.key] ?? 0) * way + all.length) % all.length] : undefined;
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    },
  };
}
