import { Button } from '@mantine/core';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, SandboxPanel, SandboxWrite } from '@/bridge/types';
import { qrSquares, qrSvg } from '@/lib/qr';
import { waDigits, waLink } from '@/lib/wa-link';
import { useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { CopyField } from '@/ui/copy-field';
import { Refusal } from '@/ui/refusal';
import classes from './doctor.module.css';

/** What the tester sends from their own phone: a link with its QR code on WhatsApp, the text and the number by SMS; in practice a pretend phone sends it. */
export function TesterPhone({ number, code }: { readonly number: BusinessNumber; readonly code: string }): ReactElement {
  const { t } = useTranslation('channels');
  const practice = useSession((store) => store.state?.practice === true);
  const copy = useCopy();
  const text = t('doctor.prove.text', { code });
  const digits = number.channel === 'sms' ? '' : waDigits(number.phone);
  const words = { copyLabel: t('doctor.prove.copy'), copiedLabel: t('doctor.prove.copied'), copy: copy.run };
  return (
    <>
      <span>{t('doctor.prove.write')}</span>
      <CopyField label={t('doctor.prove.textLabel')} value={text} {...words} />
      {digits === '' ? <CopyField label={t('doctor.prove.to')} value={number.phone} {...words} /> : <Link link={waLink(digits, text)} text={text} words={words} />}
      {copy.failed && <Callout tone="amber">{t('doctor.prove.copyFailed')}</Callout>}
      {practice && <PracticePhone digits={number.phone.replace(/\D/gu, '')} text={text} />}
    </>
  );
}

interface CopyWords {
  readonly copyLabel: string;
  readonly copiedLabel: string;
  readonly copy: (text: string) => Promise<boolean>;
}

function Link({ link, text, words }: { readonly link: string; readonly text: string; readonly words: CopyWords }): ReactElement {
  const { t } = useTranslation('channels');
  const squares = useMemo(() => qrSquares(link), [link]);
  return (
    <>
      <CopyField label={t('doctor.prove.link')} value={link} {...words} />
      {squares !== undefined && (
        <div className={classes.proveCode}>
          <img src={`data:image/svg+xml,${encodeURIComponent(qrSvg(squares))}`} alt={t('doctor.prove.qr', { text })} width={144} height={144} />
          <span className={classes.dim}>{t('doctor.prove.scan')}</span>
        </div>
      )}
    </>
  );
}

/** Writes the text from a pretend customer's phone. */
function PracticePhone({ digits, text }: { readonly digits: string; readonly text: string }): ReactElement {
  const { t } = useTranslation('channels');
  const act = useAct();
  const [none, setNone] = useState(false);
  const send = async (): Promise<void> => {
    const message = practiceText(await bridge().sandbox.panel(), digits, text);
    setNone(message === undefined);
    if (message !== undefined) await bridge().sandbox.write(message);
  };
  return (
    <>
      <div>
        <Button variant="default" loading={act.busy} onClick={() => void act.run(send)}>
          {t('doctor.prove.practice')}
        </Button>
      </div>
      {none && <Callout tone="amber">{t('doctor.prove.practiceNone')}</Callout>}
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}

/** The text as a pretend customer would write it who can, of those the one who never wrote to this number: nobody has their conversation. undefined when nobody can write. */
export function practiceText(panel: Pick<SandboxPanel, 'numbers' | 'phones'>, digits: string, text: string): SandboxWrite | undefined {
  const line = panel.numbers.find((each) => each.digits === digits && each.id !== '' && each.registered);
  const able = panel.phones.filter(({ customer }) => !customer.offline && !customer.blocked);
  const phone = able.find(({ threads }) => !threads.some((each) => each.phoneNumberId === line?.id)) ?? able.at(0);
  if (line === undefined || phone === undefined) return undefined;
  return { customerId: phone.customer.id, numberId: line.id, kind: 'text', text, data: '', filename: '', latitude: 0, longitude: 0, name: '', address: '', buttonId: '', replyTo: '', target: '', agoMs: 0 };
}
