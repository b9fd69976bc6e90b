import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { oneOf } from '@/lib/known';
import { afterClosing } from '@/lib/lists';
import { saveAfterClose, useAfterClose } from '@/stores/after-close';
import { useKnowsMe } from '@/stores/preferences';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';

/** What is shown after a conversation was closed: the person's, on all of their computers. */
export function AfterClosing(): ReactElement {
  const { t } = useTranslation(['around', 'settings']);
  const online = useOnline();
  const how = useAfterClose();
  const known = useKnowsMe();
  const act = useAct();
  return (
    <Section title={t('after.title')} text={t('after.text')}>
      <Select label={t('after.label')} data={afterClosing.map((value) => ({ value, label: t(`after.${value}`) }))} value={how} disabled={!online || !known || act.busy} onChange={(value) => void act.run(() => saveAfterClose(oneOf(afterClosing, value ?? '') ?? 'stay'))} allowDeselect={false} />
      <Refusal error={act.error} fallback={t('settings:failed')} />
    </Section>
  );
}
