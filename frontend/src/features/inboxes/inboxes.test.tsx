import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import type { Hours } from '@/bridge/types';
import { inboxRow, numberRow, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { hoursFaults, mondayOnWeekdays, timesFrom, withSpan } from './hours-model';
import { draftOf, inboxFaults } from './model';
import { InboxesPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<void> {
  fake = await openFake((bench) => {
    bench.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_bruno', name: 'Bruno', whatsApp: false }), userRow({ id: 'usr_chen', name: 'Chen', active: false }));
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1' }), numberRow({ id: 'num_2', name: 'WhatsApp_DE', inboxId: '' }));
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'] }));
    prepare(bench);
  });
  renderPage(<InboxesPage />);
}

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;

describe('inboxes', () => {
  it('lists mode, number, agents and time', async () => {
    await open();
    const line = within((await screen.findByText('Support')).closest<HTMLElement>('[role="row"]') ?? document.body);
    for (const text of ['Round robin', 'WhatsApp_ES', 'Ana', '30 s']) expect(line.getByText(text)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('creates one with a free number and an agent who may have threads', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'New inbox' }));
    const panel = within(await screen.findByRole('dialog', { name: 'New inbox' }));
    await userEvent.click(panel.getByRole('button', { name: 'Create the inbox' }));
    expect(panel.getByText('Fill this in.')).toBeInTheDocument();
    expect(panel.getByText('Choose at least one agent. Without one, nobody would answer.')).toBeInTheDocument();
    expect(panel.getByRole('combobox', { name: 'Agents' })).toBeInvalid();
    expect(panel.getByLabelText('Name')).toHaveFocus();
    await userEvent.click(panel.getByLabelText('Name'));
    await userEvent.paste('support');
    expect(panel.getByText('Another inbox or plan has this name. Choose a different one.')).toBeInTheDocument();
    await userEvent.clear(panel.getByLabelText('Name'));
    await userEvent.paste('Sales');
    await userEvent.click(panel.getByRole('combobox', { name: 'Number' }));
    expect(await screen.findByRole('option', { name: /WhatsApp_ES/ })).toHaveAttribute('data-combobox-disabled', 'true');
    await userEvent.click(screen.getByRole('option', { name: /WhatsApp_DE/ }));
    await userEvent.click(panel.getByRole('combobox', { name: 'Agents' }));
    expect(screen.queryByRole('option', { name: 'Bruno' })).toBeNull();
    expect(screen.queryByRole('option', { name: 'Chen' })).toBeNull();
    await userEvent.click(await screen.findByRole('option', { name: 'Ana' }));
    await userEvent.click(panel.getByRole('button', { name: 'Create the inbox' }));
    await waitFor(() => expect(last('inbox.put')).toEqual([{ id: '', name: 'Sales', type: 'whatsapp', mode: 'roundRobin', numberId: 'num_2', reassignSeconds: 30, graceMinutes: 10, members: ['usr_ana'], edited: {} }]));
    expect(await screen.findByText('Sales')).toBeInTheDocument();
  });

  it('is for one channel: chosen once, with the numbers of that channel', async () => {
    await open((bench) => bench.world.put('numbers', numberRow({ id: 'num_3', name: 'SMS_ES', channel: 'sms', inboxId: '' })));
    await userEvent.click(await screen.findByRole('button', { name: 'New inbox' }));
    const panel = within(await screen.findByRole('dialog', { name: 'New inbox' }));
    await userEvent.click(panel.getByRole('combobox', { name: 'Number' }));
    await userEvent.click(await screen.findByRole('option', { name: /WhatsApp_DE/ }));
    await userEvent.click(panel.getByRole('radio', { name: 'SMS' }));
    expect(panel.getByRole('combobox', { name: 'Number' })).toHaveValue('No number yet');
    await userEvent.click(panel.getByRole('combobox', { name: 'Number' }));
    expect(screen.queryByRole('option', { name: /WhatsApp/ })).toBeNull();
    await userEvent.click(await screen.findByRole('option', { name: /SMS_ES/ }));
    await userEvent.type(panel.getByLabelText('Name'), 'Texts');
    await userEvent.click(panel.getByRole('combobox', { name: 'Agents' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Ana' }));
    await userEvent.click(panel.getByRole('button', { name: 'Create the inbox' }));
    await waitFor(() => expect(last('inbox.put')).toEqual([{ id: '', name: 'Texts', type: 'sms', mode: 'roundRobin', numberId: 'num_3', reassignSeconds: 30, graceMinutes: 10, members: ['usr_ana'], edited: {} }]));
    await userEvent.click(await screen.findByRole('button', { name: /Edit.*Texts|Texts.*Edit/ }));
    const editor = within(await screen.findByRole('dialog', { name: 'Edit Texts' }));
    expect(editor.getByRole('textbox', { name: 'For' })).toHaveValue('SMS');
    expect(editor.getByRole('textbox', { name: 'For' })).toHaveAttribute('readonly');
  });

  it('rule 3: an inbox that came without its agents says so, and is not sent back without them', async () => {
    await open((bench) => bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: [], cut: true })));
    const line = within((await screen.findByText('Support')).closest<HTMLElement>('[role="row"]') ?? document.body);
    expect(line.getByText('Too many to list')).toBeInTheDocument();
    expect(line.queryByText('Nobody')).toBeNull();
    await userEvent.click(line.getByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog', { name: 'Edit Support' }));
    expect(panel.getByText(/more agents than the relay can send at once/)).toBeInTheDocument();
    expect(panel.queryByRole('combobox', { name: 'Agents' })).toBeNull();
    expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.type(panel.getByLabelText('Name'), '{Enter}');
    expect(last('inbox.put')).toBeUndefined();
  });

  it('says of the number only what was changed, and takes it off in so many words', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    let panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    const rest = { id: 'inb_1', name: 'Support', type: 'whatsapp', mode: 'roundRobin', numberId: '', reassignSeconds: 30, graceMinutes: 10, members: ['usr_ana'] };
    await waitFor(() => expect(last('inbox.put')).toEqual([{ ...rest, edited: {} }]));
    expect(screen.getByText('WhatsApp_ES')).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByRole('combobox', { name: 'Number' }));
    await userEvent.click(await screen.findByRole('option', { name: 'No number yet' }));
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    const question = within(await screen.findByRole('dialog', { name: 'Nobody would be left to answer' }));
    expect(question.getByText(/WhatsApp_ES.* leads to no inbox/)).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'inbox.put')).toHaveLength(1);
    await userEvent.click(question.getByRole('button', { name: 'Do it anyway' }));
    await waitFor(() => expect(last('inbox.put')).toEqual([{ ...rest, noNumber: true, edited: { numberId: 'num_1' } }]));
  });

  it('refuses a time outside 1 to 900 seconds', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const field = await screen.findByLabelText('Time to accept, in seconds');
    await userEvent.clear(field);
    await userEvent.type(field, '901');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Choose a whole number from 1 to 900.')).toBeInTheDocument();
    expect(field).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Rehearse…' }));
    expect(field).toHaveFocus();
    expect(last('inbox.put')).toBeUndefined();
  });

  it('limits how many of its conversations an agent has at once, or does not', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    let panel = within(await screen.findByRole('dialog'));
    let field = panel.getByLabelText('Conversations of this inbox that an agent has at once');
    for (const wrong of ['101', '0']) {
      await userEvent.clear(field);
      await userEvent.type(field, wrong);
      expect(field).toHaveValue(wrong);
      await userEvent.click(panel.getByRole('button', { name: 'Save' }));
      expect(panel.getByText('Choose a whole number from 1 to 100, or none.')).toBeInTheDocument();
      expect(last('inbox.put')).toBeUndefined();
    }
    await userEvent.type(field, '3');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).toMatchObject({ capacity: 3 }));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    panel = within(await screen.findByRole('dialog'));
    field = panel.getByDisplayValue('3');
    await userEvent.clear(field);
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).toMatchObject({ capacity: 0 }));
  });

  it('asks how long an agent may be offline, in every mode', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByRole('radio', { name: 'Manual' }));
    const field = panel.getByLabelText('Time offline, in minutes');
    expect(field).toHaveValue('10');
    for (const wrong of ['0', '1441', '']) {
      await userEvent.clear(field);
      if (wrong !== '') await userEvent.type(field, wrong);
      await userEvent.click(panel.getByRole('button', { name: 'Save' }));
      expect(panel.getByText('Choose a whole number from 1 to 1,440.')).toBeInTheDocument();
      expect(last('inbox.put')).toBeUndefined();
    }
    await userEvent.type(field, '45');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).toMatchObject({ graceMinutes: 45 }));
  });

  it('asks for a level of each agent where the highest is asked first', async () => {
    await open((bench) => {
      bench.world.put('users', userRow({ id: 'usr_dora', name: 'Dora' }));
      bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana', 'usr_dora'], levels: [{ userId: 'usr_dora', level: 40 }] }));
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    expect(panel.queryByLabelText('Level of Dora')).toBeNull();
    await userEvent.click(panel.getByRole('radio', { name: 'Proficiency' }));
    expect(panel.getByLabelText('Level of Dora')).toHaveValue('40');
    const ana = panel.getByLabelText('Level of Ana');
    expect(ana).toHaveValue('1');
    for (const wrong of ['0', '101', '']) {
      await userEvent.clear(ana);
      if (wrong !== '') await userEvent.type(ana, wrong);
      await userEvent.click(panel.getByRole('button', { name: 'Save' }));
      expect(panel.getByText('Choose a whole number from 1 to 100.')).toBeInTheDocument();
      expect(last('inbox.put')).toBeUndefined();
    }
    await userEvent.type(ana, '90');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).toMatchObject({ mode: 'proficiency', levels: [{ userId: 'usr_ana', level: 90 }, { userId: 'usr_dora', level: 40 }] }));
  });

  it('asks how often the last agent is tried, and says nothing of what another mode asks', async () => {
    await open((bench) => bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'], levels: [{ userId: 'usr_ana', level: 40 }] })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByRole('radio', { name: 'Sticky agent' }));
    const dials = panel.getByLabelText('Ask the last agent this often');
    expect(dials).toHaveValue('1');
    await userEvent.clear(dials);
    await userEvent.type(dials, '101');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(panel.getByText('Choose a whole number from 1 to 100.')).toBeInTheDocument();
    await userEvent.clear(dials);
    await userEvent.type(dials, '3');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).toMatchObject({ mode: 'sticky', dials: 3 }));
    expect(last('inbox.put')?.[0]).not.toHaveProperty('levels');
  });
});

describe('inboxFaults', () => {
  it.each([
    [1, undefined],
    [900, undefined],
    [0, true],
    [901, true],
    [1.5, true],
    [Number.NaN, true],
  ])('%d seconds: %s', (reassignSeconds, want) => expect(inboxFaults({ ...draftOf(undefined), name: 'A', reassignSeconds }, []).time).toBe(want));
});

describe('business hours', () => {
  const hours = { zone: 'Europe/Berlin', week: [{ day: 1, from: 540, to: 1020 }], outside: 'queue' as const };

  it('says which inboxes are open, and until when', async () => {
    await open((bench) => {
      const until = Date.UTC(2026, 11, 7, 8);
      bench.world.put(
        'inboxes',
        inboxRow({ id: 'inb_2', name: 'Night', hours, opening: { closed: true, since: 0, until, holiday: '' } }),
        inboxRow({ id: 'inb_3', name: 'Day', hours, opening: { closed: true, since: 0, until, holiday: 'Founding day' } }),
        inboxRow({ id: 'inb_4', name: 'Now', hours, opening: { closed: false, since: 0, until, holiday: '' } }),
        inboxRow({ id: 'inb_5', name: 'Never', hours, opening: { closed: true, since: 0, until: 0, holiday: '' } }),
      );
    });
    for (const [name, text] of [['Support', 'Always open'], ['Night', /^Closed until .*Mon/], ['Day', /^Closed until .*: Founding day$/], ['Now', /^Open until .*Mon/], ['Never', 'Closed']] as const) {
      const line = within((await screen.findByText(name)).closest<HTMLElement>('[role="row"]') ?? document.body);
      expect(line.getByText(text)).toBeInTheDocument();
    }
  });

  it('are set from a usual week, changed by day, and saved with what happens outside of them', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByLabelText(/^Only open at set hours/));
    await userEvent.click(panel.getByLabelText('Remove the time on Fri (1)'));
    await userEvent.click(panel.getByLabelText('Add a time on Mon'));
    await userEvent.click(panel.getByText('Add a day'));
    await userEvent.click(panel.getByLabelText(/^Tell the customer, and wait/));
    await userEvent.click(panel.getByText('Save'));
    expect(panel.getByText('Choose a date, such as 2026-12-25.')).toBeInTheDocument();
    expect(panel.getByText('Write what customers are told.')).toBeInTheDocument();
    expect(last('inbox.put')).toBeUndefined();
    fireEvent.change(panel.getByLabelText('Date 1'), { target: { value: '2026-12-25' } });
    fireEvent.change(panel.getByLabelText('Name of day 1'), { target: { value: 'Christmas' } });
    fireEvent.change(panel.getByLabelText('Message to the customer'), { target: { value: ' Back on Monday. ' } });
    await userEvent.click(panel.getByText('Save'));
    const day = (n: number, from: number, to: number): object => ({ day: n, from, to });
    await waitFor(() =>
      expect(last('inbox.put')).toMatchObject([{
        hours: {
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone, outside: 'message', message: 'Back on Monday.', holidays: [{ date: '2026-12-25', name: 'Christmas' }],
          week: [day(1, 540, 1020), day(2, 540, 1020), day(3, 540, 1020), day(4, 540, 1020), day(1, 1080, 1320)],
        },
      }]),
    );
  });

  it('are taken away in so many words, and left alone by who changes something else', async () => {
    await open((bench) => bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'], hours, opening: { closed: false, since: 0, until: 0, holiday: '' } })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).not.toHaveProperty('hours'));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    await userEvent.click(await screen.findByRole('switch', { name: /^Only open at set hours/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ hours: { week: [] }, edited: { hours } }]));
  });

  it('say what keeps them from being saved', () => {
    const holiday = (date: string, name = 'x', from = 0, to = 0): object => ({ date, name, from, to });
    for (const [change, want] of [
      [{}, {}],
      [{ week: [] }, { week: true }],
      [{ week: [{ day: 1, from: 540, to: 540 }] }, { spans: [0] }],
      [{ week: [{ day: 1, from: 0, to: 600 }, { day: 1, from: 599, to: 700 }] }, { spans: [0, 1] }],
      [{ week: [{ day: 1, from: 0, to: 600 }, { day: 2, from: 599, to: 700 }, { day: 1, from: 600, to: 1440 }] }, {}],
      [{ holidays: [holiday('2026-02-29')] }, { holidays: [{ at: 0, what: 'date' }] }],
      [{ holidays: [holiday('25.12.2026')] }, { holidays: [{ at: 0, what: 'date' }] }],
      [{ holidays: [holiday('2026-12-25', ' ')] }, { holidays: [{ at: 0, what: 'name' }] }],
      [{ holidays: [holiday('2026-12-25', 'x'.repeat(61))] }, { holidays: [{ at: 0, what: 'name' }] }],
      [{ holidays: [holiday('2026-12-25'), holiday('2026-12-25')] }, { holidays: [{ at: 1, what: 'twice' }] }],
      [{ holidays: [holiday('2026-12-25', 'x', 600, 540)] }, { holidays: [{ at: 0, what: 'span' }] }],
      [{ outside: 'message', message: ' ' }, { message: 'missing' }],
      [{ outside: 'message', message: 'x'.repeat(1025) }, { message: 'tooLong' }],
      [{ outside: 'inbox' }, { inbox: true }],
    ] as const) {
      expect(hoursFaults({ ...hours, ...change } as Hours)).toEqual(want);
    }
  });

  it('copies Monday to the weekdays, and keeps added times within the day', () => {
    const week = [{ day: 1, from: 0, to: 60 }, { day: 1, from: 120, to: 180 }, { day: 3, from: 5, to: 6 }, { day: 6, from: 7, to: 8 }];
    expect(mondayOnWeekdays(week)).toHaveLength(11);
    expect(mondayOnWeekdays(week)).toContainEqual({ day: 6, from: 7, to: 8 });
    expect(withSpan([{ day: 1, from: 0, to: 1440 }], 1).at(-1)).toEqual({ day: 1, from: 1380, to: 1440 });
    expect(timesFrom(541, 555).at(0)).toEqual({ value: '555', label: '09:15' });
    expect(timesFrom(0, 7).map((each) => each.label)).toContain('00:07');
  });
});

describe('when nobody takes a conversation', () => {
  it('another inbox of the same type is asked after some minutes', async () => {
    await open((bench) => bench.world.put('inboxes', inboxRow({ id: 'inb_2', name: 'Second' }), inboxRow({ id: 'inb_3', name: 'Texts', type: 'sms' })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByRole('combobox', { name: 'Ask another inbox' }));
    expect(screen.queryByRole('option', { name: 'Texts' })).toBeNull();
    await userEvent.click(await screen.findByRole('option', { name: 'Second' }));
    const minutes = panel.getByLabelText('After this many minutes');
    await userEvent.clear(minutes);
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(panel.getByText('Choose a whole number from 1 to 1440.')).toBeInTheDocument();
    await userEvent.type(minutes, '7');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ overflow: { inboxId: 'inb_2', minutes: 7 } }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    await userEvent.click(await screen.findByRole('combobox', { name: 'Ask another inbox' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Nobody else' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ overflow: { inboxId: '' } }]));
  });
});

describe('an inbox of an active number', () => {
  it('loses the last agent who can answer only after it was said who is left alone', async () => {
    await open((bench) => bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_chen', 'usr_ana'] })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    const panel = within(await screen.findByRole('dialog'));
    await userEvent.click(panel.getByRole('combobox', { name: 'Agents' }));
    await userEvent.keyboard('{Backspace}');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    const question = within(await screen.findByRole('dialog', { name: 'Nobody would be left to answer' }));
    expect(last('inbox.put')).toBeUndefined();
    await userEvent.click(question.getByRole('button', { name: 'Do it anyway' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ members: ['usr_chen'], edited: { leave: ['usr_ana'] } }]));
  });
});

describe('service levels', () => {
  it('are typed in minutes, refused beside the field, and taken back by an empty one', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    let panel = within(await screen.findByRole('dialog'));
    expect(panel.getByRole('switch', { name: /^Count only business hours/ })).toBeDisabled();
    const first = panel.getByLabelText('First answer, in minutes');
    for (const wrong of ['43201', '0']) {
      await userEvent.clear(first);
      await userEvent.type(first, wrong);
      expect(first).toHaveValue(wrong);
      await userEvent.click(panel.getByRole('button', { name: 'Save' }));
      expect(panel.getByText('Choose a whole number from 1 to 43,200, or none.')).toBeInTheDocument();
      expect(last('inbox.put')).toBeUndefined();
    }
    await userEvent.type(first, '15');
    await userEvent.type(panel.getByLabelText('End of the conversation, in minutes'), '10');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(panel.getByText("An answer can't be due later than the end of the conversation.")).toBeInTheDocument();
    expect(last('inbox.put')).toBeUndefined();
    await userEvent.type(panel.getByLabelText('End of the conversation, in minutes'), '0');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ targets: { first: 15, next: 0, resolution: 100, openHours: false } }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    panel = within(await screen.findByRole('dialog'));
    expect(panel.getByLabelText('First answer, in minutes')).toHaveValue('15');
    await userEvent.clear(panel.getByLabelText('First answer, in minutes'));
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')).toMatchObject([{ targets: { first: 0, resolution: 100 } }]));
  });

  it('are left alone by who changes something else', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('inbox.put')?.[0]).not.toHaveProperty('targets'));
  });
});
