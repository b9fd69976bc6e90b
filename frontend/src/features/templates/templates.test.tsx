import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { templateRow } from '@/bridge/fake-rows';
import type { Template, Waba } from '@/bridge/types';
import { resetDrafts } from '@/stores/drafts';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { TemplatesPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(() => {
  resetDrafts();
  closeFake();
});

const account: Waba = { id: 'wab_1', appId: 'app', name: 'Harbour & Pine', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' };
const draftOf = (body: string): NonNullable<Template['draft']> => ({ version: 1, category: 'UTILITY', headerText: '', body, footer: '', by: 'usr_ana', at: 1 });

async function open(path: string, prepare: (fake: FakeBridge) => void = () => undefined): Promise<readonly string[]> {
  fake = await openFake((bench) => {
    bench.world.put('wabas', account);
    prepare(bench);
  });
  return renderPage(<TemplatesPage />, path).history;
}

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;
const written = (): Template => {
  const row = fake.world.all('templates').at(0);
  if (row === undefined) throw new Error('no template');
  return row;
};

describe('the list of templates', () => {
  it('says how each language stands, when it was synced, and syncs now', async () => {
    await open('/templates', ({ world }) => {
      world.put('wabas', { ...account, templatesAt: world.now - 180_000 });
      world.put('templates', templateRow({ id: 'a', name: 'order', language: 'en_US' }), templateRow({ id: 'b', name: 'order', language: 'es', status: 'REJECTED', quality: 'RED' }), templateRow({ id: 'c', name: 'old', status: 'DELETED' }));
    });
    const line = within((await screen.findByText('order')).closest<HTMLElement>('[role="row"]') ?? document.body);
    for (const text of ['en_US: Approved', 'es: Rejected', 'Low quality', 'Utility']) expect(line.getByText(text)).toBeInTheDocument();
    expect(screen.queryByText('old')).toBeNull();
    expect(screen.getByText(/^3 min/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Sync now: Harbour & Pine' }));
    await waitFor(() => expect(last('templates.pull')).toEqual([{ wabaId: 'wab_1' }]));
  });

  it('begins an example with one click, under a free name', async () => {
    const history = await open('/templates', ({ world }) => world.put('templates', templateRow({ id: 'a', name: 'survey' })));
    await userEvent.click(await screen.findByRole('button', { name: 'New template' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Survey' }));
    await waitFor(() => expect(last('template.draft')?.[0]).toMatchObject({ templateId: '', wabaId: 'wab_1', name: 'survey_2', language: 'en_US', version: 0, category: 'MARKETING' }));
    await waitFor(() => expect(history.at(-1)).toMatch(/^\/templates\/tpl/));
    expect(await screen.findByRole('figure', { name: 'Preview' })).toHaveTextContent('Hello Maria, you talked to Ana from our team.');
  });

  it('is for owners and admins', async () => {
    await open('/templates', ({ world }) => world.setState({ role: 'agent' }));
    expect(await screen.findByText('Only owners and admins can manage templates')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'New template' })).toBeNull();
  });

  it('says where the templates of another provider are written', async () => {
    await open('/templates', ({ world }) => world.put('wabas', { ...account, provider: 'heron', name: 'Heron shop' }));
    expect(await screen.findByText(/are written in its provider's console/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'New template' })).toBeDisabled();
  });
});

describe('the editor', () => {
  const one = (row: Partial<Template> = {}) => ({ world }: FakeBridge): void => world.put('templates', templateRow({ id: 'tpl_1', name: 'order', language: 'en_US', status: 'DRAFT', body: '', draft: draftOf('Your order is here.'), ...row }));

  it('writes for a number at Twilio, and says beside each field what Twilio cannot be given', async () => {
    await open('/templates/tpl_1', (bench) => {
      bench.world.put('wabas', { ...account, provider: 'twilio', name: 'Twilio shop' });
      one()(bench);
    });
    await userEvent.type(await screen.findByRole('textbox', { name: 'Body' }), ' Soon.');
    await waitFor(() => expect(written().draft?.body).toBe('Your order is here. Soon.'));
    expect(screen.getByRole('radio', { name: 'Picture' })).toBeDisabled();
    expect(screen.getByRole('radio', { name: 'Text' })).toBeEnabled();
    for (const text of [/file at their head are written in Twilio's console/, /Login codes of Twilio/, /Codes to copy are the same/]) expect(screen.getByText(text)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Add a button' }));
    expect(await screen.findByRole('menuitem', { name: 'Copy a code' })).toHaveAttribute('data-disabled', 'true');
    expect(screen.getByRole('button', { name: 'Submit for review' })).toBeEnabled();
  });

  it('changes nothing of what was submitted to Twilio, and deletes it there', async () => {
    await open('/templates/tpl_1', (bench) => {
      bench.world.put('wabas', { ...account, provider: 'twilio', name: 'Twilio shop' });
      one({ status: 'REJECTED', draft: null, body: 'Your order is here.' })(bench);
    });
    expect(await screen.findByText(/Twilio can't change a template that was submitted/)).toBeInTheDocument();
    expect(screen.getByText(/Meta did not accept it\./)).not.toHaveTextContent('submit it again');
    expect(screen.getByRole('textbox', { name: 'Body' })).toBeDisabled();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete at Twilio' }));
    await waitFor(() => expect(last('template.delete')).toEqual([{ templateId: 'tpl_1', all: false }]));
  });

  it('saves what is typed, and says beside the field what would be refused', async () => {
    await open('/templates/tpl_1', one());
    fake.authored.faults.set('tpl_1', [{ field: 'body', rule: 'variableEdge', at: 0, name: '', most: 0, have: 0, until: 0 }, { field: 'examples', rule: 'example', at: 0, name: '1', most: 0, have: 0, until: 0 }]);
    const body = await screen.findByLabelText('Body');
    expect(body).toHaveValue('Your order is here.');
    await userEvent.click(body);
    await userEvent.keyboard('{Control>}a{/Control}Hello ');
    await userEvent.click(screen.getByRole('button', { name: "Add customer's name" }));
    expect(body).toHaveValue('Hello {{1}}');
    expect(screen.getByRole('figure', { name: 'Preview' })).toHaveTextContent('Hello Maria');
    await waitFor(() => expect(last('template.draft')?.[0]).toMatchObject({ templateId: 'tpl_1', body: 'Hello {{1}}', samples: ['Maria'], fills: [{ name: '1', with: 'contactName' }] }), { timeout: 3000 });
    expect(await screen.findByText('Draft saved')).toBeInTheDocument();
    expect(await screen.findByText(/can't begin or end with a variable/)).toBeInTheDocument();
    expect(screen.getByText('Give an example for 1.')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    expect(written().draft?.body).toBe('Hello {{1}}');
  });

  it('puts a variable at the end while nobody has been in the text, then where the cursor is', async () => {
    await open('/templates/tpl_1', one());
    const body = await screen.findByLabelText<HTMLTextAreaElement>('Body');
    body.setSelectionRange(0, 0); // as browsers show a text that nobody has touched
    await userEvent.click(screen.getByRole('button', { name: 'Add variable' }));
    expect(body).toHaveValue('Your order is here.{{1}}');
    body.setSelectionRange(4, 4);
    await userEvent.click(screen.getByRole('button', { name: 'Add variable' }));
    expect(body).toHaveValue('Your{{2}} order is here.{{1}}');
  });

  it('refuses 1,025 characters beside the field and saves nothing of them', async () => {
    await open('/templates/tpl_1', one());
    const body = await screen.findByLabelText('Body');
    await userEvent.clear(body);
    await userEvent.click(body);
    await userEvent.paste('x'.repeat(1025));
    expect(screen.getByText('1025 / 1024')).toBeInTheDocument();
    expect(screen.getByText('1 character too many')).toBeInTheDocument();
    expect(screen.getByText('Not saved: a text is too long')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Submit for review' })).toBeDisabled();
    await userEvent.type(body, '{Backspace}');
    expect(await screen.findByText('Draft saved', {}, { timeout: 3000 })).toBeInTheDocument();
    expect(written().draft?.body).toBe('x'.repeat(1024));
    // What was too long was never saved: neither whole nor in part.
    expect(fake.world.calls.filter((each) => each.name === 'template.draft').map((each) => (each.args[0] as { body: string }).body.length)).not.toContain(1025);
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(body).toHaveValue('x'.repeat(1025));
  });

  it('keeps what somebody else changed meanwhile apart', async () => {
    await open('/templates/tpl_1', one());
    await userEvent.type(await screen.findByLabelText('Footer text'), 'Shop');
    fake.world.fail('template.draft', new BridgeError('conflict', 'Somebody else has changed this draft.', 'draft'));
    expect(await screen.findByText('Somebody else has changed this draft.', {}, { timeout: 3000 })).toBeInTheDocument();
    expect(screen.getByLabelText('Footer text')).toHaveValue('Shop');
    await userEvent.click(screen.getByRole('button', { name: 'Discard mine and load what is saved' }));
    expect(screen.getByLabelText('Footer text')).toHaveValue('');
  });

  it('submits the ticked languages and says of each what became of it', async () => {
    await open('/templates/tpl_1', (bench) => {
      one()(bench);
      bench.world.put('templates', templateRow({ id: 'tpl_2', name: 'order', language: 'es', status: 'REJECTED', rejectedReason: 'PROMOTIONAL', draft: draftOf('Hola') }), templateRow({ id: 'tpl_3', name: 'order', language: 'de', status: 'DRAFT', draft: draftOf('') }));
    });
    fake.authored.faults.set('tpl_3', [{ field: 'body', rule: 'missing', at: 0, name: '', most: 0, have: 0, until: 0 }]);
    fake.authored.category = 'MARKETING';
    await userEvent.click(await screen.findByRole('button', { name: 'Submit for review' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Submit order for review' }));
    expect(await dialog.findByText('1 thing to mend')).toBeInTheDocument();
    expect(dialog.getByRole('checkbox', { name: 'German (de)' })).toBeDisabled();
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Spanish (es)' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Submit 1 language' }));
    expect(await dialog.findByText(/Meta made it MARKETING/)).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'template.submit').map((each) => each.args)).toEqual([[{ templateId: 'tpl_1' }]]);
    fake.world.fail('template.submit', new BridgeError('invalid', 'Meta says no.', 'meta'));
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Spanish (es)' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Submit 1 language' }));
    expect(await dialog.findByText('Meta says no.')).toBeInTheDocument();
    expect(fake.world.need('templates', 'tpl_2').draft).not.toBeNull();
  });

  it('says when an approved template can be changed again, and keeps what is written until then', async () => {
    await open('/templates/tpl_1', (bench) => {
      const until = Date.now() + 3_600_000;
      one({ status: 'APPROVED', body: 'Your order is on its way.', editableAt: until })(bench);
      bench.authored.faults.set('tpl_1', [{ field: 'name', rule: 'editedLately', at: 0, name: '', most: 0, have: 0, until }]);
    });
    expect(await screen.findByText(/Meta takes the next change on .*\. You can write it now/)).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Footer text'), 'A');
    await waitFor(() => expect(written().draft?.footer).toBe('A'), { timeout: 3000 });
    expect(screen.getByText(/one change of an approved template in 24 hours.* submit it on /)).toBeInTheDocument();
    await screen.findByText('Draft saved');
    await userEvent.click(screen.getByRole('button', { name: 'Submit for review' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Submit order for review' }));
    expect(await dialog.findByText(/Meta takes the next change on .*kept until then/)).toBeInTheDocument();
    expect(dialog.getByRole('checkbox', { name: /English/ })).toBeDisabled();
  });

  it('goes on saving after it was submitted', async () => {
    await open('/templates/tpl_1', one());
    const footer = await screen.findByLabelText('Footer text');
    await userEvent.type(footer, 'A');
    await waitFor(() => expect(written().draft?.footer).toBe('A'), { timeout: 3000 });
    await screen.findByText('Draft saved');
    await userEvent.click(screen.getByRole('button', { name: 'Submit for review' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Submit 1 language' }));
    await waitFor(() => expect(written().draft).toBeNull());
    await userEvent.click(screen.getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement);
    await userEvent.type(footer, 'B');
    await waitFor(() => expect(written().draft).toMatchObject({ footer: 'AB', version: 1 }), { timeout: 3000 });
    expect(await screen.findByText('Draft saved')).toBeInTheDocument();
  });

  it('says why one was rejected, in words, and that its category was changed', async () => {
    await open('/templates/tpl_1', one({ status: 'REJECTED', rejectedReason: 'TAG_CONTENT_MISMATCH', asked: 'UTILITY', category: 'MARKETING', quality: 'YELLOW' }));
    expect(await screen.findByText(/Its language or its category is not that of its text/)).toBeInTheDocument();
    expect(screen.getByText('TAG_CONTENT_MISMATCH')).toBeInTheDocument();
    expect(screen.getByText(/submitted as Utility, and Meta made it Marketing/)).toBeInTheDocument();
    expect(screen.getByText(/Some customers block or report it/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveAttribute('readonly');
  });

  it('deletes one language or all, and says that the name is blocked', async () => {
    const history = await open('/templates/tpl_1', (bench) => {
      one({ status: 'APPROVED', draft: null, body: 'Hi there' })(bench);
      bench.world.put('templates', templateRow({ id: 'tpl_2', name: 'order', language: 'es', status: 'REJECTED' }));
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete order?' }));
    expect(dialog.getByText(/blocks the name of a deleted template for 30 days/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('radio', { name: 'All 2 languages of this name' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete at Meta' }));
    await waitFor(() => expect(last('template.delete')).toEqual([{ templateId: 'tpl_1', all: true }]));
    await waitFor(() => expect(history.at(-1)).toBe('/templates'));
  });

  it('takes an example file for a picture at its head', async () => {
    await open('/templates/tpl_1', one());
    await userEvent.click(await screen.findByRole('radio', { name: 'Picture' }));
    await userEvent.upload(screen.getByLabelText('Choose an example file'), new File(['12345'], 'boat.png', { type: 'image/png' }));
    await waitFor(() => expect(written().draft).toMatchObject({ headerKind: 'IMAGE', headerHandle: '4::boat.png', headerFile: 'boat.png' }), { timeout: 3000 });
    expect(screen.getByRole('figure', { name: 'Preview' })).toHaveTextContent('boat.png');
  });

  it('writes buttons, moves and removes them', async () => {
    await open('/templates/tpl_1', one());
    const add = async (kind: string): Promise<void> => {
      await userEvent.click(await screen.findByRole('button', { name: 'Add a button' }));
      await userEvent.click(await screen.findByRole('menuitem', { name: kind }));
    };
    await add('Quick reply');
    await userEvent.type(within(screen.getByRole('group', { name: 'Button 1' })).getByLabelText('Words on the button'), 'Fine');
    await add('Copy a code');
    await userEvent.type(within(screen.getByRole('group', { name: 'Button 2' })).getByLabelText('Example code'), 'LAMP25');
    await userEvent.click(screen.getByRole('button', { name: 'Move button 2 up' }));
    await waitFor(() => expect(written().draft?.buttons).toEqual([{ type: 'COPY_CODE', text: '', url: '', sample: 'LAMP25' }, { type: 'QUICK_REPLY', text: 'Fine', url: '' }]), { timeout: 3000 });
    await userEvent.click(screen.getByRole('button', { name: 'Remove button 1' }));
    await waitFor(() => expect(written().draft?.buttons).toHaveLength(1), { timeout: 3000 });
  });

  it('has no text of its own for a login code', async () => {
    await open('/templates/tpl_1', one());
    await userEvent.click(await screen.findByRole('combobox', { name: 'Category' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Authentication' }));
    expect(screen.queryByLabelText('Body')).toBeNull();
    expect(screen.getByRole('figure', { name: 'Preview' })).toHaveTextContent('123456 is your verification code.');
    await waitFor(() => expect(written().draft).toMatchObject({ category: 'AUTHENTICATION', body: '', buttons: [{ type: 'OTP', text: 'Copy code' }] }), { timeout: 3000 });
  });

  it('keeps what was typed as a name and cannot be one, says so, and offers the nearest', async () => {
    await open('/templates/tpl_1', one());
    const name = await screen.findByRole('textbox', { name: 'Name' });
    const renames = (): number => fake.world.calls.filter(({ name: call, args }) => call === 'template.draft' && JSON.stringify(args).includes('"rename":"uni"')).length;
    await userEvent.clear(name);
    await userEvent.type(name, 'привет');
    await userEvent.tab();
    expect(name).toHaveValue('привет');
    expect(name).toHaveAccessibleDescription(/a name has 1 to 512 letters from a to z/);
    expect(screen.queryByRole('button', { name: /^Use/ })).toBeNull();
    await userEvent.clear(name);
    await userEvent.type(name, 'Ünï');
    await userEvent.tab();
    expect(name).toHaveValue('ünï');
    expect(fake.world.calls.some(({ args }) => JSON.stringify(args).includes('"rename"'))).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Use uni' }));
    await waitFor(() => expect(renames()).toBe(1));
  });

  it('adds a language with the words of this one, and renames all', async () => {
    await open('/templates/tpl_1', one());
    await userEvent.click(await screen.findByRole('combobox', { name: 'Add a language' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Spanish (es)' }));
    await waitFor(() => expect(last('template.draft')?.[0]).toMatchObject({ templateId: '', name: 'order', language: 'es', body: 'Your order is here.' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Parcel sent{Enter}');
    await waitFor(() => expect(fake.world.all('templates').map((each) => each.name)).toEqual(['parcel_sent', 'parcel_sent']));
    // With one command: a connection that breaks between two would leave two names.
    expect(fake.world.calls.filter(({ name: call, args }) => call === 'template.draft' && JSON.stringify(args).includes('"rename"'))).toHaveLength(1);
  });
});

describe('a template that somebody else deletes', () => {
  it('stays open with what was written, and is created again under a free name', async () => {
    const history = await open('/templates/a', ({ world }) => world.put('templates', templateRow({ id: 'a', name: 'order', draft: draftOf('Your order is ready.') })));
    fireEvent.change(await screen.findByRole('textbox', { name: 'Body' }), { target: { value: 'Your order waits for you.' } });
    act(() => fake.world.put('templates', templateRow({ id: 'a', name: 'order', status: 'DELETED', draft: null, heldUntil: fake.world.now + 86_400_000 })));
    const said = within(await screen.findByRole('alert'));
    expect(said.getByText(/Somebody deleted order while this was open/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Body' })).toHaveValue('Your order waits for you.');
    expect(screen.getByRole('button', { name: 'Submit for review' })).toBeDisabled();
    fireEvent.click(said.getByRole('button', { name: 'Create it again with this' }));
    await waitFor(() => expect(last('template.draft')?.[0]).toMatchObject({ templateId: '', name: 'order_2', body: 'Your order waits for you.' }));
    await waitFor(() => expect(history.at(-1)).toMatch(/^\/templates\/tpl/));
  });
});
