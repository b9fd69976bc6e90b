import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { hostileTexts, waysOut } from '@/test/hostile';
import { renderUi } from '@/test/render';
import { MessageText } from './message-text';

describe('MessageText', () => {
  it('draws formatting as elements', () => {
    const { container } = renderUi(<MessageText text={'*b* _i_ ~s~ `m`\n- one\n- two\n3. three\n> said'} />);
    for (const [tag, text] of [['strong', 'b'], ['em', 'i'], ['s', 's'], ['code', 'm'], ['blockquote', 'said']] as const) {
      expect(container.querySelector(tag)).toHaveTextContent(text);
    }
    expect(container.querySelectorAll('ul li')).toHaveLength(2);
    expect(container.querySelector('ol li')).toHaveAttribute('value', '3');
  });

  it('shows markup as text', () => {
    const text = '<img src=x onerror="alert(1)"><script>1</script>&lt;';
    const { container } = renderUi(<MessageText text={text} />);
    expect(container.querySelector('img, script')).toBeNull();
    expect(container).toHaveTextContent(text);
  });

  it('keeps line breaks and finds the direction of each block', () => {
    const { container } = renderUi(<MessageText text={'one\n\ntwo'} />);
    expect(container.querySelector('p')?.textContent).toBe('one\n\ntwo');
    expect(container.querySelector('p')).toHaveAttribute('dir', 'auto');
  });

  it('rule 5: opens a link outside by the left and the middle button and by Enter, never by the right', () => {
    const open = vi.fn();
    renderUi(<MessageText text="https://bank.example@evil.example" links={{ open, leads: (link) => `to ${link.host}` }} />);
    const link = screen.getByRole('link');
    const press = (button: number): boolean => fireEvent(link, new MouseEvent(button === 0 ? 'click' : 'auxclick', { bubbles: true, cancelable: true, button }));
    for (const button of [0, 1, 2, 3, 4]) expect(press(button)).toBe(false);
    expect(open).toHaveBeenCalledTimes(2);
    fireEvent.keyDown(link, { key: 'Enter' });
    fireEvent.keyDown(link, { key: 'Enter', repeat: true });
    fireEvent.keyDown(link, { key: 'o' });
    expect(open).toHaveBeenCalledTimes(3);
    expect(open).toHaveBeenLastCalledWith(expect.objectContaining({ href: 'https://evil.example/', doubts: ['userinfo'] }));
    expect(screen.getByText('(evil.example)')).toBeInTheDocument();
    expect(link).toHaveAttribute('aria-description', 'to evil.example');
  });

  it('opens nothing when text that ends in a link is marked', () => {
    const open = vi.fn();
    renderUi(<MessageText text="see https://example.org" links={{ open, leads: () => '' }} />);
    const link = screen.getByRole('link');
    getSelection()?.selectAllChildren(link);
    fireEvent.click(link);
    getSelection()?.removeAllRanges();
    expect(open).not.toHaveBeenCalled();
    fireEvent.click(link);
    expect(open).toHaveBeenCalledOnce();
  });

  it('rule 5: makes nothing of 600 hostile messages that leads anywhere', () => {
    const links = { open: vi.fn(), leads: () => 'out' };
    const { container } = renderUi(<>{hostileTexts(600, 3).map((text, index) => <MessageText key={index} text={text} links={links} />)}</>);
    expect(waysOut(container)).toEqual([]);
    expect(container.querySelectorAll('[role=link]').length).toBeGreaterThan(60);
  });
});
