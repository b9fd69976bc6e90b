import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderUi } from '@/test/render';
import { MessageText } from './message-text';

describe('MessageText', () => {
  it('draws formatting as elements', () => {
    const { container } = renderUi(<MessageText text={'*b* _i_ ~s~ `m`\n- one\n- two\n3. three\n> said'} onOpenLink={vi.fn()} />);
    for (const [tag, text] of [['strong', 'b'], ['em', 'i'], ['s', 's'], ['code', 'm'], ['blockquote', 'said']] as const) {
      expect(container.querySelector(tag)).toHaveTextContent(text);
    }
    expect(container.querySelectorAll('ul li')).toHaveLength(2);
    expect(container.querySelector('ol li')).toHaveAttribute('value', '3');
  });

  it('shows markup as text', () => {
    const text = '<img src=x onerror="alert(1)"><script>1</script>&lt;';
    const { container } = renderUi(<MessageText text={text} onOpenLink={vi.fn()} />);
    expect(container.querySelector('img, script')).toBeNull();
    expect(container).toHaveTextContent(text);
  });

  it('keeps line breaks and finds the direction of each block', () => {
    const { container } = renderUi(<MessageText text={'one\n\ntwo'} onOpenLink={vi.fn()} />);
    expect(container.querySelector('p')?.textContent).toBe('one\n\ntwo');
    expect(container.querySelector('p')).toHaveAttribute('dir', 'auto');
  });

  it('opens a link outside, by every button of the mouse', () => {
    const open = vi.fn();
    renderUi(<MessageText text="https://bank.example@evil.example" onOpenLink={open} />);
    const link = screen.getByRole('link');
    expect(fireEvent.click(link)).toBe(false);
    expect(fireEvent(link, new MouseEvent('auxclick', { bubbles: true, cancelable: true, button: 1 }))).toBe(false);
    expect(open).toHaveBeenCalledTimes(2);
    expect(open).toHaveBeenLastCalledWith('https://bank.example@evil.example/');
    expect(screen.getByText('(evil.example)')).toBeInTheDocument();
  });
});
