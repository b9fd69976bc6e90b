import { Button, Checkbox, Group, Modal, Radio, Stack } from '@mantine/core';
import { IconFileTypePdf, IconFileTypeTxt, IconPrinter } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread, Transcript } from '@/bridge/types';
import { encodeText } from '@/lib/base64';
import { isolate } from '@/lib/bidi';
import { isMac } from '@/lib/keys';
import { useFocusBack } from '@/lib/use-focus-back';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { showToast } from '@/ui/toast';
import { asText } from './transcript-model';
import { TranscriptPaper, usePrinting } from './transcript-paper';
import { useTranscript } from './use-transcript';

const look = { size: 17, stroke: 1.6, 'aria-hidden': true } as const;

interface TranscriptDialogProps {
  readonly thread: Thread;
  readonly name: string;
  readonly onClose: () => void;
}

/** Saves a conversation as a text or a PDF, or prints it: what this person sees of it, and notes only when they are chosen. */
export function TranscriptDialog({ thread, name, onClose }: TranscriptDialogProps): ReactElement {
  const { t } = useTranslation('around');
  const [part, setPart] = useState<'one' | 'all'>('one');
  const [notes, setNotes] = useState(false);
  const online = useOnline();
  const make = useTranscript(thread, name);
  const act = useAct();
  useFocusBack();
  const { printed, print } = usePrinting();
  const made = async (): Promise<Transcript> => (await make({ interactionId: part === 'one' ? thread.interactionId : '', notes })).transcript;
  const saved = (path: string, lacks = 0): void => {
    if (path === '') return;
    onClose();
    showToast('transcript', t('paper.saved', { path: isolate(path) }), lacks > 0 ? t(isMac() ? 'paper.lacksMac' : 'paper.lacks', { count: lacks }) : '');
  };
  const fileName = t('paper.file', { name });
  const saveText = (): void => void act.run(async () => saved(await bridge().system.saveMade('txt', fileName, encodeText(asText(await made())))));
  const savePaper = (): void =>
    void act.run(async () => {
      const { path, lacks } = await bridge().system.saveTranscript(fileName, await made());
      saved(path, lacks);
    });
  return (
    <Modal opened onClose={onClose} title={t('paper.title')} size="sm">
      <Stack gap="md">
        <Radio.Group label={t('paper.what')} value={part} onChange={(value) => setPart(value === 'all' ? 'all' : 'one')}>
          <Stack gap={6} mt={6}>
            <Radio value="one" label={t('paper.one')} data-autofocus />
            <Radio value="all" label={t('paper.all')} description={online ? undefined : t('paper.offline')} />
          </Stack>
        </Radio.Group>
        <Checkbox label={t('paper.notes')} description={t('paper.notesHint')} checked={notes} onChange={(event) => setNotes(event.currentTarget.checked)} />
        <Refusal error={act.error} fallback={t('paper.failed')} />
        <Group gap="xs">
          <Button leftSection={<IconFileTypePdf {...look} />} loading={act.busy} onClick={savePaper}>
            {t('paper.pdf')}
          </Button>
          <Button variant="default" leftSection={<IconFileTypeTxt {...look} />} disabled={act.busy} onClick={saveText}>
            {t('paper.text')}
          </Button>
          {/* The window of a Mac (WKWebView) does nothing on window.print(); the PDF can be printed there. */}
          {!isMac() && (
            <Button variant="default" leftSection={<IconPrinter {...look} />} disabled={act.busy} onClick={() => void act.run(async () => print(await made()))}>
              {t('paper.print')}
            </Button>
          )}
        </Group>
      </Stack>
      {printed !== undefined && createPortal(<TranscriptPaper transcript={printed} />, document.body)}
    </Modal>
  );
}
