import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { messageRow } from '@/bridge/fake-rows';
import { messageKinds } from '@/lib/lists';
import { renderUi } from '@/test/render';
import { BubbleContent } from './bubble-content';
import { Referral } from './referral';
import { unknownKinds } from './unknown-kinds';

// These two are lines of their own, see lines.tsx and model.ts.
const kinds = messageKinds.filter((each) => each !== 'system' && each !== 'reaction');
const parts = { contacts: [{ name: '', phones: [], phonesHidden: false, emails: [], company: '', department: '', title: '', urls: [], addresses: [], birthday: '' }] };

describe('rule 12: a message of any kind says something', () => {
  it.each(kinds)('%s without its content', (type) => {
    const { container } = renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type, ...(type === 'contacts' ? parts : {}), ...(type === 'template' ? { text: 'Hello' } : {}) })} name="Ana" />);
    expect(container.textContent.trim()).not.toBe('');
  });

  it.each(['', ...unknownKinds, 'hologram_v2'])('unsupported content %j in plain words', (system) => {
    const problem = { code: 131051, title: '', text: 'WhatsApp cannot pass this on.', source: 'meta', at: 0 };
    const { container } = renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'unsupported', system, problem })} name="Ana" />);
    expect(container).toHaveTextContent('WhatsApp cannot pass this on.');
    expect(container.textContent).not.toMatch(/_|unknownKind|undefined/u);
  });

  it.each(['ringing', 'missed', 'ended', ''])('a call that is %j', (system) => {
    const { container } = renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'call', system })} name="Ana" />);
    expect(container).toHaveTextContent(/call/iu);
  });
});

describe('content', () => {
  it('lists what an unknown answer held', () => {
    const interactive = { type: 'unknown', title: '', total: '', lines: [{ key: 'reference_id', value: 'A-17' }] };
    renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'unsupported', system: 'payment_reply', interactive })} name="Ana" />);
    expect(screen.getByText(/an answer about a payment/u)).toBeInTheDocument();
    expect(screen.getByText('reference id')).toBeInTheDocument();
    expect(screen.getByText('A-17')).toBeInTheDocument();
  });

  it('adds an order up', () => {
    const interactive = { type: 'order', title: '', total: '200.80 EUR', lines: [{ key: 'TENT-2', value: '2 × 99.90 EUR' }] };
    renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'order', interactive })} name="Ana" />);
    expect(screen.getByText('200.80 EUR')).toBeInTheDocument();
  });

  it('shows the whole of a card, and offers to write to its numbers', () => {
    const card = {
      name: 'Dr. Eva Holm', phones: ['+4915200001101'], phonesHidden: false, emails: ['eva@example.com'], company: 'Holm & Co', department: 'Care', title: 'Head',
      urls: ['https://example.com/eva'], addresses: ['Hafenweg 3, 24103, Kiel'], birthday: '1980-02-29',
    };
    const { container } = renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'contacts', contacts: [card] })} name="Ana" />);
    for (const text of ['Dr. Eva Holm', 'Head · Care · Holm & Co', 'eva@example.com', 'https://example.com/eva', 'Hafenweg 3, 24103, Kiel', 'Birthday 1980-02-29']) {
      expect(container).toHaveTextContent(text);
    }
    expect(screen.getByRole('button', { name: 'Write to them: +4915200001101' })).toBeInTheDocument();
    expect(container.querySelector('a[href]')).toBeNull();
  });

  it('shows the whole of an ad', () => {
    const ad = { url: 'https://fb.me/abc123', type: 'ad', id: '120210', headline: 'Summer tents', body: 'Only this week', media: 'image', clickId: 'x', welcome: 'Hi, how can we help?' };
    const { container } = renderUi(<Referral message={messageRow({ id: 'm', threadId: 't', referral: 'Summer tents', ad })} />);
    for (const text of ['Summer tents', 'Only this week', 'https://fb.me/abc123', 'Hi, how can we help?', '120210', 'photo']) expect(container).toHaveTextContent(text);
  });

  it('shows the picture of an ad that the relay fetched, and says what became of one that it could not', () => {
    const ad = (state: string) => ({ url: 'https://fb.me/abc123', type: 'ad', id: '', headline: 'Summer tents', body: '', media: 'image', clickId: '', welcome: '', mediaUrl: 'https://ads.example/p.jpg', picture: { id: 'adpic_1', state, width: 600, height: 300 } });
    const shown = (state: string) => renderUi(<Referral message={messageRow({ id: 'msg_1', threadId: 't', referral: 'x', ad: ad(state) })} />);
    const { container, unmount } = shown('ready');
    const picture = container.querySelector('img');
    expect(picture).toHaveAttribute('src', '/media/msg_1/adpic_1');
    expect(screen.getByRole('button', { name: /What the ad shows: Summer tents/u })).toBeInTheDocument();
    unmount();
    const pending = shown('pending');
    expect(pending.container).toHaveTextContent("Fetching the ad's photo…");
    pending.unmount();
    const lost = shown('failed');
    expect(lost.container).toHaveTextContent("couldn't be fetched");
    expect(lost.container.querySelector('img')).toBeNull();
    expect(screen.getByRole('button', { name: "Open the ad's photo" })).toBeInTheDocument();
  });
});

it('names the parts of an address, with their digits as they came', () => {
  const interactive = { type: 'address', title: 'A. Rao\nMumbai', total: '', lines: [{ key: 'in_pin_code', value: '012345678901234567890' }, { key: 'landmark_area', value: 'near station' }] };
  const { container } = renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'interactive', interactive })} name="Ana" />);
  expect(container).toHaveTextContent('AddressPIN code012345678901234567890Landmarknear station');
});

it('names the fields of a form by their labels', () => {
  const interactive = { type: 'flow', title: 'Sent', total: '', lines: [{ key: 'screen_0_Your_size_1', value: '007' }] };
  renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'interactive', interactive })} name="Ana" />);
  expect(screen.getByText('Your size')).toBeInTheDocument();
  expect(screen.getByText('007')).toBeInTheDocument();
});

it('shows a card with 500 numbers a part at a time', async () => {
  const phones = Array.from({ length: 500 }, (_, index) => `+49152${String(10_000_000 + index)}`);
  const card = { name: 'Everybody', phones, phonesHidden: false, emails: [], company: '', department: '', title: '', urls: [], addresses: [], birthday: '' };
  const { container } = renderUi(<BubbleContent message={messageRow({ id: 'm', threadId: 't', type: 'contacts', contacts: [card] })} name="Ana" />);
  expect(container.querySelectorAll('button')).toHaveLength(5);
  await userEvent.click(screen.getByText('Show 496 more numbers'));
  expect(container.querySelectorAll('button')).toHaveLength(55);
});
