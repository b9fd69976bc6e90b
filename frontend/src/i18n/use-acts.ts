import type { TFunction } from 'i18next';
import { useTranslation } from '@/lib/texts';
import { type Action, useRegisterActions } from '@/lib/actions';
import { type ActId, actOf, type ActPart, type ActRule, ruleOf } from '@/lib/acts';
import type { Shortcut } from '@/lib/shortcuts';
import { useShortcuts } from '@/lib/use-shortcuts';
import type acts from './en/acts.json';

type Label = keyof (typeof acts)['label'];
type Texts = TFunction<'acts'>;

/** An act that can be done where the component is mounted. */
export interface Doing {
  /** Of one of several of a kind, the whole id: `view.viw_1`. */
  readonly id: string;
  /** False where it cannot be done now: it has no key then, and no line in the palette. */
  readonly may?: boolean;
  /** What it is called here, where that changes; else the registry's text. */
  readonly label?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  /** No line in the palette: somebody else's does the same. */
  readonly unlisted?: boolean;
  readonly scope?: string;
  readonly run: (event?: KeyboardEvent) => void;
}

/** What an act is called. */
export function actLabel(t: Texts, id: ActId): string {
  return t(`label.${id.replaceAll('.', '_').replace('*', 'each') as Label}`);
}

/** The heading under which an act stands. */
export function partLabel(t: Texts, part: ActPart): string {
  return t(`part.${part}`);
}

/** The rule of an act by the id that it is registered with. An act without a rule is a fault of ours. */
function ruled(id: string): readonly [ActId, ActRule] {
  const act = actOf(id);
  if (act === undefined) throw new Error(`lib/acts.ts has no act ${id}`);
  return [act, ruleOf(act)];
}

/** Puts acts into the map of keys and the palette while the component is mounted, as lib/acts.ts says. */
export function useActs(list: readonly Doing[]): void {
  const { t } = useTranslation('acts');
  const known = list.filter((each) => each.may !== false).map((each) => {
    const [act, rule] = ruled(each.id);
    return { each, rule, label: each.label ?? actLabel(t, act), group: partLabel(t, rule.part) };
  });
  useShortcuts(
    known.flatMap(({ each, rule: { plain, keys, on, repeats, whileTyping }, label, group }): Shortcut[] => {
      const first = plain ?? keys;
      if (first === undefined) return [];
      return [{ id: each.id, keys: first, label, group, run: each.run, ...(plain !== undefined && keys !== undefined && { anywhere: keys }), ...(on && { on }), ...(repeats && { repeats }), ...(whileTyping === false && { whileTyping }), ...(each.scope !== undefined && { scope: each.scope }) }];
    }),
  );
  useRegisterActions(
    known.flatMap(({ each, rule, label, group }): Action[] => {
      if (rule.palette !== true || each.unlisted === true) return [];
      return [{ id: each.id, label, group, run: () => each.run(), ...(rule.keys !== undefined && { keys: rule.keys }), ...(each.description !== undefined && { description: each.description }), ...(each.keywords && { keywords: each.keywords }) }];
    }),
  );
}
