import { Button, Modal, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, BusinessProfile } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';

interface DeleteProfileProps {
  readonly profile: BusinessProfile;
  readonly numbers: readonly BusinessNumber[];
  readonly onClose: () => void;
}

/** Asks before a profile is deleted; while numbers use it, says which. */
export function DeleteProfile({ profile, numbers, onClose }: DeleteProfileProps): ReactElement {
  const { t } = useTranslation('setup');
  const act = useAct();
  const remove = async (): Promise<void> => {
    if ((await act.run(() => bridge().setup.deleteProfile(profile.id))) !== undefined) onClose();
  };
  const used = numbers.length > 0;
  return (
    <Modal opened onClose={onClose} title={t('profiles.deleteTitle', { name: profile.name })} closeButtonProps={{ 'aria-label': t('profiles.close') }} centered>
      <Stack gap="md">
        <Text>{used ? t('profiles.inUse', { numbers: numbers.map((each) => each.name).join(', ') }) : t('profiles.deleteText')}</Text>
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          {!used && (
            <Button color="red" loading={act.busy} onClick={() => void remove()}>
              {t('profiles.delete')}
            </Button>
          )}
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('logo.cancel')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
