import { Button, Modal, Stack, Switch, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { isOn } from './model';

/** The switch of one number. */
export interface ActiveSwitchProps {
  readonly number: BusinessNumber;
  readonly online: boolean;
  readonly onEdit: () => void;
}

/** Switches a number on or off: off says first what stops, on says what is missing while nobody is assigned. */
export function ActiveSwitch({ number, online, onEdit }: ActiveSwitchProps): ReactElement {
  const { t } = useTranslation('channels');
  const [asking, setAsking] = useState<'guard' | 'off'>();
  const act = useAct();
  const on = isOn(number);
  const press = (): void => {
    if (on) setAsking('off');
    else if (number.inboxId === '' || !number.off) setAsking('guard');
    else void act.run(() => bridge().admin.switchNumber(number.id, true)).then((done) => done === undefined && setAsking('guard'));
  };
  const close = (): void => setAsking(undefined);
  return (
    <>
      <Switch aria-label={t('switch.label', { name: number.name })} checked={on} onChange={press} disabled={!online || act.busy} />
      {asking === 'off' && <SwitchOff number={number} onClose={close} />}
      {asking === 'guard' && <Guard number={number} onClose={close} onEdit={onEdit} />}
    </>
  );
}

function SwitchOff({ number, onClose }: { readonly number: BusinessNumber; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const open = useDesk((desk) => [...desk.interactions.values()].filter((each) => desk.threads.get(each.threadId)?.numberId === number.id && each.state !== 'ended').length);
  const act = useAct();
  const off = async (): Promise<void> => {
    if ((await act.run(() => bridge().admin.switchNumber(number.id, false))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('switch.offTitle', { name: number.name })} closeButtonProps={{ 'aria-label': t('switch.close') }} centered>
      <Stack gap="md">
        <Text>{t('switch.offText')}</Text>
        {open > 0 && <Text>{t('switch.offOpen', { count: open })}</Text>}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button color="red" loading={act.busy} onClick={() => void off()}>
            {t('switch.off')}
          </Button>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('switch.keep')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}

/** Nobody assigned, no activation: what is missing, and the way there. */
function Guard({ number, onClose, onEdit }: { readonly number: BusinessNumber; readonly onClose: () => void; readonly onEdit: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  const inbox = useDesk((desk) => desk.inboxes.get(number.inboxId));
  return (
    <Modal opened onClose={onClose} title={t('switch.guardTitle', { name: number.name })} closeButtonProps={{ 'aria-label': t('switch.close') }} centered>
      <Stack gap="md">
        <Text>{inbox === undefined ? t('switch.guardUnmapped') : t('switch.guardNobody', { inbox: inbox.name })}</Text>
        <div className={form.buttons}>
          {inbox === undefined ? (
            <Button
              onClick={() => {
                onClose();
                onEdit();
              }}
            >
              {t('switch.guardEdit')}
            </Button>
          ) : (
            <Button onClick={() => go(paths.inboxes)}>{t('switch.guardInboxes')}</Button>
          )}
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('switch.close')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
