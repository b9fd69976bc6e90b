/** The parts of the window, each marked with `data-region`, among which F6 goes. */

import { inDocument } from './in-document';

const focusable = 'a[href], button:not(:disabled), input:not(:disabled):not([type="hidden"]), textarea:not(:disabled), select:not(:disabled), [tabindex]';

/** Where the focus was in a part when it left it. */
const left = new WeakMap<Element, HTMLElement>();

function isShown(element: Element): boolean {
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}

function regions(): readonly HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>('[data-region]')).filter((each) => stopsOf(each).length > 0);
}

/** What can have the focus in a part, which may be itself, without what belongs to a part within it. */
function stopsOf(region: HTMLElement): readonly HTMLElement[] {
  return inDocument([region, ...region.querySelectorAll<HTMLElement>(focusable)]).filter((each) => each.tabIndex >= 0 && each.closest('[data-region]') === region && isShown(each));
}

/** The element with which a part is best begun: where one was, what is marked so, or its first. */
function entry(region: HTMLElement): HTMLElement | undefined {
  const stops = stopsOf(region);
  const last = left.get(region);
  if (last !== undefined && last.isConnected && region.contains(last) && isShown(last)) return last;
  return stops.find((each) => each.dataset['entry'] !== undefined) ?? stops[0];
}

/** Gives the focus to the next part, or with -1 to the one before. */
export function stepRegion(by: 1 | -1): void {
  const all = regions();
  const at = document.activeElement;
  const here = at?.closest<HTMLElement>('[data-region]') ?? null;
  if (here !== null && at instanceof HTMLElement) left.set(here, at);
  const from = here === null ? -1 : all.indexOf(here);
  const next = from < 0 ? all.at(by > 0 ? 0 : -1) : all.at((from + by) % all.length);
  if (next !== undefined) entry(next)?.focus();
}
