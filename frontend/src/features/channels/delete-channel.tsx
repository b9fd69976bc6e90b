import { Button, Modal, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { paths } from '@/lib/paths';
import { phoneInWords } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';

/** Asks before a number is deleted; while it is mapped, says why not and leads to the inbox. */
export function DeleteChannel({ number, onClose }: { readonly number: BusinessNumber; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  const inbox = useDesk((desk) => desk.inboxes.get(number.inboxId));
  const plan = useDesk((desk) => desk.plans.get(number.planId));
  const act = useAct();
  const mapped = number.planId !== '';
  const why = plan === undefined || plan.type === 'inbox' ? t('delete.mappedText', { inbox: inbox?.name ?? number.inboxId }) : t('delete.plannedText', { plan: plan.name });
  const remove = async (): Promise<void> => {
    if ((await act.run(() => bridge().admin.deleteNumber(number.id))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t(mapped ? 'delete.mappedTitle' : 'delete.title', { name: number.name })} closeButtonProps={{ 'aria-label': t('delete.cancel') }} centered>
      <Stack gap="md">
        <Text>{mapped ? why : t('delete.text', { phone: phoneInWords(number.phone) })}</Text>
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          {mapped ? (
            <Button onClick={() => go(paths.inboxes)}>{t('delete.toInboxes')}</Button>
          ) : (
            <Button color="red" loading={act.busy} onClick={() => void remove()}>
              {t('delete.confirm')}
            </Button>
          )}
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('delete.cancel')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
