/** The filters that somebody keeps, in the fake. */
import { BridgeError } from './errors';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';

/** What the relay answers of them. */
export function savedFilterAnswers(world: FakeWorld): Answers<'savedFilter.delete' | 'savedFilter.put'> {
  return {
    'savedFilter.put': ({ id, default: begins, ...rest }) => {
      const others = world.all('savedFilters').filter((each) => each.id !== id);
      if (others.some((each) => each.name.toLowerCase() === rest.name.trim().toLowerCase())) {
        throw new BridgeError('conflict', `You already have a filter called ${rest.name}. Choose another name, or replace it.`, 'savedFilterName');
      }
      if (begins) world.put('savedFilters', ...others.filter((each) => each.default).map((each) => ({ ...each, default: false })));
      const made = id === '' ? `flt_${world.calls.length}` : id;
      world.put('savedFilters', { ...rest, name: rest.name.trim(), id: made, default: begins });
      return { id: made };
    },
    'savedFilter.delete': ({ id }) => {
      world.need('savedFilters', id);
      world.drop('savedFilters', id);
      return {};
    },
  };
}
