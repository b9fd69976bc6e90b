import { Button, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SandboxLine } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import classes from './sandbox.module.css';

const groups = {
  restriction: ['restrict', 'lift'],
  quality: ['green', 'yellow', 'red'],
  tier: ['tierUp', 'tierDown'],
  connection: ['disconnect', 'connect'],
  name: ['nameApproved', 'nameDeclined'],
  template: ['pause', 'resume', 'reject', 'recategory', 'dislike'],
} as const;

type Group = keyof typeof groups;
type What = (typeof groups)[Group][number];

/** What Meta tells of nothing by itself: whoever asks for the number learns of it. */
const untold: readonly What[] = ['green', 'yellow', 'disconnect', 'connect'];

/** Has the pretend Meta do to a number what the real one does by itself, so that each state can be seen. */
export function MetaNews({ numbers }: { readonly numbers: readonly SandboxLine[] }): ReactElement | null {
  const { t } = useTranslation('sandbox');
  const [chosen, setChosen] = useState('');
  const [done, setDone] = useState<What>();
  const act = useAct();
  const lines = numbers.filter((each) => each.id !== '' && each.verified);
  const id = lines.some((each) => each.id === chosen) ? chosen : (lines.at(0)?.id ?? '');
  const run = async (what: What): Promise<void> => {
    setDone(undefined);
    if ((await act.run(async () => bridge().sandbox.news({ phoneNumberId: id, what }))) !== undefined) setDone(what);
  };
  if (lines.length === 0) return null;
  return (
    <Section title={t('news.title')} text={t('news.text')}>
      <Select label={t('news.number')} data={lines.map((each) => ({ value: each.id, label: `${each.name} · +${each.digits}` }))} value={id} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} />
      {(Object.keys(groups) as Group[]).map((group) => (
        <div key={group} className={classes.buttons} role="group" aria-label={t(`news.group.${group}`)}>
          <span>{t(`news.group.${group}`)}</span>
          {groups[group].map((what) => (
            <Button key={what} size="xs" variant="default" disabled={act.busy} onClick={() => void run(what)}>
              {t(`news.what.${what}`)}
            </Button>
          ))}
        </div>
      ))}
      <Refusal error={act.error} fallback={t('failed')} />
      {done !== undefined && <Callout tone={untold.includes(done) ? 'plain' : 'ok'}>{t(untold.includes(done) ? 'news.untold' : 'news.told')}</Callout>}
    </Section>
  );
}
