import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStopFilled, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { countdown } from '@/lib/time';
import { attachMade } from '@/stores/attached';
import { discardRecording, drawnPeaks, forgetTrouble, pauseRecording, type Recording, stopRecording, useRecorder, useRecordingIn } from '@/stores/recorder';
import { useAnnounce } from '@/ui/announcer';
import { IconButton } from '@/ui/icon-button';
import { hideToast, showToast } from '@/ui/toast';
import { Waveform } from '@/ui/waveform';
import classes from './voice-bar.module.css';
import { useLimits } from './voice-limits';

/** What is recorded for this thread now, and why nothing can be. */
export function VoiceBar({ threadId }: { readonly threadId: string }): ReactElement | null {
  const recording = useRecordingIn(threadId);
  const trouble = useRecorder((store) => (store.trouble?.threadId === threadId ? store.trouble : null));
  const { t } = useTranslation('composer');
  // Who goes elsewhere finds it again as a file of this thread.
  useEffect(() => () => void stopRecording(), [threadId]);
  return (
    <>
      {trouble !== null && (
        <div className={classes.trouble} role="alert">
          <p>{trouble.message !== '' ? trouble.message : t(`voice.trouble.${trouble.kind}`, { context: trouble.kind === 'refused' ? system() : undefined })}</p>
          <Button variant="subtle" size="compact-sm" onClick={forgetTrouble}>
            {t('voice.understood')}
          </Button>
        </div>
      )}
      {recording !== null && <Running recording={recording} />}
    </>
  );
}

/** Which system's settings let a program hear. */
function system(): 'windows' | 'mac' | undefined {
  if (/Windows/.test(navigator.userAgent)) return 'windows';
  return /Macintosh/.test(navigator.userAgent) ? 'mac' : undefined;
}

function Running({ recording }: { readonly recording: Recording }): ReactElement {
  const { t } = useTranslation('composer');
  const { state, milliseconds, peaks } = recording;
  const limits = useLimits(recording);
  const time = countdown(Math.floor(milliseconds / 1000) * 1000);
  const isPaused = state === 'paused';
  const discard = useDiscard(recording.threadId);
  const announce = useAnnounce();
  const words = t(`voice.state.${state}`);
  useEffect(() => announce(words), [announce, words]);
  const drawn = [...Array.from({ length: Math.max(0, drawnPeaks - peaks.length) }, () => 0), ...peaks];
  return (
    <div className={classes.bar} role="group" aria-label={t('voice.label')}>
      <IconButton label={t('voice.discard')} icon={<IconTrash size={18} stroke={1.6} />} onClick={discard} />
      <span className={classes.dot} data-state={state} aria-hidden="true" />
      <span className={`figures ${classes.time}`} role="timer" aria-label={t('voice.elapsed', { time })}>
        {time}
      </span>
      <span className={classes.wave}>{state === 'asking' ? <span className={classes.asking}>{words}</span> : <Waveform peaks={drawn} />}</span>
      <IconButton
        label={t(isPaused ? 'voice.resume' : 'voice.pause')}
        icon={isPaused ? <IconPlayerPlay size={18} stroke={1.6} /> : <IconPlayerPause size={18} stroke={1.6} />}
        disabled={state !== 'on' && state !== 'paused'}
        onClick={() => pauseRecording(!isPaused)}
      />
      <IconButton label={t('voice.stop')} keys="act+m" icon={<IconPlayerStopFilled size={18} />} disabled={state === 'asking' || state === 'ending'} onClick={() => void stopRecording()} />
      {limits !== '' && (
        <p className={classes.limit} role="status">
          {limits}
        </p>
      )}
    </div>
  );
}

/** Throws the recording away, and gives it back to who did not mean that. */
function useDiscard(threadId: string): () => void {
  const { t } = useTranslation('composer');
  return () =>
    void discardRecording().then((file) => {
      if (file === null) return;
      const id = `voice-${file.localId}`;
      let isBack = false;
      const back = (): void => {
        isBack = true;
        attachMade(threadId, file);
        hideToast(id);
      };
      showToast(
        id,
        t('voice.discarded'),
        <Button variant="default" size="compact-sm" onClick={back}>
          {t('voice.undo')}
        </Button>,
        { onClose: () => void (isBack || bridge().compose.attachDrop(file.localId).catch(() => undefined)) },
      );
    });
}
