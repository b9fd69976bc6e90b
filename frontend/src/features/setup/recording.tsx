import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import classes from './code.module.css';

/** Lets the person listen to a call whose code was not understood. It is fetched when it is asked for, and kept no longer than it is on screen. */
export function Recording({ setupId, recording }: { readonly setupId: string; readonly recording: string }): ReactElement {
  const { t } = useTranslation('setup');
  const act = useAct();
  const [sound, setSound] = useState({ of: '', url: '' });
  useEffect(() => () => URL.revokeObjectURL(sound.url), [sound.url]);
  const listen = async (): Promise<void> => {
    const answer = await act.run(() => bridge().setup.sound(setupId));
    // Whatever it is, it is taken for a sound and nothing else.
    if (answer !== undefined) setSound({ of: recording, url: URL.createObjectURL(new Blob([answer.value], { type: 'audio/wav' })) });
  };
  return (
    <>
      {sound.of === recording ? (
        <audio className={classes.sound} controls autoPlay src={sound.url} aria-label={t('code.recording')} />
      ) : (
        <Button size="md" loading={act.busy} leftSection={<IconPlayerPlay size={18} aria-hidden="true" />} onClick={() => void listen()}>
          {t('code.listen')}
        </Button>
      )}
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}
