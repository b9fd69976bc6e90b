import { useDesk } from '@/stores/desk';
import { type Run, useGuide, useGuideRun } from '@/stores/guide';
import { useMe } from '@/stores/session';
import { progressOf } from './guide-model';

/** The run, where it is to be shown: not to somebody who had done all of it before there was one. */
export function useGuided(): Run | undefined {
  const me = useMe();
  const run = useGuideRun();
  const seen = useGuide((store) => store.run !== null);
  const loaded = useDesk((desk) => desk.loaded);
  const past = useDesk((desk) => !seen && run !== undefined && progressOf(desk.spans.values(), desk.interactions, me, 0).next === undefined);
  return loaded && !past ? run : undefined;
}
