/** Labels, snoozing and the views of the list, in the fake. */
import { labelColours } from '@/lib/lists';
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';

/** What the relay answers of them. */
export function workAnswers(world: FakeWorld): Answers<'label.put' | 'label.delete' | 'label.restore' | 'label.merge' | 'thread.label' | 'thread.follow' | 'interaction.snooze' | 'interaction.title' | 'listView.put' | 'listView.delete'> {
  return {
    'label.put': ({ id, name, colour }) => {
      const trimmed = name.trim();
      if (trimmed === '') throw new BridgeError('invalid', 'The label is missing.', 'noName');
      if ([...trimmed].length > 40) throw new BridgeError('invalid', 'The label is longer than 40 characters. Shorten it.', 'longName');
      const taken = world.all('labels').find((each) => each.id !== id && each.deleted !== true && each.name.toLowerCase() === trimmed.toLowerCase());
      if (taken !== undefined) throw new BridgeError('conflict', `There is already a label called ${taken.name}. Choose it, or another name.`, 'labelName');
      const old = id === '' ? undefined : world.need('labels', id);
      const made = id === '' ? world.id('lbl') : id;
      world.put('labels', {
        ...old, id: made, name: trimmed, colour: colour === '' ? (old?.colour ?? labelColours[0]) : colour,
        ...(old === undefined || old.name === trimmed ? {} : { were: [...(old.were ?? []), old.name] }),
      });
      return { id: made };
    },
    'label.delete': ({ labelId }) => {
      world.put('labels', { ...world.need('labels', labelId), deleted: true });
      return {};
    },
    'label.restore': ({ labelId }) => {
      const label = { ...world.need('labels', labelId), deleted: false };
      for (const each of world.all('labels')) if (each.holds?.includes(labelId) === true) world.put('labels', { ...each, holds: each.holds.filter((id) => id !== labelId), were: (each.were ?? []).filter((name) => name !== label.name) });
      world.put('labels', label);
      return {};
    },
    'label.merge': ({ from, into }) => {
      const [gone, stays] = [world.need('labels', from), world.need('labels', into)];
      world.put('labels', { ...gone, deleted: true }, { ...stays, holds: [...(stays.holds ?? []), from, ...(gone.holds ?? [])], were: [...(stays.were ?? []), gone.name] });
      return {};
    },
    'thread.label': ({ threadId, add, remove }) => {
      const thread = world.need('threads', threadId);
      const rest = (thread.labels ?? []).filter((each) => !remove.includes(each));
      world.put('threads', { ...thread, labels: [...rest, ...add.filter((each) => !rest.includes(each))] });
      return {};
    },
    'thread.follow': ({ threadId, userId, stop }) => {
      const thread = world.need('threads', threadId);
      const who = userId === '' ? world.state.userId : userId;
      const rest = (thread.followers ?? []).filter((each) => each !== who);
      world.put('threads', { ...thread, followers: stop === true ? rest : [...rest, who] });
      return {};
    },
    'interaction.snooze': ({ interactionId, until }) => {
      const interaction = world.need('interactions', interactionId);
      if (until !== 0 && until <= world.now) throw new BridgeError('invalid', 'This time has passed. Choose a later one.', 'snoozePast');
      const thread = world.need('threads', interaction.threadId);
      const before = (interaction.snoozes ?? []).filter((each) => each.wokeAt !== 0);
      const last = interaction.snoozes?.find((each) => each.wokeAt === 0);
      const now = until === 0 ? (last === undefined ? [] : [{ ...last, wokeAt: world.now, woke: 'person' as const }]) : [{ at: world.now, by: world.state.userId, until, wokeAt: 0, woke: '' as const }];
      world.put('interactions', { ...interaction, snoozes: [...before, ...now] });
      world.put('threads', { ...thread, snoozedUntil: until });
      return {};
    },
    'interaction.title': ({ interactionId, title }) => {
      if ([...title].length > 80) throw new BridgeError('invalid', 'The title is longer than 80 characters. Shorten it.', 'longName');
      world.put('interactions', { ...world.need('interactions', interactionId), title: title.trim() });
      return {};
    },
    'listView.put': ({ id, ...view }) => {
      const name = view.name.trim();
      if (world.all('listViews').some((each) => each.id !== id && each.shared === view.shared && each.name.toLowerCase() === name.toLowerCase())) {
        throw new BridgeError('conflict', `There is already a view called ${name}. Choose another name.`, 'listViewName');
      }
      const made = id === '' ? world.id('vw') : id;
      world.put('listViews', { ...view, name, id: made, userId: world.state.userId });
      return { id: made };
    },
    'listView.delete': ({ id }) => {
      world.need('listViews', id);
      world.drop('listViews', id);
      return {};
    },
  };
}
