import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { BridgeError } from '@/bridge/errors';
import type { QueuedFile } from '@/bridge/types';
import { attach } from '@/stores/attachments';
import { placesOf } from '@/lib/template';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { Counted } from './counted';
import { FaultNotes } from './fault-notes';
import { faultsOf, most } from './model';
import type { PartProps } from './parts';
import classes from './templates.module.css';

const kinds = ['', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT'] as const;
const accepted: Readonly<Record<string, string>> = { IMAGE: 'image/jpeg,image/png', VIDEO: 'video/mp4', DOCUMENT: 'application/pdf' };

/** What stands at a template's head: nothing, a line of text, or a file. */
export function HeaderPart({ wording, faults, disabled, put, limited, wabaId }: PartProps & { readonly wabaId: string }): ReactElement {
  const { t } = useTranslation('templates');
  const places = placesOf(wording.headerText);
  return (
    <>
      <SegmentedControl
        aria-label={t('editor.headerKind')}
        disabled={disabled}
        value={wording.headerKind}
        onChange={(headerKind) => put({ headerKind, headerHandle: '', headerFile: '', ...(headerKind !== 'TEXT' && { headerText: '', headerSample: '' }) })}
        data={kinds.map((each) => ({ value: each, label: t(`header.${each === '' ? 'NONE' : each}`), disabled: limited && each in accepted && each !== wording.headerKind }))}
      />
      {limited && <p className={classes.dim}>{t('twilio.file')}</p>}
      {wording.headerKind === 'TEXT' && (
        <>
          <Counted text={wording.headerText} most={most.edge}>
            <TextInput label={t('editor.headerText')} value={wording.headerText} disabled={disabled} dir="auto" onChange={(event) => put({ headerText: event.currentTarget.value })} />
          </Counted>
          {places.length > 0 && <TextInput label={t('editor.headerSample')} value={wording.headerSample} disabled={disabled} maxLength={most.edge} dir="auto" onChange={(event) => put({ headerSample: event.currentTarget.value })} />}
        </>
      )}
      {wording.headerKind in accepted && !limited && <SampleFile wording={wording} disabled={disabled} faults={faults} put={put} limited={limited} wabaId={wabaId} />}
      <FaultNotes faults={faultsOf(faults, 'header')} />
    </>
  );
}

/** The file that the reviewer sees in place of those that are sent. */
function SampleFile({ wording, disabled, put, wabaId }: PartProps & { readonly wabaId: string }): ReactElement {
  const { t } = useTranslation('templates');
  const online = useOnline();
  const input = useRef<HTMLInputElement>(null);
  const act = useAct();
  const [reading, setReading] = useState(false);
  const take = (file: File): void => {
    act.clear();
    setReading(true);
    attach('', file, (_, state) => {
      if (state.kind === 'reading') return;
      setReading(false);
      void act.run(async () => {
        if (state.kind === 'failed') throw state.error;
        put({ headerHandle: await upload(wabaId, wording.headerKind, state.file), headerFile: state.file.fileName });
      });
    });
  };
  return (
    <>
      <p className={classes.dim}>{t('editor.sampleText')}</p>
      <div className={classes.row}>
        <Button variant="default" size="xs" loading={reading || act.busy} disabled={disabled || !online} onClick={() => input.current?.click()}>
          {t(wording.headerHandle === '' ? 'editor.samplePick' : 'editor.sampleOther')}
        </Button>
        {wording.headerFile !== '' && <bdi>{wording.headerFile}</bdi>}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        accept={accepted[wording.headerKind]}
        aria-label={t('editor.samplePick')}
        onChange={(event) => {
          const [picked] = event.currentTarget.files ?? [];
          if (picked !== undefined) take(picked);
          event.currentTarget.value = '';
        }}
      />
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}

async function upload(wabaId: string, kind: string, file: QueuedFile): Promise<string> {
  const handle = await bridge().templates.sample(wabaId, kind, file);
  if (handle === '') throw new BridgeError('internal', '');
  return handle;
}
