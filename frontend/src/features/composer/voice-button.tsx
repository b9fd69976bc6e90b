import { IconMicrophone } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useActs } from '@/i18n/use-acts';
import { acts } from '@/lib/acts';
import { startRecording, stopRecording, useRecordingIn } from '@/stores/recorder';
import { IconButton } from '@/ui/icon-button';

/** Begins a voice note, by click, key or palette; once more ends it. */
export function VoiceButton({ threadId }: { readonly threadId: string }): ReactElement {
  const { t } = useTranslation('composer');
  const isRecording = useRecordingIn(threadId) !== null;
  const label = t(isRecording ? 'voice.stop' : 'voice.record');
  const run = (): void => void (isRecording ? stopRecording() : startRecording(threadId));
  useActs([{ id: 'composer.voice', label, run }]);
  return <IconButton label={label} keys={acts['composer.voice'].keys} pressed={isRecording} icon={<IconMicrophone size={19} stroke={1.6} />} onClick={run} />;
}
