import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, fakeStart, inboxRow, interactionRow, messageRow, noticeRow, offerRow, templateRow, threadRow, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { newer } from '@/test/newer';
import { kindOf, NotificationsPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 57, 900));
afterEach(closeFake);

async function open(count = 2): Promise<Opened> {
  fake = await openFake(({ world }) => {
    world.put('contacts', contactRow({ id: 'con_t1', savedName: 'Lucía' }));
    world.put('threads', threadRow({ id: 't1', contactId: 'con_t1' }));
    const kinds = ['message', 'escalation', 'offer', 'sendFailed'] as const;
    world.put('notices', ...Array.from({ length: count }, (_, index) => noticeRow({ id: `not_${index}`, type: kinds[index % 4] ?? 'message', threadId: 't1', at: fakeStart - index * 60_000, read: index > 1 })));
  });
  return renderPage(<NotificationsPage />);
}

describe('notifications', () => {
  it('opens the conversation and marks it read', async () => {
    const opened = await open();
    await userEvent.click(await screen.findByRole('button', { name: /New message from .*Lucía/ }));
    expect(opened.history.at(-1)).toBe('/threads/t1');
    await waitFor(() => expect(fake.world.get('notices', 'not_0')?.read).toBe(true));
    expect(fake.world.get('notices', 'not_1')?.read).toBe(false);
    expect(await axeFindings()).toEqual([]);
  });

  it('marks one read without opening, and all at once', async () => {
    const opened = await open();
    await screen.findByRole('button', { name: /New message/ });
    await userEvent.click(screen.getAllByRole('button', { name: 'Mark as read' })[1] ?? document.body);
    await waitFor(() => expect(fake.world.get('notices', 'not_1')?.read).toBe(true));
    expect(opened.history).toEqual(['/']);
    await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => expect(fake.world.get('notices', 'not_0')?.read).toBe(true));
    await userEvent.click(screen.getByRole('radio', { name: 'Unread' }));
    expect(await screen.findByRole('heading', { name: 'Everything is read' })).toBeInTheDocument();
  });

  it('says what happened to a template and leads to it', async () => {
    fake = await openFake(({ world }) => {
      world.put('templates', templateRow({ id: 'tpl_1', name: 'parcel', status: 'REJECTED' }), templateRow({ id: 'tpl_2', name: 'survey' }));
      world.put('notices', noticeRow({ id: 'not_1', type: 'account', threadId: '', subject: 'tpl_1' }), noticeRow({ id: 'not_2', type: 'account', threadId: '', subject: 'tpl_2' }));
    });
    const opened = renderPage(<NotificationsPage />);
    expect(await screen.findByRole('button', { name: /Meta changed the template .*survey/ })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /The template .*parcel.* was rejected.*Open it to see why/ }));
    expect(opened.history.at(-1)).toBe('/templates/tpl_1');
  });

  it('names nobody when the thread went on to where this person cannot see it', async () => {
    fake = await openFake(({ world }) => {
      const kinds = ['offer', 'message', 'escalation', 'transfer', 'sendFailed', 'window', newer('somethingNew')] as const;
      world.put('notices', ...kinds.map((type, index) => noticeRow({ id: `not_${index}`, type, threadId: 'gone', at: fakeStart - index * 60_000 })));
    });
    renderPage(<NotificationsPage />);
    expect(await screen.findByRole('button', { name: /^A conversation offered to you went to someone else/ })).toBeInTheDocument();
    for (const words of ['New message in a conversation you can no longer see', 'A customer is still waiting', 'A conversation was transferred to you', 'A message was not sent', '24 hours passed without an answer', 'Something happened in a conversation']) {
      expect(screen.getByText(words)).toBeInTheDocument();
    }
    expect(screen.queryByText(/Unknown customer/)).toBeNull();
    // Nor does it ask for what cannot be done from here.
    expect(screen.queryByText('Open it and take it.')).toBeNull();
  });

  it('says where each conversation went while the person was offline', async () => {
    fake = await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_t1', savedName: 'Lucía' }));
      world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }));
      world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }));
      const went = [{ state: 'open', owner: 'usr_ben' }, { state: 'open', owner: world.state.userId }, { state: 'waiting' }, { state: 'waiting', inboxId: '' }, { state: 'offered' }, { state: 'ended' }] as const;
      went.forEach((each, index) => {
        world.put('threads', threadRow({ id: `t${index}`, contactId: 'con_t1' }));
        world.put('interactions', interactionRow({ id: `int_${index}`, threadId: `t${index}`, ...each }));
      });
      world.put('notices', ...[...went, {}].map((_, index) => noticeRow({ id: `not_${index}`, type: 'returned', threadId: index < went.length ? `t${index}` : 'gone', subject: `int_${index}`, at: fakeStart - index * 60_000 })));
    });
    renderPage(<NotificationsPage />);
    await screen.findByText(/Now with .*Ben/);
    for (const words of [/Yours again/, /Waiting in .*Support/, /its number has no inbox/, /Being offered to someone in .*Support/, /It has ended/, /^A conversation went to others while you were offline/]) {
      expect(screen.getByText(words)).toBeInTheDocument();
    }
    expect(screen.getAllByText(/Lucía.* went to others while you were offline/)).toHaveLength(6);
  });

  it('says who waits for somebody to take them', async () => {
    fake = await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_t1', savedName: 'Lucía' }));
      world.put('threads', threadRow({ id: 't1', contactId: 'con_t1' }));
      const kinds = ['queued', 'unrouted', 'taken', 'assigned'] as const;
      world.put('notices', ...kinds.map((type, index) => noticeRow({ id: `not_${index}`, type, threadId: 't1', at: fakeStart - index * 60_000 })));
    });
    renderPage(<NotificationsPage />);
    expect(await screen.findByRole('button', { name: /Lucía.* is waiting in your queue.*Open it and take it/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Lucía.* wrote to a number without an inbox.*give the number an inbox/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Lucía.* was given to someone else/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Lucía.* was assigned to you/ })).toBeInTheDocument();
  });

  it('asks for nothing that is done, and says where the conversation is', async () => {
    fake = await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_t1', savedName: 'Lucía' }));
      world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }));
      const notices = [['queued', { state: 'open', owner: world.state.userId }], ['escalation', { state: 'open', owner: 'usr_ben' }], ['unrouted', { state: 'ended' }], ['closing', { state: 'ended' }], ['due', { state: 'open', owner: 'usr_ben' }], ['queued', { state: 'waiting' }]] as const;
      notices.forEach(([type, now], index) => {
        world.put('threads', threadRow({ id: `t${index}`, contactId: 'con_t1' }));
        world.put('interactions', interactionRow({ id: `int_${index}`, threadId: `t${index}`, ...now }));
        world.put('notices', noticeRow({ id: `not_${index}`, type, threadId: `t${index}`, subject: `int_${index}`, at: fakeStart - index * 60_000 }));
      });
      world.put('offers', offerRow({ id: 'off_1', interactionId: 'int_1', threadId: 't1', userId: world.state.userId, state: 'missed' }));
      world.put('notices', noticeRow({ id: 'not_offer', type: 'offer', threadId: 't1', subject: 'off_1' }));
    });
    renderPage(<NotificationsPage />);
    expect(await screen.findByRole('button', { name: /Lucía.* was waiting in your queue.*You have it now/ })).toBeInTheDocument();
    for (const words of [/Lucía.* was waiting, and nobody had taken them.*Now with .*Ben/, /Lucía.* wrote to a number without an inbox.*It has ended/, /window of .*Lucía.*It has ended/, /service level .*Lucía.*Open it: its header/, /Lucía.* is waiting in your queue.*Open it and take it/, /You missed the offer of .*Lucía.*Now with .*Ben/]) {
      expect(screen.getByRole('button', { name: words })).toBeInTheDocument();
    }
  });

  it('says who set the presence', async () => {
    fake = await openFake(({ world }) => {
      world.put('users', userRow({ id: 'usr_olga', name: 'Olga' }));
      world.put('notices', noticeRow({ id: 'not_1', type: 'presence', threadId: '', subject: 'usr_olga' }));
    });
    renderPage(<NotificationsPage />);
    expect(await screen.findByText(/Olga.* set your presence/)).toBeInTheDocument();
  });

  it('draws a part of ten thousand, each with its place', async () => {
    await open(10_000);
    const items = await screen.findAllByRole('listitem');
    expect(items.length).toBeLessThan(60);
    expect(items[0]).toHaveAttribute('aria-setsize', '10000');
  });

  it('has a word for kinds of later versions', () => {
    expect(kindOf('escalation')).toBe('escalation');
    expect(kindOf('somethingNew')).toBe('other');
    expect(kindOf('toString')).toBe('other');
  });

  it('says what a colleague wrote with a conversation that they handed over', async () => {
    fake = await openFake(({ world }) => {
      world.put('contacts', contactRow({ id: 'con_t1', savedName: 'Lucía' }));
      world.put('threads', threadRow({ id: 't1', contactId: 'con_t1' }));
      const handed = { threadId: 't1', out: true, kind: 'note', handover: { to: world.state.userId, inboxId: '', draft: false, shiftEnd: false } } as const;
      world.put('messages', messageRow({ ...handed, id: 'msg_1', seq: 1, at: fakeStart - 3_600_000, text: 'of an earlier time' }), messageRow({ ...handed, id: 'msg_2', seq: 2, at: fakeStart, text: 'Order 4711, please.' }));
      world.put('notices', noticeRow({ id: 'not_1', type: 'transfer', threadId: 't1', at: fakeStart + 400 }), noticeRow({ id: 'not_2', type: 'transfer', threadId: 't1', at: fakeStart + 60_000 }));
    });
    renderPage(<NotificationsPage />);
    expect(await screen.findByText(/^Note: .*Order 4711, please\./)).toBeInTheDocument();
    expect(screen.getAllByText(/^Note: /)).toHaveLength(1);
  });
});
