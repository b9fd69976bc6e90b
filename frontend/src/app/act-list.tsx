import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { actLabel, partLabel } from '@/i18n/use-acts';
import { useActions } from '@/lib/actions';
import { type ActId, actIds, actOf, acts, ruleOf } from '@/lib/acts';
import type { Keys } from '@/lib/keys';
import { useShortcutList } from '@/lib/use-shortcuts';
import { Kbd } from '@/ui/kbd';
import classes from './shortcut-sheet.module.css';

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly caps: readonly Keys[];
}

const paletteKeys: readonly Keys[] = [acts.palette.keys];

function byGroup(list: readonly Entry[]): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const each of list) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups];
}

/** What can be done now, and what else the window can do: every act of the registry stands in one of both. */
function useEntries(): { readonly now: readonly Entry[]; readonly later: readonly Entry[] } {
  const { t } = useTranslation('acts');
  const heard = useShortcutList();
  const listed = useActions();
  const known = new Set([...heard, ...listed].map((each) => actOf(each.id)));
  const byKey = heard.map(({ id, label, group, keys, anywhere }) => ({ id, label, group, caps: anywhere === undefined ? [keys] : [keys, anywhere] }));
  const of = (id: ActId): Entry => {
    const { part, plain, keys } = ruleOf(id);
    return { id, label: actLabel(t, id), group: partLabel(t, part), caps: plain === undefined && keys === undefined ? paletteKeys : [plain, keys].filter((each) => each !== undefined) };
  };
  const heardActs = new Set(heard.map((each) => actOf(each.id)));
  return {
    now: [...byKey, ...actIds.filter((id) => known.has(id) && !heardActs.has(id)).map(of)],
    later: actIds.filter((id) => !known.has(id)).map(of),
  };
}

/** The acts in their groups. Only while the sheet is open: what is heard changes with every screen and conversation. */
export function ActList(): ReactElement {
  const { t } = useTranslation('acts');
  const { now, later } = useEntries();
  return (
    <>
      <Part list={now} heading="h3" />
      {later.length > 0 && (
        <section aria-label={t('sheet.later')}>
          <h3 className={classes.later}>{t('sheet.later')}</h3>
          <p className={classes.about}>{t('sheet.laterText')}</p>
          <Part list={later} heading="h4" />
        </section>
      )}
    </>
  );
}

/** Groups of acts; their headings follow on the one above them. */
function Part({ list, heading: Heading }: { readonly list: readonly Entry[]; readonly heading: 'h3' | 'h4' }): ReactElement {
  return (
    <div className={classes.groups}>
      {byGroup(list).map(([group, entries]) => (
        <section key={group} className={classes.part}>
          <Heading className={classes.group}>{group}</Heading>
          <ul className={classes.list}>
            {entries.map((each) => (
              <li key={each.id} className={classes.entry} data-act={actOf(each.id)}>
                <span>{each.label}</span>
                <span className={classes.keys}>
                  {each.caps.map((keys) => (
                    <Kbd key={keys} keys={keys} />
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
