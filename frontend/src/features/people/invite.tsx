import { Button, Modal } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Invitation } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { CopyField } from '@/ui/copy-field';
import form from '@/ui/form.module.css';
import { InviteForm } from './invite-form';

/** Makes an invitation and then shows its link and code, once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('people');
  const [made, setMade] = useState<Invitation>();
  return (
    <Modal opened onClose={onClose} title={made === undefined ? t('invitation.title') : t('invitation.madeTitle', { name: made.name })} closeButtonProps={{ 'aria-label': t('invitation.close') }} closeOnClickOutside={made === undefined} closeOnEscape={made === undefined} withCloseButton={made === undefined} centered>
      {made === undefined ? <InviteForm onMade={setMade} /> : <Shown invitation={made} bound onClose={onClose} />}
    </Modal>
  );
}

interface ShownProps {
  readonly invitation: Invitation;
  /** Whether only its address can be used with it. */
  readonly bound?: boolean;
  /** Whether it takes the place of an earlier one. */
  readonly again?: boolean;
  readonly onClose: () => void;
}

/** Link and code of an invitation, which is bound to its address, or of a reset, to copy now. */
export function Shown({ invitation, bound = false, again = false, onClose }: ShownProps): ReactElement {
  const { t } = useTranslation('people');
  const locale = useLocale();
  const copy = useCopy();
  const words = { copyLabel: t('invitation.copy'), copiedLabel: t('invitation.copied'), copy: copy.run };
  return (
    <div className={form.form}>
      <Callout>{t('invitation.madeText', { name: invitation.name, date: exactTime(invitation.expiresAt, locale) })}</Callout>
      {again && <Callout>{t('invitation.renewed')}</Callout>}
      {bound && invitation.email !== '' && <Callout>{t('invitation.bound', { email: invitation.email })}</Callout>}
      {invitation.link === '' ? <Callout tone="amber">{t('invitation.noLink', { name: invitation.name })}</Callout> : <CopyField label={t('invitation.link')} value={invitation.link} {...words} />}
      <CopyField label={t('invitation.code')} value={invitation.code} large {...words} />
      {copy.failed && <Callout tone="amber">{t('invitation.copyFailed')}</Callout>}
      <div>
        <Button variant="default" onClick={onClose}>
          {t('invitation.done')}
        </Button>
      </div>
    </div>
  );
}
