import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import texts from '@/i18n/en/prerequisites.json';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { Prerequisites, type WayIn } from './prerequisites';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake(() => undefined);
});
afterEach(closeFake);

describe('prerequisites', () => {
  it.each<WayIn>(['window', 'hosted', 'token', 'vonage', 'twilio'])('lists and copies all of %s', async (way) => {
    renderPage(<Prerequisites way={way} />);
    expect(screen.queryByRole('list')).toBeNull();
    await userEvent.click(await screen.findByRole('button', { name: 'Show what you need' }));
    const section = screen.getByRole('region', { name: 'What you need' });
    const lines = within(within(section).getAllByRole('list')[0] ?? section).getAllByRole('listitem').map((each) => each.textContent ?? '');
    const words: readonly string[] = Object.values(texts[way].items);
    expect(lines.map((each) => each.replace('Shown once: ', ''))).toEqual(words);
    await userEvent.click(screen.getByRole('button', { name: 'Copy all' }));
    const asked = way === 'vonage' ? [] : ['', texts.noteTitle, ...Object.values(texts.note).map((each) => `${each}: ____`)];
    const examples = within(section).queryByRole('list', { name: 'Examples of templates' });
    const templates = way === 'vonage' ? [] : ['', texts.templatesTitle, ...within(examples ?? section).getAllByRole('listitem').map((each) => `[ ] ${each.textContent}`)];
    expect(templates.length).toBe(way === 'vonage' ? 0 : 7);
    const all = [texts[way].name, ...lines.map((each) => `[ ] ${each}`), ...asked, ...templates].join('\n');
    expect(fake.office.copied.at(-1)).toBe(all);
    await userEvent.click(screen.getByRole('button', { name: 'Save as file' }));
    expect(await screen.findByText(`Saved as /home/ana/${texts[way].name}.txt`)).toBeInTheDocument();
    const file = fake.office.made.at(-1);
    expect(file?.kind).toBe('txt');
    expect(new TextDecoder().decode(Uint8Array.from(atob(file?.content ?? ''), (each) => each.charCodeAt(0)))).toBe(`${all}\n`);
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Hide' }));
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('writes the variables of a template as Meta has them written', async () => {
    renderPage(<Prerequisites way="token" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Show what you need' }));
    expect(screen.getByText(/^Utility · appointment_reminder · Hello \{\{1\}\}, .* on \{\{2\}\} at \{\{3\}\}\./)).toBeInTheDocument();
  });

  it('marks what Meta shows only once', async () => {
    renderPage(<Prerequisites way="token" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Show what you need' }));
    expect(screen.getByText(/^Shown once: The token itself/)).toBeInTheDocument();
  });

  it('says so when the file can not be written', async () => {
    fake.world.fail('system.saveMade', new BridgeError('unavailable', 'The disk is full.', 'disk'));
    renderPage(<Prerequisites way="twilio" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Show what you need' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save as file' }));
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(screen.queryByText(/^Saved as/)).toBeNull();
  });

  it('says so when the clipboard refuses', async () => {
    fake.world.fail('system.copy', new BridgeError('unavailable', 'No clipboard.'));
    renderPage(<Prerequisites way="window" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Show what you need' }));
    await userEvent.click(screen.getByRole('button', { name: 'Copy all' }));
    expect(await screen.findByText(/Couldn't copy/)).toBeInTheDocument();
  });
});
