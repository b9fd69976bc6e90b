import { describe, expect, it } from 'vitest';
import { inboxRow, numberRow, userRow } from '@/bridge/fake-rows';
import type { User } from '@/bridge/types';
import { writeCsv } from '@/lib/csv';
import { peopleTable, readPeople } from './people-list';

const known = { inboxes: [inboxRow({ id: 'inb_1', name: 'Support' }), inboxRow({ id: 'inb_2', name: 'Returns: EU' })], numbers: [numberRow({ id: 'num_1', name: 'WhatsApp_ES', phone: '+34911222333' })] };

/** What a field of a column is read as. */
function read(column: string, value: string): unknown {
  const list = readPeople(`name,email,${column}\nChen,chen@example.com,"${value}"\n`, known);
  if (!('rows' in list)) return list;
  const [{ row, fault } = { row: undefined, fault: undefined }] = list.rows;
  if (fault !== undefined) return `fault ${fault.column}`;
  return Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => name !== 'name' && name !== 'email'));
}

describe('a field of a list of people', () => {
  it.each([
    ['role', ' ADMIN ', { role: 'admin' }],
    ['role', '', {}],
    ['role', 'boss', 'fault role'],
    ['licences', 'all', { licences: { list: ['base', 'contactCenter', 'whatsApp'] } }],
    ['licences', 'none', { licences: { list: [] } }],
    ['licences', 'Base; Contact Center', { licences: { list: ['base', 'contactCenter'] } }],
    ['licences', 'gold', 'fault licences'],
    ['whatsapp', 'Yes', { whatsApp: true }],
    ['whatsapp', '0', { whatsApp: false }],
    ['whatsapp', 'maybe', 'fault whatsapp'],
    ['capacity', '5', { capacity: 5 }],
    ['capacity', '0', 'fault capacity'],
    ['capacity', '1.5', 'fault capacity'],
    ['capacity', '=1+1', 'fault capacity'],
    ['autoaccept', 'ON', { autoAccept: true }],
    ['autoaccept', 'no', { autoAccept: false }],
    ['autoaccept', 'sometimes', 'fault autoaccept'],
    ['presence', 'Online', { presence: 'online' }],
    ['presence', 'away', { presence: 'away' }],
    ['presence', 'Away:  Lunch: early ', { presence: 'away', reason: 'Lunch: early' }],
    ['presence', 'offline: Lunch', 'fault presence'],
    ['presence', 'asleep', 'fault presence'],
    ['presence', `away: ${'x'.repeat(41)}`, 'fault presence'],
    ['numbers', 'all', { outbound: { only: false, numbers: [] } }],
    ['numbers', 'none', { outbound: { only: true, numbers: [] } }],
    ['numbers', '+34 911 222 333', { outbound: { only: true, numbers: ['num_1'] } }],
    ['numbers', 'whatsapp es', { outbound: { only: true, numbers: ['num_1'] } }],
    ['numbers', 'Elsewhere', 'fault numbers'],
    ['inboxes', 'none', { places: { list: [] } }],
    ['inboxes', 'support', { places: { list: [{ inboxId: 'inb_1', level: 1 }] } }],
    ['inboxes', 'Returns: EU:100 | Support : 7', { places: { list: [{ inboxId: 'inb_2', level: 100 }, { inboxId: 'inb_1', level: 7 }] } }],
    ['inboxes', 'Support:0', 'fault inboxes'],
    ['inboxes', 'Support:x', 'fault inboxes'],
  ])('%s %s', (column, value, want) => {
    expect(read(column, value)).toEqual(want);
  });
});

describe('a row of a list of people', () => {
  const faults = (text: string): unknown => {
    const list = readPeople(text, known);
    return 'rows' in list ? list.rows.map(({ row, fault }) => (row === undefined ? fault : 'taken')) : list;
  };

  it('with more in it than there are columns is wrong, and with empty fields behind is not', () => {
    expect(faults('name,email\nDuarte, Eva,eva@example.com\nChen,chen@example.com,,\n')).toEqual([{ column: 'more', value: 'eva@example.com' }, 'taken']);
    expect(faults('name,email,,role\nEva,eva@example.com,boss,agent\n')).toEqual([{ column: 'more', value: 'boss' }]);
  });

  it.each(['=HYPERLINK(""https://example.com"")', "'=1+1", '+49 30 1234567', '@SUM(A1)'])('whose name is a formula is wrong: %s', (name) => {
    expect(faults(`name,email\n"${name}",eva@example.com\n`)).toEqual([{ column: 'name', value: name.replaceAll('""', '"') }]);
  });

  it.each([
    ['name,email\nChen,chen@example.com\n"Eva,eva@example.com\nFay,fay@example.com\n', 3],
    ['\uFEFF"name,email\r\nChen,chen@example.com\r\n', 1],
    ['name,email\r\n"Chen\r\nLi",chen@example.com\r\nEva,"eva@example.com', 4],
  ])('is not read when a quote stays open, with its line: %j', (text, line) => {
    expect(faults(text)).toEqual({ openQuote: line });
  });

  it('whose address is a formula is wrong', () => {
    expect(faults('name,email\nEva,=eva@example.com\n')).toEqual([{ column: 'email', value: '=eva@example.com' }]);
  });

  it.each(['name,email\nChen,chen@example.com\n', 'name\temail\r\nChen\tchen@example.com', 'name;email\rChen;chen@example.com\r', '\uFEFFname;email\nChen;chen@example.com'])('is read with any sign between fields and any line end: %j', (text) => {
    expect(readPeople(text, known)).toMatchObject({ rows: [{ name: 'Chen', email: 'chen@example.com', row: { name: 'Chen' } }] });
  });

  it('is not read where a column stands twice', () => {
    expect(faults('name,email,role,Role\nEva,eva@example.com,agent,admin\n')).toEqual({ twice: ['role'] });
  });

  it.each(["O'Neil, Anne-Marie", '', '李 = Lee'])('with another name is taken: %s', (name) => {
    expect(faults(`name,email\n"${name}",eva@example.com\n`)).toEqual(['taken']);
  });
});

describe('the list as a file', () => {
  const text = (names: Partial<User>, of = known): string => writeCsv(peopleTable([userRow({ name: 'Chen', email: 'chen@example.com', ...names, id: 'usr_1' })], of), ',');

  it('has all that is set of a person, not where they are now, and is read as the same', () => {
    const inboxes = [inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_1'], levels: [{ userId: 'usr_1', level: 40 }] }), inboxRow({ id: 'inb_2', name: 'Returns: EU', members: ['usr_1'] })];
    const file = text({ role: 'admin', without: ['whatsApp'], whatsApp: false, capacity: 7, autoAccept: true, chosen: 'away', presenceReason: 'Lunch', outbound: { only: true, numbers: ['num_1'] } }, { ...known, inboxes });
    const list = readPeople(file, { ...known, inboxes });
    expect('rows' in list && list.rows).toMatchObject([
      {
        fault: undefined,
        row: {
          name: 'Chen', email: 'chen@example.com', role: 'admin', licences: { list: ['base', 'contactCenter'] }, whatsApp: false, capacity: 7, autoAccept: true,
          outbound: { only: true, numbers: ['num_1'] }, places: { list: [{ inboxId: 'inb_1', level: 40 }, { inboxId: 'inb_2', level: 1 }] },
        },
      },
    ]);
    expect('rows' in list && list.rows[0]?.row).not.toHaveProperty('presence');
  });

  it('leaves out what could not be read again', () => {
    const odd = [inboxRow({ id: 'inb_1', name: 'Returns; EU', members: ['usr_1'] })];
    expect(text({ without: [...['base', 'contactCenter', 'whatsApp'] as const], outbound: { only: true, numbers: [] } }, { ...known, inboxes: odd })).toMatch(/,"none","yes","\d+","no","","none",""\r\n$/);
    expect(text({ name: '=1+1' })).toMatch(/\r\n"","chen@example.com"/);
    expect(text({ outbound: { only: true, numbers: ['num_gone'] } })).toMatch(/,"","none"\r\n$/);
    expect(text({ outbound: { only: true, numbers: ['num_1'] } }, { ...known, numbers: [...known.numbers, numberRow({ id: 'num_2', name: 'whatsapp es' })] })).toMatch(/,"","none"\r\n$/);
    expect(text({}, { ...known, inboxes: [inboxRow({ id: 'inb_1', name: 'Support', cut: true })] })).toMatch(/,"all",""\r\n$/);
  });
});
