import { Button, SegmentedControl } from '@mantine/core';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { isMac } from '@/lib/keys';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { CopyField, useFlash } from '@/ui/copy-field';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { useAnnounce } from '@/ui/announcer';
import classes from './message-us.module.css';
import { fileName, type Made } from './model';
import { qrPng, qrSquares, qrSvg } from '@/lib/qr';

/** What is made of the fields: the button as it will be seen, and link, HTML and QR code to take away. */
export function Outputs({ number, made }: { readonly number: BusinessNumber; readonly made: Made | undefined }): ReactElement {
  const { t } = useTranslation('messageUs');
  const copy = useCopy();
  const words = { copyLabel: t('copy'), copiedLabel: t('copied'), copy: copy.run };
  if (made === undefined) {
    return (
      <Section title={t('preview')}>
        <Callout>{t('nothingYet')}</Callout>
      </Section>
    );
  }
  return (
    <div className={classes.outputs}>
      <Preview html={made.html} />
      <Section title={t('take')}>
        {copy.failed && <Callout tone="red">{t('copyFailed', { key: isMac() ? '⌘C' : 'Ctrl+C' })}</Callout>}
        <CopyField label={t('link')} value={made.link} {...words} />
        <CopyField label={t('html')} value={made.html} {...words} />
        <p className={classes.hint}>{t('htmlHint')}</p>
      </Section>
      <Code link={made.link} name={number.name} copy={copy.run} />
    </div>
  );
}

const grounds = ['light', 'dark'] as const;

/** The very HTML that is copied, in a frame that runs nothing, leads nowhere and takes no keys. */
function Preview({ html }: { readonly html: string }): ReactElement {
  const { t } = useTranslation('messageUs');
  const [ground, setGround] = useState<(typeof grounds)[number]>('light');
  const choice = <SegmentedControl size="xs" aria-label={t('ground')} value={ground} onChange={(value) => setGround(value as typeof ground)} data={grounds.map((each) => ({ value: each, label: t(`grounds.${each}`) }))} />;
  return (
    <Section title={t('preview')} actions={choice}>
      <iframe className={classes.preview} title={t('previewOf')} sandbox="" srcDoc={html} tabIndex={-1} data-ground={ground} inert />
    </Section>
  );
}

/** The QR code of the link; the link may be too long for one. */
function Code({ link, name, copy }: { readonly link: string; readonly name: string; readonly copy: (text: string) => Promise<boolean> }): ReactElement {
  const { t } = useTranslation('messageUs');
  const squares = useMemo(() => qrSquares(link), [link]);
  const act = useAct();
  const announce = useAnnounce();
  const [copied, mark] = useFlash();
  const [saved, setSaved] = useState('');
  if (squares === undefined) {
    return (
      <Section title={t('qr')}>
        <Callout tone="amber">{t('qrTooLong')}</Callout>
      </Section>
    );
  }
  const svg = qrSvg(squares);
  const save = async (kind: 'png' | 'svg'): Promise<void> => {
    setSaved('');
    const content = async (): Promise<string> => (kind === 'svg' ? svg : (await qrPng(squares)).reduce((text, each) => text + String.fromCharCode(each), ''));
    const done = await act.run(async () => bridge().system.saveMade(kind, fileName(name), btoa(await content())));
    if (done !== undefined) setSaved(done.value);
  };
  const copySvg = async (): Promise<void> => {
    if (!(await copy(svg))) return;
    mark();
    announce(t('copied'));
  };
  return (
    <Section title={t('qr')} text={t('qrText')}>
      <div className={classes.code}>
        <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} alt={t('qrOf', { link })} width={176} height={176} />
        <div className={classes.buttons}>
          <Button variant="default" loading={act.busy} onClick={() => void save('png')}>{t('savePng')}</Button>
          <Button variant="default" loading={act.busy} onClick={() => void save('svg')}>{t('saveSvg')}</Button>
          <Button variant="default" onClick={() => void copySvg()}>{copied ? t('copied') : t('copySvg')}</Button>
        </div>
      </div>
      <Refusal error={act.error} fallback={t('saveFailed')} />
      {saved !== '' && <Callout tone="ok">{t('saved', { path: saved })}</Callout>}
    </Section>
  );
}
