// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { windowView } from './window';

const h = 3_600_000;

describe('windowView', () => {
  it.each([
    [null, 'closed', 0],
    [-1, 'closed', 0],
    [0, 'closed', 0],
    [h - 1, 'red', (h - 1) / (24 * h)],
    [h, 'amber', 1 / 24],
    [4 * h - 1, 'amber', (4 * h - 1) / (24 * h)],
    [4 * h, 'calm', 4 / 24],
    [12 * h, 'calm', 0.5],
    [30 * h, 'calm', 1],
    [Number.POSITIVE_INFINITY, 'none', 0],
  ] as const)('with %s ms left the ring is %s', (left, tone, fraction) => {
    const view = windowView(left === null ? null : 5_000 + left, 5_000);
    expect(view.tone).toBe(tone);
    expect(view.fraction).toBeCloseTo(fraction, 10);
  });
});
