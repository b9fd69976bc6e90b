import { createEvent, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderUi } from '@/test/render';
import { Phone } from './phone';

/** What a copy of the marked text puts on the clipboard; undefined leaves it to the browser. */
function copied(marked: string): string | undefined {
  vi.spyOn(window, 'getSelection').mockReturnValue({ toString: () => marked } as Selection);
  const data = new Map<string, string>();
  const number = screen.getByText('+49 30 23125014');
  const event = createEvent.copy(number, { clipboardData: { setData: (type: string, text: string) => data.set(type, text) } });
  fireEvent(number, event);
  return event.defaultPrevented ? data.get('text/plain') : undefined;
}

describe('a telephone number', () => {
  it('is grouped, from left to right, and copied for programs', () => {
    renderUi(<Phone value="+493023125014" />);
    expect(screen.getByText('+49 30 23125014')).toHaveAttribute('dir', 'ltr');
    expect(copied('+49 30 23125014')).toBe('+493023125014');
    expect(copied('30 23')).toBeUndefined();
  });
});
