import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';

/** Asks, when the last window closes, whether this computer is to go on receiving. */
export function ClosingQuestion(): ReactElement {
  const { t } = useTranslation('welcome');
  const [asking, setAsking] = useState(false);
  const [remember, setRemember] = useState(false);
  useEffect(() => bridge().events.on('closing', () => setAsking(true)), []);
  const quit = (keep: boolean): void => {
    setAsking(false);
    void bridge().system.quit(keep, remember);
  };
  return (
    <Modal opened={asking} onClose={() => setAsking(false)} title={t('closing.title')} closeButtonProps={{ 'aria-label': t('closing.cancel') }} size={500} centered>
      <Stack gap="md">
        <Text>{t('closing.text')}</Text>
        <Checkbox label={t('closing.remember')} checked={remember} onChange={(event) => setRemember(event.currentTarget.checked)} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('closing.cancel')}
          </Button>
          <Button variant="default" onClick={() => quit(false)}>
            {t('closing.stop')}
          </Button>
          <Button data-autofocus onClick={() => quit(true)}>
            {t('closing.keep')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
