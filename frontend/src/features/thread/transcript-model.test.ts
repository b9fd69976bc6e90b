import { describe, expect, it } from 'vitest';
import { messageRow } from '@/bridge/fake-rows';
import { asText, daysOf, type Wording, wordsOfMessage } from './transcript-model';

const words: Wording = {
  kind: ({ type, revoked }) => (revoked ? 'Deleted message' : type),
  who: ({ out }) => (out ? 'Ana' : 'Bea'),
  status: ({ status }) => status,
  day: (at) => (at < 1000 ? 'Monday' : 'Tuesday'),
  time: (at) => `10:0${at % 10}`,
  edited: 'edited',
  reactions: (emoji) => `Reactions: ${emoji}`,
  chosen: (title) => `${title} (chosen)`,
};
const all = { interactionId: '', notes: true };
const row = (id: string, part: Partial<ReturnType<typeof messageRow>>): ReturnType<typeof messageRow> => messageRow({ id, threadId: 't', interactionId: 'i1', ...part });

describe('a transcript', () => {
  it('goes by days, has statuses of ours, and says what is no text', () => {
    const messages = [
      row('1', { at: 1, text: 'My *kettle*\nleaks' }),
      row('2', { at: 2, out: true, text: 'Sorry!', status: 'read', edited: true }),
      row('3', { at: 1003, type: 'document', text: 'The bill', media: { id: 'm', state: 'ready', reason: '', mime: 'application/pdf', size: 1, fileName: 'bill.pdf', voice: false, animated: false, width: 0, height: 0 } }),
      row('4', { at: 1004, revoked: true, text: '' }),
    ];
    expect(asText({ title: 'Bea', facts: [['Number', 'Shop']], days: daysOf(messages, all, words) })).toBe(
      ['Bea', 'Number: Shop', '', '— Monday —', '10:01  \u2068Bea\u2069: My kettle', '       leaks', '10:02  \u2068Ana\u2069: Sorry! (edited) (read)', '', '— Tuesday —', '10:03  \u2068Bea\u2069: [document: bill.pdf]', '       The bill', '10:04  \u2068Bea\u2069: [Deleted message]', ''].join('\n'),
    );
  });

  it('has what could be chosen in a question, and what the customer tapped last', () => {
    const choices = { header: 'Repair', footer: 'Reply today', open: 'Times', sections: [{ title: 'Monday', rows: [{ title: '10:00', about: 'early' }, { title: '17:00', about: '' }] }] };
    const tap = (title: string): Partial<ReturnType<typeof messageRow>> => ({ type: 'interactive', replyTo: '1', text: title, interactive: { type: 'listReply', title, lines: [], total: '' } });
    const texts = (...messages: ReturnType<typeof messageRow>[]): string | undefined => daysOf(messages, all, words)[0]?.lines[0]?.text;
    const question = row('1', { out: true, type: 'interactive', text: 'When?', choices });
    expect(texts(question)).toBe('Repair\nWhen?\nReply today\nMonday\n[ ] 10:00: early\n[ ] 17:00');
    expect(texts(question, row('2', tap('10:00')), row('3', tap('17:00')))).toBe('Repair\nWhen?\nReply today\nMonday\n[ ] 10:00: early\n[x] 17:00 (chosen)');
  });

  it('has notes for colleagues only when they are chosen, and one conversation when one is', () => {
    const messages = [row('1', { text: 'One' }), row('2', { type: 'note', text: 'Careful' }), row('3', { interactionId: 'i2', text: 'Two' })];
    const texts = (chosen: Parameters<typeof daysOf>[1]): string[] => daysOf(messages, chosen, words).flatMap(({ lines }) => lines.map((each) => each.text));
    expect(texts({ interactionId: '', notes: false })).toEqual(['One', 'Two']);
    expect(texts({ interactionId: 'i1', notes: true })).toEqual(['One', 'Careful']);
  });

  it('lets nothing through that steers what shows it', () => {
    const text = asText({ title: 'Bea', facts: [], days: daysOf([row('1', { text: 'a\u001b[31mb\u0007\tc' })], all, words) });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/u);
    expect(wordsOfMessage(row('1', { text: '', type: 'unsupported' }), words)).toBe('[unsupported]');
  });
});
