import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { numberRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { MessageUsPage } from './page';

let fake: FakeBridge;

async function open(id = 'num_1', prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((bench) => {
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'Support', phone: '+493023125014', state: 'active' }), numberRow({ id: 'num_2', name: 'Sales', phone: '+34600000001', state: 'ready' }));
    prepare(bench);
  });
  return renderPage(<MessageUsPage />, `/channels/${id}/message-us`);
}

beforeEach(() => localStorage.clear());
afterEach(closeFake);

const html = (): string => screen.getByRole('status', { name: 'HTML for your website' }).textContent ?? '';
const frame = (): HTMLIFrameElement => screen.getByTitle<HTMLIFrameElement>('Preview of the button');

describe('the page that makes a Message us button', () => {
  it('shows link, HTML, preview and QR code at once, and copies them', async () => {
    await open();
    expect(await screen.findByText('https://wa.me/493023125014')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Copy: Link' }));
    await userEvent.click(screen.getByRole('button', { name: 'Copy: HTML for your website' }));
    await userEvent.click(screen.getByRole('button', { name: 'Copy SVG' }));
    await waitFor(() => expect(fake.office.copied).toEqual(['https://wa.me/493023125014', html(), expect.stringMatching(/^<svg /)]));
    expect(screen.getByRole('img', { name: 'QR code that leads to https://wa.me/493023125014' })).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('rule 5: the preview is the very HTML, in a frame that runs nothing and takes no press', async () => {
    await open();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Label' }), ' </script>"<b>');
    expect(frame().getAttribute('srcdoc')).toBe(html());
    expect(html()).toContain('&lt;/script&gt;&quot;&lt;b&gt;');
    expect(frame().getAttribute('sandbox')).toBe('');
    expect(frame()).toHaveAttribute('inert');
  });

  it('follows text, colour, size and radius, and remembers them for this number only', async () => {
    const opened = await open();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Pre-filled text' }), 'Hi & hello');
    await userEvent.click(screen.getByRole('radio', { name: 'White' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    await userEvent.clear(screen.getByRole('textbox', { name: 'Corner radius' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Corner radius' }), '50');
    expect(screen.getByText('Enter a whole number from 0 to 40 px.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: '%' }));
    expect(screen.getByText('https://wa.me/493023125014?text=Hi%20%26%20hello')).toBeInTheDocument();
    expect(html()).toMatch(/border-radius:50%.*background:#ffffff.*14px/);
    opened.unmount();
    const again = renderPage(<MessageUsPage />, '/channels/num_1/message-us');
    expect(await screen.findByRole('textbox', { name: 'Pre-filled text' })).toHaveValue('Hi & hello');
    again.unmount();
    renderPage(<MessageUsPage />, '/channels/num_2/message-us');
    expect(await screen.findByRole('textbox', { name: 'Pre-filled text' })).toHaveValue('');
    expect(screen.getByText(/isn't active/)).toBeInTheDocument();
  });

  it('says what is wrong, and gives nothing to take away until it is right', async () => {
    await open();
    await userEvent.clear(await screen.findByRole('textbox', { name: 'Label' }));
    expect(screen.getByText(/Enter a label/)).toBeInTheDocument();
    expect(screen.queryByText('Link and HTML')).toBeNull();
    await userEvent.click(screen.getByRole('textbox', { name: 'Label' }));
    await userEvent.paste('x'.repeat(61));
    expect(screen.getByText('Use at most 60 characters.')).toBeInTheDocument();
  });

  it('refuses a number that no link can lead to', async () => {
    await open('num_3', (bench) => bench.world.put('numbers', numberRow({ id: 'num_3', name: 'Old', phone: '030 23125014' })));
    expect(await screen.findByText(/WhatsApp links need the full number/)).toBeInTheDocument();
    expect(screen.queryByTitle('Preview of the button')).toBeNull();
  });

  it('keeps link and button where the text is too long for a QR code', async () => {
    await open();
    await userEvent.click(await screen.findByRole('textbox', { name: 'Pre-filled text' }));
    await userEvent.paste('👋'.repeat(2000));
    expect(screen.getByText(/too long for a QR code/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Copy: Link' })).toBeInTheDocument();
  });

  it('saves PNG and SVG under the name of the number, and says where or why not', async () => {
    await open('num_1', ({ world }) => world.fail('system.saveMade', new BridgeError('unavailable', 'The disk is full.', 'disk')));
    await userEvent.click(await screen.findByRole('button', { name: 'Save PNG' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
    await userEvent.click(screen.getByRole('button', { name: 'Save PNG' }));
    expect(await screen.findByText('Saved as /home/ana/Support-qr.png')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Save SVG' }));
    expect(await screen.findByText('Saved as /home/ana/Support-qr.svg')).toBeInTheDocument();
    const [png, svg] = fake.office.made.map((each) => ({ ...each, content: atob(each.content) }));
    expect(png).toMatchObject({ kind: 'png', content: expect.stringMatching(/^\x89PNG/) });
    expect(svg).toMatchObject({ kind: 'svg', content: expect.stringMatching(/^<svg .*<\/svg>$/) });
  });

  it('goes from number to number, and back to the channels', async () => {
    const opened = await open();
    await userEvent.click(await screen.findByRole('combobox', { name: 'Number' }));
    await userEvent.click(await screen.findByRole('option', { name: /Sales/ }));
    expect(opened.history.at(-1)).toBe('/channels/num_2/message-us');
    await userEvent.click(screen.getByRole('button', { name: 'Channels' }));
    expect(opened.history.at(-1)).toBe('/channels');
  });

  it('is for owners and admins, and says when a number is gone', async () => {
    const opened = await open('num_9');
    expect(await screen.findByRole('heading', { name: "This number isn't here any more" })).toBeInTheDocument();
    opened.unmount();
    closeFake();
    await open('num_1', ({ world }) => (world.state = { ...world.state, role: 'agent' }));
    expect(await screen.findByRole('heading', { name: 'Only owners and admins can make these' })).toBeInTheDocument();
  });
});
