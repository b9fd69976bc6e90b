import { Button, PasswordInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Organization } from '@/bridge/types';
import { useRegisterActions } from '@/lib/actions';
import { flushDrafts } from '@/stores/drafts';
import { useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { showProblem } from '@/ui/toast';
import classes from './status.module.css';

const none: readonly Organization[] = [];
const passwordModal = 'organization-password';

/** The person's organizations and the way to another; none for somebody who has one. */
export function useOrganizations(): { readonly organizations: readonly Organization[]; readonly switchTo: (to: Organization) => void } {
  const { t } = useTranslation('status');
  const organizations = useSession((store) => store.state?.organizations ?? none);
  const switchTo = (to: Organization): void => {
    change(to, false).catch((error: unknown) => showProblem(t('organization.failed'), error));
  };
  const change = async (to: Organization, force: boolean): Promise<void> => {
    await flushDrafts(); // what was typed last belongs to the organization that is left
    const inTheWay = await bridge().session.switchOrganization(to.id, '', force);
    if (inTheWay.queued > 0) {
      modals.openConfirmModal({
        title: t('organization.waitTitle'),
        children: t('organization.waitText', { count: inTheWay.queued }),
        labels: { confirm: t('organization.switchAnyway'), cancel: t('organization.stay') },
        cancelProps: { 'data-autofocus': true },
        onConfirm: () => void change(to, true).catch((error: unknown) => showProblem(t('organization.failed'), error)),
      });
    } else if (inTheWay.password) {
      modals.open({ modalId: passwordModal, title: t('organization.passwordTitle', { name: to.name }), closeButtonProps: { 'aria-label': t('organization.stay') }, children: <Password to={to} onDone={() => modals.close(passwordModal)} /> });
    }
  };
  useRegisterActions(
    organizations.filter((each) => !each.current).map((each) => ({
      id: `organization.${each.id}`, label: t('organization.switchTo', { name: each.name }), group: t('organization.group'), run: () => switchTo(each),
    })),
  );
  return { organizations, switchTo };
}

function Password({ to, onDone }: { readonly to: Organization; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('status');
  const [password, setPassword] = useState('');
  const act = useAct();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (password === '') return;
    const done = await act.run(() => bridge().session.switchOrganization(to.id, password, true));
    if (done !== undefined) onDone();
  };
  return (
    <form className={classes.password} noValidate onSubmit={(event) => void submit(event)}>
      <p>{t('organization.passwordText')}</p>
      <PasswordInput label={t('organization.password')} value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password" maxLength={200} data-autofocus />
      <Refusal error={act.error} fallback={t('organization.failed')} />
      <Button type="submit" loading={act.busy}>
        {t('organization.go')}
      </Button>
    </form>
  );
}
