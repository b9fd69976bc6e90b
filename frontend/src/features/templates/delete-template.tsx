import { Button, Modal, Radio, Stack, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Template } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { languageName } from './language-name';
import { type Family, limited } from './model';

interface DeleteProps {
  readonly template: Template;
  readonly family: Family;
  readonly onClose: () => void;
  readonly onGone: () => void;
}

/** Asks before a draft is thrown away, or a template is deleted at its provider. */
export function DeleteTemplate(props: DeleteProps): ReactElement {
  const { template } = props;
  return template.status === 'DRAFT' || template.status === 'DELETED' ? <Discard {...props} /> : <Delete {...props} />;
}

function Discard({ template, onClose, onGone }: DeleteProps): ReactElement {
  const { t } = useTranslation('templates');
  const act = useAct();
  const discard = async (): Promise<void> => {
    if ((await act.run(() => bridge().templates.discard(template.id))) !== undefined) onGone();
  };
  return (
    <Modal opened onClose={onClose} title={t('discard.title', { name: template.name })} closeButtonProps={{ 'aria-label': t('delete.keep') }} centered>
      <Stack gap="md">
        <Text>{t('discard.text')}</Text>
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button color="red" loading={act.busy} onClick={() => void discard()}>
            {t('discard.confirm')}
          </Button>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('delete.keep')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}

function Delete({ template, family, onClose, onGone }: DeleteProps): ReactElement {
  const { t } = useTranslation('templates');
  const locale = useLocale();
  const act = useAct();
  const provider = useDesk((desk) => (limited(desk.wabas.get(template.wabaId)) ? 'Twilio' : 'Meta'));
  const there = family.all.filter((each) => each.status !== 'DRAFT' && each.status !== 'DELETED');
  const [all, setAll] = useState(false);
  const held = (all ? there : [template]).some((each) => each.status === 'APPROVED' || each.status === 'PAUSED');
  const remove = async (): Promise<void> => {
    if ((await act.run(() => bridge().templates.remove(template.id, all))) !== undefined) onGone();
  };
  const discard = async (): Promise<void> => {
    if ((await act.run(() => bridge().templates.discard(template.id))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('delete.title', { name: template.name })} closeButtonProps={{ 'aria-label': t('delete.keep') }} centered>
      <Stack gap="md">
        <Text>{t('delete.text', { provider })}</Text>
        {there.length > 1 && (
          <Radio.Group label={t('delete.which')} value={all ? 'all' : 'one'} onChange={(value) => setAll(value === 'all')}>
            <Stack gap="xs" mt="xs">
              <Radio value="one" label={t('delete.one', { language: languageName(template.language, locale) })} />
              <Radio value="all" label={t('delete.all', { count: there.length })} />
            </Stack>
          </Radio.Group>
        )}
        {held && <Callout tone="amber">{t('delete.held')}</Callout>}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button color="red" loading={act.busy} onClick={() => void remove()}>
            {t('delete.confirm', { provider })}
          </Button>
          {template.draft !== null && (
            <Button variant="default" disabled={act.busy} onClick={() => void discard()}>
              {t('discard.only')}
            </Button>
          )}
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('delete.keep')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
