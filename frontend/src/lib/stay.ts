/**
 * The page's own refusal to leave: whatever is clicked, dropped, submitted or called, the window goes on showing Parley.
 * On Linux the shell refuses as well (app/shell/navigation_webkit.c); on Windows and macOS it can only lead back from a
 * page that was loaded (app/shell/comehome.js), so there this and the policy of the page are what holds.
 */

/** What the Navigation API says of an attempt, where there is one (WebView2, newer WebKit). */
interface NavigateEvent extends Event {
  readonly navigationType: string;
  readonly hashChange: boolean;
  readonly destination: { readonly sameDocument: boolean };
}

/** Keeps a window from going elsewhere; the returned function lets it go again. */
export function stay(window: Window): () => void {
  const off = new AbortController();
  const { signal } = off;
  const capture = { signal, capture: true };
  const here = { signal };
  window.addEventListener('click', refuseLink, capture);
  window.addEventListener('auxclick', refuseLink, capture);
  window.addEventListener('submit', (event) => event.preventDefault(), capture);
  window.addEventListener('dragstart', refuseDrag, here);
  window.addEventListener('dragover', refuseDrop, here);
  window.addEventListener('drop', refuseDrop, here);
  window.addEventListener('contextmenu', refuseMenu, here);
  const navigation: unknown = Reflect.get(window, 'navigation');
  if (navigation instanceof EventTarget) navigation.addEventListener('navigate', refuseNavigation, here);
  const { open } = window;
  window.open = () => null;
  return () => {
    off.abort();
    window.open = open;
  };
}

function refuseNavigation(event: Event): void {
  const { navigationType, destination } = event as NavigateEvent;
  if (navigationType !== 'reload' && !destination.sameDocument) event.preventDefault();
}

// The page's own links change what stands behind the #; every other one, and every other button on one, goes nowhere.
function refuseLink(event: MouseEvent): void {
  const link = event.composedPath().find((each) => each instanceof Element && each.matches('a, area'));
  if (!(link instanceof Element)) return;
  const address = link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '#';
  const isPlain = event.type === 'click' && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!address.startsWith('#') || link.hasAttribute('download') || link.hasAttribute('target')) {
    event.preventDefault();
    event.stopPropagation();
  } else if (!isPlain) event.preventDefault();
}

// A link that is dragged could be dropped on the window.
function refuseDrag(event: DragEvent): void {
  if (event.target instanceof Element && event.target.closest('a, area, img') !== null) event.preventDefault();
}

const editable = 'input, textarea, [contenteditable=""], [contenteditable="true"]';

function isEditable(event: Event): boolean {
  return event.target instanceof Element && event.target.closest(editable) !== null;
}

// Text may be dropped into a field. Files are taken by the zones that know what to do with them, and have said so.
function refuseDrop(event: DragEvent): void {
  if (event.defaultPrevented) return;
  if (isEditable(event) && !(event.dataTransfer?.types.includes('Files') ?? false)) return;
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
}

// The web view's menu is for text: fields, and what is marked. Elsewhere it offers what leads out of the page.
function refuseMenu(event: MouseEvent): void {
  if (event.defaultPrevented || isEditable(event)) return;
  const leads = event.target instanceof Element && event.target.closest('a, area, img, audio, video, [role="link"]') !== null;
  const isMarked = getSelection()?.isCollapsed === false;
  if (leads || !isMarked) event.preventDefault();
}
