import { vi } from 'vitest';

/**
 * Gives elements a size, which jsdom does not, so that virtual lists draw rows: a row (`data-index`) is
 * `row` px high, everything else `height`. Undone after the test by vitest's restoreMocks.
 */
export function fakeLayout(height: number, row: number, width = 400): void {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return this.dataset.index === undefined ? height : row;
  });
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(width);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(height);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(width);
}
