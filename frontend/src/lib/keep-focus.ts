/**
 * Keeps the focus somewhere. Where what has it goes away (a dialog that is taken away whole, a button that a form replaces, a row
 * that is deleted), the browser leaves it nowhere, and a screen reader starts at the top of the window. Then what opened the dialog
 * has it again, or what is nearest to where it was.
 */

const layers = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [role="alert"]';
/** What is named or stands for one thing, so that a screen reader says where one is. */
const places = '[role="dialog"], [role="group"], [role="row"], [role="region"], [role="article"], [role="listitem"], section, article, li, tr, form, main';
/** One of many alike, such as a message or a row. */
const ones = '[role="row"], [role="article"], [role="listitem"], article, li, tr';
const fields = 'input:not(:disabled):not([type="hidden"]), textarea:not(:disabled), select:not(:disabled)';
/** When to look after a key or a click: at once, after what fades away, and after what the relay is asked. */
const looks = [60, 250, 700, 1600, 4000] as const;
/** From when on a screen that changed is taken as it is: until then what had the focus may be drawn anew in it. */
const settled = 700;

/** Where the focus was: the element, all that it stood in, and what had the focus before the layer was opened. */
interface Was {
  readonly element: HTMLElement;
  readonly around: readonly Element[];
  readonly opener: Was | undefined;
}

function around(element: Element): readonly Element[] {
  const all: Element[] = [];
  for (let at = element.parentElement; at !== null; at = at.parentElement) all.push(at);
  return all;
}

const layerOf = (was: Was | undefined): Element | undefined => was?.around.find((each) => each.matches(layers));

/** The one that had the focus before the layer in which this one stands was opened. */
function noted(element: HTMLElement, before: Was | undefined): Was {
  const now = { element, around: around(element) };
  const layer = layerOf({ ...now, opener: undefined });
  for (let each = before; each !== undefined; each = each.opener) if (layerOf(each) === layer) return { ...now, opener: each.opener };
  return { ...now, opener: layer === undefined ? undefined : before };
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

const isOff = (element: HTMLElement): boolean => element.matches(':disabled, [inert], [inert] *');

function give(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}

/** Gives the focus to a place that is no control: no key does anything there by accident, and Tab goes on from it. */
function giveTo(place: HTMLElement): void {
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
    place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  }
  give(place);
}

const nameOf = (element: Element): string => element.getAttribute('aria-label') ?? element.textContent;

/** The same control drawn anew, as when an address changed: the only one of its kind and name. */
function anew(element: HTMLElement, place: HTMLElement): HTMLElement | undefined {
  const same = Array.from(place.querySelectorAll<HTMLElement>(element.tagName)).filter((each) => nameOf(each) === nameOf(element) && !isOff(each));
  return same.length === 1 && nameOf(element) !== '' ? same[0] : undefined;
}

/** What had the focus before a screen got it as a whole: the drawer that comes after it goes back to the control, not to the screen. */
const instead = new WeakMap<HTMLElement, HTMLElement>();

/** Answers whether nothing is left to wait for. */
function restore(was: Was, isSettled: boolean, isOpener = false): boolean {
  const { element, opener } = was;
  if (element.isConnected) {
    if (isOff(element)) return false; // it waits for an answer
    const first = instead.get(element);
    give((first && anew(first, element)) ?? element);
    return true;
  }
  const layer = layerOf(was);
  if (layer?.isConnected === false && opener !== undefined) return restore(opener, isSettled, true);
  const place = was.around.find((each): each is HTMLElement => each instanceof HTMLElement && each.isConnected && each.matches(places));
  if (place === undefined) return true;
  // What stood in one of many has no twin once that is gone: the same button of another one does the same to another.
  // What opened a dialog has one: its row may have been drawn anew beneath.
  const isOneGone = !isOpener && was.around.slice(0, was.around.indexOf(place)).some((each) => each.matches(ones));
  const twin = isOneGone ? undefined : anew(element, place);
  if (twin !== undefined) {
    give(twin);
    return true;
  }
  const isScreen = place.tagName === 'MAIN';
  if (isScreen && !isSettled) return false;
  // Where a form took the button's place, it is what the person wants.
  const field = isScreen ? null : place.querySelector<HTMLElement>(`form :is(${fields})`);
  if (field !== null) give(field);
  else giveTo(place);
  if (!isOneGone) instead.set(place, element);
  return true;
}

/** Watches until the returned function is called. */
export function keepFocus(): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let was: Was | undefined;
  let wasOff = false;
  let timers: ReturnType<typeof setTimeout>[] = [];
  const forget = (): void => {
    for (const each of timers) clearTimeout(each);
    timers = [];
  };
  const look = (after: number): void => {
    if (was === undefined || !isNowhere()) return;
    const isOffNow = was.element.isConnected && isOff(was.element);
    // Whoever left a control that still stands there, as with a click beside it, wants it so.
    if (was.element.isConnected && !isOffNow && !wasOff) return;
    wasOff ||= isOffNow;
    if (restore(was, after >= settled)) forget();
  };
  const lookSoon = (): void => {
    forget();
    wasOff = false;
    timers = looks.map((after) => setTimeout(() => look(after), after));
  };
  window.addEventListener(
    'focusin',
    ({ target }) => {
      if (target instanceof HTMLElement && target !== document.body) was = noted(target, was);
    },
    { signal, capture: true },
  );
  window.addEventListener('keydown', ({ key }) => ['Enter', ' ', 'Escape', 'Delete'].includes(key) && lookSoon(), { signal, capture: true });
  window.addEventListener('click', () => lookSoon(), { signal, capture: true });
  return () => {
    forget();
    stop.abort();
  };
}
