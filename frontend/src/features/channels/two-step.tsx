import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';

/** Which side is right: the PIN that somebody set at Meta, or one that is set from here. */
type Way = 'take' | 'put';

const pinDigits = 6;

/** The two-step verification of a number: what somebody changed of it at Meta, and both ways out. */
export function TwoStepOf({ number }: { readonly number: BusinessNumber }): ReactElement | null {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const online = useOnline();
  const [way, setWay] = useState<Way>();
  const [done, setDone] = useState<Way>();
  // Only Meta has a PIN that can be set from here.
  if (number.twoStep === undefined || number.channel === 'sms' || number.provider === 'twilio') return null;
  const { drift, at, agreedAt } = number.twoStep;
  const choose = (next: Way): void => {
    setDone(undefined);
    setWay(next);
  };
  const ended = (taken: boolean): void => {
    setDone(taken ? way : undefined);
    setWay(undefined);
  };
  return (
    <section className={form.part} aria-label={t('twoStep.title')}>
      <h3>{t('twoStep.title')}</h3>
      {drift !== '' && <Callout tone="amber">{at === 0 ? t(`twoStep.drift.${drift}`) : t(`twoStep.driftAt.${drift}`, { time: exactTime(at, locale) })}</Callout>}
      {drift === '' && <p>{agreedAt === 0 ? t('twoStep.fine') : t('twoStep.agreed', { time: exactTime(agreedAt, locale) })}</p>}
      {done !== undefined && <Callout tone="ok">{t(`twoStep.done.${done}`)}</Callout>}
      {way === undefined ? (
        <div className={form.buttons}>
          {(drift === 'changed' || drift === 'reset') && (
            <Button variant="default" disabled={!online} onClick={() => choose('take')}>
              {t('twoStep.take')}
            </Button>
          )}
          <Button variant="default" disabled={!online} onClick={() => choose('put')}>
            {t(drift === '' ? 'twoStep.set' : 'twoStep.put')}
          </Button>
        </div>
      ) : (
        <PinForm key={way} numberId={number.id} way={way} onEnd={ended} />
      )}
    </section>
  );
}

function PinForm({ numberId, way, onEnd }: { readonly numberId: string; readonly way: Way; readonly onEnd: (taken: boolean) => void }): ReactElement {
  const { t } = useTranslation('channels');
  const act = useAct();
  const [pin, setPin] = useState('');
  const [tried, setTried] = useState(false);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (pin.length !== pinDigits) return;
    const { setup } = bridge();
    if ((await act.run(() => (way === 'take' ? setup.takePin(numberId, pin) : setup.putPin(numberId, pin)))) !== undefined) onEnd(true);
  };
  return (
    <form className={form.form} onSubmit={(event) => void send(event)}>
      <PasswordInput
        label={t(`twoStep.pin.${way}`)}
        description={t(`twoStep.hint.${way}`)}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value.replace(/\D/gu, '').slice(0, pinDigits))}
        error={tried && pin.length !== pinDigits ? t('twoStep.digits') : undefined}
        inputMode="numeric"
        autoComplete="off"
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': t('twoStep.show'), tabIndex: 0 }}
      />
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={form.buttons}>
        <Button type="submit" loading={act.busy}>
          {t(`twoStep.send.${way}`)}
        </Button>
        <Button variant="subtle" disabled={act.busy} onClick={() => onEnd(false)}>
          {t('twoStep.cancel')}
        </Button>
      </div>
    </form>
  );
}
