import { describe, expect, it } from 'vitest';
import { inPaletteOrder } from './palette-order';

const group = (name: string, ...labels: string[]): { group: string; actions: { id: string; label: string }[] } => ({ group: name, actions: labels.map((label) => ({ id: label, label })) });
const commands = [group('Go to', 'Workspace', 'Channels', 'Inboxes'), group('Appearance', 'Use light colours', 'Use dark colours')];

describe('inPaletteOrder', () => {
  const labels = (query: string, ...threads: string[]): readonly string[] => inPaletteOrder(query, commands, group('Conversations', ...threads), 2).flatMap((each) => each.actions.map((action) => action.label ?? ''));

  it.each<[string, string, string[], string[]]>([
    ['lists every command and no conversation before anything is typed', ' ', [], ['Workspace', 'Channels', 'Inboxes', 'Use light colours', 'Use dark colours']],
    ['puts the command first when both begin so', 'chan', ['Chantal Roux'], ['Channels', 'Chantal Roux']],
    ['puts the conversation first when only it begins so', 'box', ['Box Office'], ['Box Office', 'Inboxes']],
    ['finds a conversation whatever it was found by', '4930', ['Lena Hoffmann'], ['Lena Hoffmann']],
    ['puts a command before a conversation that only has the letters somewhere', 'dark', ['Lena Modarke'], ['Use dark colours', 'Lena Modarke']],
    ['ignores accents and case', 'TOMAS', ['Tomás Rivas'], ['Tomás Rivas']],
    ['keeps the best conversations when there are many', 'an', ['Juan', 'Ana', 'Anton'], ['Ana', 'Anton', 'Channels']],
    ['finds nothing where nothing is', 'zzz', [], []],
  ])('%s', (_, query, threads, want) => {
    expect(labels(query, ...threads)).toEqual(want);
  });

  it('has one group of each name, because lines of a second one outlive their query', () => {
    const both = [...commands, group('Conversations', 'Take the next one that waits')];
    const groups = inPaletteOrder('ta', both, group('Conversations', 'Tara Ode'), 2);
    expect(groups.map((each) => [each.group, each.actions.map((action) => action.label)])).toEqual([['Conversations', ['Take the next one that waits', 'Tara Ode']]]);
    expect(inPaletteOrder('', [...both, group('Conversations', 'Close')], group('Conversations'), 2).at(-1)?.actions).toHaveLength(2);
  });
});
