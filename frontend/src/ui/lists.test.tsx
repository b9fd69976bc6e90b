import { act, fireEvent, screen } from '@testing-library/react';
import { createRef } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeLayout } from '@/test/layout';
import { renderUi } from '@/test/render';
import { ThreadList, type ThreadListHandle } from './thread-list';
import { VirtualList } from './virtual-list';

const rows = (count: number, from = 0): { id: string }[] => Array.from({ length: count }, (_, i) => ({ id: `m${from + i}` }));
const id = (item: { id: string }): string => item.id;

beforeEach(() => fakeLayout(600, 50));

describe('VirtualList', () => {
  it('draws a screenful of ten thousand and tells each row its place', () => {
    renderUi(<VirtualList items={rows(10_000)} itemKey={id} estimate={64} label="Conversations" renderItem={(item) => <span>{item.id}</span>} />);
    const drawn = screen.getAllByRole('listitem');
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.length).toBeLessThan(60);
    expect(screen.getByText('m0').closest('[role=listitem]')).toHaveAttribute('aria-posinset', '1');
    expect(drawn[0]).toHaveAttribute('aria-setsize', '10000');
  });

  it('places ten thousand once, not again with each thing that is drawn anew', () => {
    const items = rows(10_000);
    const itemKey = vi.fn(id);
    const list = (what: string): React.ReactElement => <VirtualList items={items} itemKey={itemKey} estimate={50} label="Conversations" renderItem={(item) => <span>{`${what} ${item.id}`}</span>} />;
    const { rerender } = renderUi(list('before'));
    itemKey.mockClear();
    rerender(list('after'));
    expect(screen.getByText('after m0')).toBeInTheDocument();
    expect(itemKey.mock.calls.length).toBeLessThan(500);
  });

  it('shows nothing for nothing', () => {
    renderUi(<VirtualList items={[]} itemKey={id} estimate={64} label="Conversations" renderItem={() => null} />);
    expect(screen.getByRole('list', { name: 'Conversations' })).toBeEmptyDOMElement();
  });
});

/** jsdom does not scroll; this does what a browser does on scrollTo, the event after the call as there. */
function letScroll(): void {
  Element.prototype.scrollTo = function (this: Element, options?: ScrollToOptions | number): void {
    if (typeof options !== 'object') return;
    this.scrollTop = options.top ?? 0;
    queueMicrotask(() => fireEvent.scroll(this));
  } as typeof Element.prototype.scrollTo;
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockImplementation(function (this: Element) {
    return Number.parseFloat((this.firstElementChild as HTMLElement | null)?.style.height ?? '0');
  });
}

/** Tells at once how large what it observes is. */
class Sized implements ResizeObserver {
  readonly #heard: ResizeObserverCallback;
  constructor(heard: ResizeObserverCallback) {
    this.#heard = heard;
  }
  observe(target: Element): void {
    queueMicrotask(() => this.#heard([{ target, contentRect: new DOMRect(0, 0, 400, 600) } as unknown as ResizeObserverEntry], this));
  }
  unobserve(): void {}
  disconnect(): void {}
}

/** Lets the scroll events of the last step arrive. */
const settle = (): Promise<void> => act(() => Promise.resolve());

const thread = (items: { id: string }[], extra: Partial<Parameters<typeof ThreadList<{ id: string }>>[0]> = {}): React.ReactElement => (
  <ThreadList items={items} itemKey={id} estimate={() => 50} label="Messages" renderItem={(item) => <span>{item.id}</span>} {...extra} />
);

describe('ThreadList', () => {
  beforeEach(letScroll);

  it('opens at the end', async () => {
    renderUi(thread(rows(1000)));
    await settle();
    expect(screen.getByText('m999')).toBeInTheDocument();
    expect(screen.queryByText('m0')).toBeNull();
  });

  it('draws the end first where another thread was before, and not the beginning on its way', async () => {
    vi.stubGlobal('ResizeObserver', Sized);
    const { unmount } = renderUi(thread(rows(1000)));
    await settle();
    unmount();
    const drawn: string[] = [];
    renderUi(thread(rows(1000), { renderItem: (item) => void drawn.push(item.id) }));
    expect(drawn.slice(-1)).toEqual(['m999']);
    expect(drawn).not.toContain('m0');
  });

  it('opens at the first unread', async () => {
    renderUi(thread(rows(1000), { openAtKey: 'm400' }));
    await settle();
    expect(screen.getByText('m400')).toBeInTheDocument();
    expect(screen.queryByText('m999')).toBeNull();
  });

  it('opens when the first items come late', async () => {
    const { rerender } = renderUi(thread([]));
    rerender(thread(rows(1000)));
    await settle();
    expect(screen.getByText('m999')).toBeInTheDocument();
  });

  it('asks for older items near the start', async () => {
    const older = vi.fn();
    renderUi(thread(rows(1000), { openAtKey: 'm500', onNearStart: older }));
    await settle();
    expect(older).not.toHaveBeenCalled();
    const region = screen.getByRole('region', { name: 'Messages' });
    region.scrollTop = 100;
    fireEvent.scroll(region);
    expect(older).toHaveBeenCalled();
  });

  it('says when the reader leaves the end', async () => {
    const atEnd = vi.fn();
    renderUi(thread(rows(1000), { onAtEnd: atEnd }));
    await settle();
    expect(atEnd).toHaveBeenLastCalledWith(true);
    const region = screen.getByRole('region', { name: 'Messages' });
    region.scrollTop = 20_000;
    fireEvent.scroll(region);
    expect(atEnd).toHaveBeenLastCalledWith(false);
  });

  it('stays at the end while its pane shrinks or its content grows, and nowhere else', async () => {
    const observers: (() => void)[] = [];
    vi.stubGlobal('ResizeObserver', class {
      constructor(tell: () => void) {
        observers.push(tell);
      }
      observe(): void { /* told by the test */ }
      unobserve(): void { /* told by the test */ }
      disconnect(): void { /* told by the test */ }
    });
    const atEnd = vi.fn();
    renderUi(thread(rows(1000), { onAtEnd: atEnd }));
    await settle();
    const region = screen.getByRole('region', { name: 'Messages' });
    const end = region.scrollTop;
    const resize = async (): Promise<void> => {
      act(() => observers.forEach((tell) => (tell as (entries: readonly never[]) => void)([])));
      await settle();
    };
    // A few pixels short of the end, without the reader having gone up.
    Object.defineProperty(region, 'scrollTop', { value: end - 100, writable: true });
    await resize();
    expect(region.scrollTop).toBe(end);
    expect(atEnd).toHaveBeenLastCalledWith(true);
    region.scrollTop = 20_000;
    fireEvent.scroll(region);
    await resize();
    expect(region.scrollTop).toBe(20_000);
    vi.unstubAllGlobals();
  });

  it('finds a message by its key', async () => {
    const handle = createRef<ThreadListHandle>();
    renderUi(thread(rows(1000), { handle }));
    await settle();
    act(() => handle.current?.scrollToKey('m100'));
    await settle();
    expect(screen.getByText('m100')).toBeInTheDocument();
    act(() => handle.current?.scrollToKey('unheard of'));
    await settle();
    expect(screen.getByText('m100')).toBeInTheDocument();
  });
});
