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
    const h1 = [...document.querySelectorAll('h1')].filter(isShown);
    if (h1.length !== 1) found.push(`${h1.length} first headings`);
    if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page is wider than the window');
    for (const each of document.querySelectorAll('button, a[href], input:not([type="hidden"]), select, textarea, [role="button"], [role="radio"], [role="switch"]')) {
      if (!isShown(each) || isHidden(each) || each.disabled) continue;
      // A field's label is its target, too; a link within a sentence is as high as its line.
      const whole = each.labels?.[0] ?? each;
      const box = whole.getBoundingClientRect();
      const own = each.getBoundingClientRect();
      const isInText = each.tagName === 'A' && getComputedStyle(each).display === 'inline';
      if (!isInText && Math.max(box.width, own.width) > 0 && (Math.max(box.width, own.width) < least.target - 0.5 || Math.max(box.height, own.height) < least.target - 0.5)) say(each, `target ${Math.round(Math.max(box.width, own.width))} × ${Math.round(Math.max(box.height, own.height))}`);
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
