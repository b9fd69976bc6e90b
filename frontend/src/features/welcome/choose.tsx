import { Anchor, Button } from '@mantine/core';
import { IconBuildingBroadcastTower, IconCheck, IconDeviceDesktop, IconFlask, IconMinus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BridgeError } from '@/bridge/errors';
import type { AppState } from '@/bridge/types';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { Stage } from './stage';
import classes from './welcome.module.css';

/** The three ways to begin. */
export type Way = 'practice' | 'here' | 'team';

/** The first screen. */
export interface ChooseProps {
  readonly state: AppState;
  /** The way that is being started. */
  readonly starting: Way | undefined;
  readonly error: BridgeError | undefined;
  readonly onWay: (way: Way) => void;
  readonly onCode: () => void;
}

const look = { size: 28, stroke: 1.5, 'aria-hidden': true } as const;

const icons: Readonly<Record<Way, ReactElement>> = {
  practice: <IconFlask {...look} />,
  here: <IconDeviceDesktop {...look} />,
  team: <IconBuildingBroadcastTower {...look} />,
};

/** Try it, use it here, or connect to a team: each with what it can and cannot do. */
export function Choose({ state, starting, error, onWay, onCode }: ChooseProps): ReactElement {
  const { t } = useTranslation('welcome');
  return (
    <Stage narrow={false} title={t('choose.title')} lead={t('choose.lead')}>
      <Refusal error={error} fallback={t('failed')} />
      <div className={classes.choices}>
        {(['practice', 'here', 'team'] as const).map((way) => (
          <section key={way} className={classes.choice} aria-label={t(`choose.${way}.title`)} data-first={way === 'practice' || undefined}>
            <div className={classes.icon}>{icons[way]}</div>
            <h2>{t(`choose.${way}.title`)}</h2>
            <p>{t(`choose.${way}.text`)}</p>
            <ul className={classes.facts}>
              <li>
                <IconCheck size={16} role="img" aria-label={t('choose.can')} />
                {t(`choose.${way}.can`)}
              </li>
              <li data-not>
                <IconMinus size={16} role="img" aria-label={t('choose.cannot')} />
                {t(`choose.${way}.cannot`)}
              </li>
            </ul>
            <Button variant={way === 'practice' ? 'filled' : 'default'} size="md" loading={starting === way} disabled={starting !== undefined && starting !== way} onClick={() => onWay(way)}>
              {t(`choose.${way}.action`)}
            </Button>
          </section>
        ))}
      </div>
      <Callout>
        <strong>{t('choose.receive')}</strong>
        <br />
        {t(`receives.${state.receives}`)}
      </Callout>
      <div className={classes.foot}>
        <Anchor component="button" type="button" onClick={onCode}>
          {t('choose.invited')}
        </Anchor>
        <span>{t('choose.version', { version: state.version })}</span>
      </div>
    </Stage>
  );
}
