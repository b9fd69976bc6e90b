import { Anchor, Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Organization } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { Stage } from './stage';
import classes from './welcome.module.css';

/** The organizations that the password opens. */
export interface ChooseOrganizationProps {
  readonly organizations: readonly Organization[];
  readonly onChoose: (id: string) => Promise<void>;
  readonly onBack: () => void;
}

/** Asked after the password, and only of somebody who belongs to several organizations. */
export function ChooseOrganization({ organizations, onChoose, onBack }: ChooseOrganizationProps): ReactElement {
  const { t } = useTranslation('welcome');
  const act = useAct();
  const [chosen, setChosen] = useState('');
  const choose = async (id: string): Promise<void> => {
    setChosen(id);
    await act.run(() => onChoose(id));
  };
  return (
    <Stage title={t('organization.title')} lead={t('organization.lead')}>
      <div className={classes.card}>
        {organizations.map(({ id, name }, at) => (
          <Button key={id} variant="default" size="md" autoFocus={at === 0} loading={act.busy && chosen === id} disabled={act.busy && chosen !== id} onClick={() => void choose(id)}>
            <bdi>{name}</bdi>
          </Button>
        ))}
        <Refusal error={act.error} fallback={t('failed')} />
      </div>
      <div className={classes.links}>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('organization.back')}
        </Anchor>
      </div>
    </Stage>
  );
}
