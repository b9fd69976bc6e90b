import { Button, TagsInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useAwayReasons } from '@/i18n/away-reasons';
import { type Edit, mergedSet } from '@/lib/three-way';
import { useOwnReasons } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';

const most = 20;
const longest = 40;

/** The reasons that everybody of the organization chooses from when they are away; for owners and admins. */
export function AwayReasons(): ReactElement | null {
  const { t } = useTranslation('settings');
  const supervisor = useSupervisor();
  const online = useOnline();
  const reasons = useAwayReasons(useOwnReasons());
  const [edit, setEdit] = useState<Edit<readonly string[]>>();
  const act = useAct();
  if (!supervisor) return null;
  // What others put in or take out meanwhile is seen, and stays so.
  const value = edit === undefined ? reasons : mergedSet(edit, reasons);
  const tooLong = value.some((each) => [...each].length > longest);
  const save = async (next: readonly string[], was?: readonly string[]): Promise<void> => {
    if ((await act.run(() => bridge().admin.setAwayReasons([...next], was === undefined ? undefined : [...was]))) !== undefined) setEdit(undefined);
  };
  return (
    <Section title={t('away.title')} text={t('away.text')}>
      <TagsInput aria-label={t('away.title')} description={t('away.hint')} value={[...value]} onChange={(draft) => setEdit({ base: reasons, draft })} maxTags={most} error={tooLong ? t('away.tooLong') : undefined} disabled={!online || act.busy} />
      <Refusal error={act.error} fallback={t('failed')} />
      <div style={{ display: 'flex', gap: 'var(--space-2)' }}>
        <Button onClick={() => void save(value, reasons)} disabled={edit === undefined || tooLong || !online} loading={act.busy}>
          {t('away.save')}
        </Button>
        <Button variant="default" onClick={() => void save([])} disabled={!online || act.busy}>
          {t('away.usual')}
        </Button>
      </div>
    </Section>
  );
}
