import { IconMicrophone } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRegisterActions } from '@/lib/actions';
import { useShortcuts } from '@/lib/use-shortcuts';
import { startRecording, stopRecording, useRecordingIn } from '@/stores/recorder';
import { IconButton } from '@/ui/icon-button';

const keys = 'act+m';

/** Begins a voice note, by click, key or palette; once more ends it. */
export function VoiceButton({ threadId }: { readonly threadId: string }): ReactElement {
  const { t } = useTranslation(['composer', 'thread']);
  const isRecording = useRecordingIn(threadId) !== null;
  const label = t(isRecording ? 'voice.stop' : 'voice.record');
  const group = t('thread:keys.group');
  const run = (): void => void (isRecording ? stopRecording() : startRecording(threadId));
  useShortcuts([{ id: 'composer.voice', keys, label, group, run }]);
  useRegisterActions([{ id: 'composer.voice', label, group, keys, run }]);
  return <IconButton label={label} keys={keys} pressed={isRecording} icon={<IconMicrophone size={19} stroke={1.6} />} onClick={run} />;
}
