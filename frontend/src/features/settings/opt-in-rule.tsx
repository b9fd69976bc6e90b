import { Radio, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { oneOf } from '@/lib/known';
import { optInRules } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';

/** What happens in the whole organization to a template for a customer without an opt-in; for owners and admins. */
export function OptInRuleChoice(): ReactElement | null {
  const { t } = useTranslation('settings');
  const supervisor = useSupervisor();
  const online = useOnline();
  const rule = useDesk((desk) => [...desk.orgs.values()][0]?.optIns);
  const act = useAct();
  if (!supervisor || rule === undefined) return null;
  const choose = (value: string): void => {
    const next = oneOf(optInRules, value);
    if (next !== undefined) void act.run(() => bridge().admin.setOptInRule(next));
  };
  return (
    <Section title={t('optIns.title')} text={t('optIns.text')}>
      <Radio.Group aria-label={t('optIns.title')} value={rule} onChange={choose}>
        <Stack gap="xs">
          {(['strict', 'warn'] as const).map((each) => (
            <Radio key={each} value={each} label={t(`optIns.${each}`)} description={t(`optIns.${each}Hint`)} disabled={!online || act.busy} />
          ))}
        </Stack>
      </Radio.Group>
      <Refusal error={act.error} fallback={t('failed')} />
    </Section>
  );
}
