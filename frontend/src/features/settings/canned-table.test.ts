import { describe, expect, it } from 'vitest';
import type { CannedReply } from '@/bridge/types';
import { writeCsv } from '@/lib/csv';
import { readTable, tableOf } from './canned-table';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a table of canned replies', () => {
  it('is read as it was written, formulas and several lines too', () => {
    const reply: CannedReply = { id: 'can_1', userId: 'u', shared: true, shortcut: 'hi', title: '=1+1', text: '- one\n"two"', inboxes: ['a', 'b'], at: 1, files: [{ mediaId: 'm', fileName: 'x.pdf', mime: '', size: 1 }] };
    for (const separator of [',', ';'] as const) {
      expect(readTable(bytes(writeCsv(tableOf([reply], (id) => `Inbox ${id}`), separator)))).toMatchObject({
        head: ['shortcut', 'title', 'text', 'inboxes', 'shared', 'files'],
        rows: [{ line: 2, row: { shortcut: 'hi', title: '=1+1', text: '- one\n"two"', inboxes: ['Inbox a', 'Inbox b'], shared: true } }],
      });
    }
  });

  it('says what is wrong with a file', () => {
    expect(readTable(bytes('shortcut,title\na,b\n'))).toEqual({ fault: 'columns' });
    expect(readTable(bytes('shortcut,text\n'))).toEqual({ fault: 'empty' });
    expect(readTable(bytes('shortcut,text\na,"b\n'))).toEqual({ fault: 'openQuote', line: 2 });
    expect(readTable(bytes('shortcut,text\na,b\n/A,c\n'))).toEqual({ fault: 'twice', line: 3, shortcut: 'A' });
    expect(readTable(bytes('shortcut,text,shared\na,b,yes\na,c,Yes\n'))).toMatchObject({ fault: 'twice', line: 3 });
    expect(readTable(bytes('shortcut,text,shared\na,b,perhaps\n'))).toEqual({ fault: 'shared', line: 2 });
    expect(readTable(bytes(`shortcut,text\n${Array.from({ length: 501 }, (_, n) => `a${n},b`).join('\n')}`))).toEqual({ fault: 'tooMany' });
  });
});
