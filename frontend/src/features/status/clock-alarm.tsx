import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { ClockState } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import { useAnnounce } from '@/ui/announcer';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';

/** What is wrong with the relay's time, and where nobody else can tell it, the way to put it right. */
export function ClockAlarm({ clock }: { readonly clock: ClockState }): ReactElement {
  const { t } = useTranslation('status');
  const locale = useLocale();
  const [asking, setAsking] = useState(false);
  const computer = exactTime(clock.computer, locale);
  if (clock.sure) return <Callout tone="red">{t('clock.wrong', { computer })}</Callout>;
  const ask = (
    <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
      {t('clock.ask')}
    </Button>
  );
  return (
    <>
      <Callout tone="red" actions={ask}>
        {t('clock.unsure', { computer })}
        {clock.ahead > 0 && <> {t('clock.ahead', { ahead: exactTime(clock.ahead, locale) })}</>}
      </Callout>
      {asking && <ClockQuestion computer={computer} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Asks whether the clock is right, and says what follows from a yes. */
function ClockQuestion({ computer, onClose }: { readonly computer: string; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('status');
  const queries = useQueryClient();
  const announce = useAnnounce();
  const set = useMutation({
    mutationFn: () => bridge().admin.setClock(),
    onSuccess: async () => {
      announce(t('clock.done'));
      onClose();
      await queries.invalidateQueries({ queryKey: ['admin', 'pulse'] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('clock.title')} closeButtonProps={{ 'aria-label': t('clock.cancel') }} size={520} centered>
      <Stack gap="md">
        <div>
          <Text size="sm">{t('clock.shows')}</Text>
          <Text fw={600} size="lg">
            {computer}
          </Text>
        </div>
        <Text>{t('clock.look')}</Text>
        <div>
          <Text>{t('clock.then')}</Text>
          <List withPadding>
            {(['goes', 'heals', 'kept'] as const).map((each) => (
              <List.Item key={each}>{t(`clock.${each}`)}</List.Item>
            ))}
          </List>
        </div>
        <Refusal error={set.error === null ? undefined : toBridgeError(set.error)} fallback={t('clock.failed')} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('clock.cancel')}
          </Button>
          <Button loading={set.isPending} onClick={() => set.mutate()}>
            {t('clock.yes')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
