/** What people with weak eyes or unsteady hands need, measured on what is drawn: 24 px targets, 12 px type, 3 : 1 shapes. */

/** Measures what is on the screen and gives what is wrong, a line each. */
export function measure(page) {
  return page.evaluate(() => {
    const least = { target: 24, type: 12, shape: 3 };
    const found = [];
    const say = (element, what) => found.push(`${what}: ${element.outerHTML.replace(/ (?:id|style|aria-controls|aria-describedby)="[^"]*"/g, '').slice(0, 120)}`);
    const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const isHidden = (element) => {
      const box = element.getBoundingClientRect();
      return box.width <= 1 || box.height <= 1; // for screen readers only
    };
    const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((each) => (each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratio = (a, b) => {
      const [x, y] = [light(a), light(b)].sort((one, other) => other - one);
      return (x + 0.05) / (y + 0.05);
    };
    const ground = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = numbers(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return [255, 255, 255];
    };
    const targets = 'button, a[href], input:not([type="hidden"]), select, textarea, [role="button"], [role="radio"], [role="switch"]';
    const isAlone = (element, box) => {
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      return [...document.querySelectorAll(targets)].every((each) => {
        if (each === element || each.contains(element) || !isShown(each)) return true;
        const other = each.getBoundingClientRect();
        return Math.hypot(Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)) >= least.target / 2;
      });
    };
    const h1 = [...document.querySelectorAll('h1')].filter(isShown);
    if (h1.length !== 1) found.push(`${h1.length} first headings`);
    if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page is wider than the window');
    for (const each of document.querySelectorAll(targets)) {
      // The steps of a number are the arrow keys of its field, which is large enough.
      if (!isShown(each) || isHidden(each) || each.disabled || each.matches('.mantine-NumberInput-control')) continue;
      // A field's label is its target, too; a link within a sentence is as high as its line.
      const parts = [each, each.labels?.[0], each.closest('.mantine-Input-wrapper, .mantine-MultiSelect-root')].filter(Boolean).map((part) => part.getBoundingClientRect());
      const [width, height] = ['width', 'height'].map((side) => Math.max(...parts.map((part) => part[side])));
      const own = each.getBoundingClientRect();
      const isInText = each.tagName === 'A' && getComputedStyle(each).display === 'inline';
      // A box for a tick has nothing else that can be hit near it.
      if (each.type === 'checkbox' && isAlone(each, own)) continue;
      if (!isInText && width > 0 && (width < least.target - 0.5 || height < least.target - 0.5)) say(each, `target ${Math.round(width)} × ${Math.round(height)}`);
      // A picture that is all there is of a control.
      const picture = each.querySelector('svg');
      if (picture !== null && each.textContent.trim() === '') {
        const strong = ratio(numbers(getComputedStyle(picture).color), ground(each));
        if (strong < least.shape - 0.05) say(each, `picture ${strong.toFixed(1)} : 1`);
      }
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = new Set();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement } = node;
      if (node.textContent.trim() === '' || parentElement === null || small.has(parentElement) || !isShown(parentElement) || isHidden(parentElement)) continue;
      if (parseFloat(getComputedStyle(parentElement).fontSize) < least.type - 0.01 && parentElement.closest('svg, style, script') === null) {
        small.add(parentElement);
        say(parentElement, `type ${getComputedStyle(parentElement).fontSize}`);
      }
    }
    return [...new Set(found)];
  });
}
