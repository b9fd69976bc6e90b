import { TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { minutesOf, timeField } from '@/lib/working-day';
import { savePreference } from '@/stores/preferences';
import { useUser } from '@/stores/selectors';
import { useMe, useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';

// What the relay takes for "they do not say".
const none = -1;

/** When the person's shift ends: the window radar counts up to then. */
export function WorkingDay(): ReactElement | null {
  const { t } = useTranslation('settings');
  const user = useUser(useMe());
  const online = useOnline();
  const act = useAct();
  const [typed, setTyped] = useState<string | null>(null);
  if (user === undefined) return null;
  const kept = timeField(user.dayEnds ?? 0);
  const save = (): void => {
    setTyped(null);
    const dayEnds = typed === '' ? none : minutesOf(typed ?? '');
    if (typed === null || typed === kept || dayEnds === undefined) return;
    void act.run(() => savePreference({ dayEnds }));
  };
  return (
    <Section title={t('day.title')}>
      <TextInput
        type="time"
        label={t('day.ends')}
        description={t('day.endsHint')}
        styles={{ wrapper: { maxWidth: 200 } }}
        value={typed ?? kept}
        disabled={!online || act.busy}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
        }}
      />
      <Refusal error={act.error} fallback={t('failed')} />
    </Section>
  );
}
