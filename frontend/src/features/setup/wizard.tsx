import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { BusinessNumber, BusinessProfile, Inbox, Setup, Waba } from '@/bridge/types';
import { assertNever } from '@/lib/assert-never';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { paths } from '@/lib/paths';
import { setupToast, useSetupShown } from '@/stores/code-shown';
import { useDesk } from '@/stores/desk';
import { isUnattended } from '@/stores/selectors';
import { Callout } from '@/ui/callout';
import { Asked } from './asked';
import { CodeStep } from './code-step';
import { ConnectStep } from './connect-step';
import { WizardFrame } from './frame';
import { Held } from './held';
import { stepOf } from './model';
import { NumberStep } from './number-step';
import { OwedAddress } from './owed-address';
import { ProfileStep } from './profile-step';
import { SettingsStep } from './settings-step';
import classes from './setup.module.css';
import { SummaryStep } from './summary-step';
import { useWizard, type Wizard as Course } from './use-wizard';

/** What the wizard knows of the rest of the desk. */
export interface WizardProps {
  readonly resumed: Setup | undefined;
  readonly me: string;
  readonly wabas: readonly Waba[];
  readonly numbers: readonly BusinessNumber[];
  readonly inboxes: readonly Inbox[];
  readonly profiles: readonly BusinessProfile[];
  /** Looks again whether a number that somebody else sets up is free. */
  readonly onAgain: (setupId: string) => void;
}

/** Beside every step of a move: where the number is until the last one, and that there is no way back then. */
function Moving({ from }: { readonly from: string }): ReactElement {
  const { t } = useTranslation('setup');
  const account = useDesk((desk) => desk.wabas.get(from)?.name ?? from);
  return (
    <div className={classes.asked}>
      <Callout tone="amber">{t('moving', { account })}</Callout>
    </div>
  );
}

/** The wizard: one step at a time, in a frame that stays. */
export function Wizard(props: WizardProps): ReactElement {
  const course = useWizard(props.resumed);
  const [, go] = useLocation();
  const [mineOnce, setMineOnce] = useState(course.setup?.mine === true);
  const { setup, step } = course;
  useSetupShown(setup?.mine === true ? setup.id : '');
  const isVerified = setup !== undefined && setup.verifiedAt > 0;
  useEffect(() => {
    // Nobody needs its code any more.
    if (isVerified) notifications.hide(setupToast(setup.id));
  }, [isVerified, setup?.id]);
  if (setup?.mine === true && !mineOnce) setMineOnce(true);
  const close = (): void => {
    if (setup?.mine === true && setup.step !== 'done') void course.leave();
    go(paths.channels);
  };
  return (
    <WizardFrame setup={setup} step={step} onStep={course.show} onClose={close}>
      <div className={classes.above}>
        {setup?.mine === true && setup.moveFrom !== undefined && setup.step !== 'done' && <Moving from={setup.moveFrom} />}
        {setup?.mine === true && setup.askedAt > 0 && <Asked key={setup.askedAt} setup={setup} onAnswered={course.answered} />}
      </div>
      {setup !== undefined && setup.step === 'done' ? (
        <div className={classes.alone}>
          <Done setup={setup} inboxes={props.inboxes} />
        </div>
      ) : setup !== undefined && !setup.mine ? (
        <div className={classes.alone}>
          <Held setup={setup} lost={mineOnce} onAgain={() => props.onAgain(setup.id)} />
        </div>
      ) : (
        <CurrentStep course={course} {...props} />
      )}
    </WizardFrame>
  );
}

function CurrentStep({ course, me, wabas, numbers, inboxes, profiles }: WizardProps & { readonly course: Course }): ReactElement {
  const { setup, step, busy, error, show } = course;
  const common = { busy, error };
  if (setup === undefined || step === 'number') {
    return <NumberStep {...common} setup={setup} onBegin={(phone) => void course.begin(phone)} onContinue={() => show('connect')} onAnother={() => void course.leave()} />;
  }
  switch (step) {
    case 'connect':
      return <ConnectStep {...common} key={setup.id} setup={setup} wabas={wabas} onBack={() => show('number')} onConnect={(waba, name) => void course.connect(waba, name)} onOther={(phone) => void course.leave().then(() => course.begin(phone))} code={{ view: course.code, onCopy: course.copy }} />;
    case 'verify':
      return (
        <CodeStep
          {...common}
          setup={setup}
          view={course.code}
          onSend={(method) => void course.send(method)}
          onCopy={course.copy}
          onVerify={course.verify}
          onListen={() => void course.listen()}
          onLook={() => void course.look()}
          onBack={() => show('connect')}
          onContinue={() => show(stepOf(setup) === 'verify' ? 'settings' : stepOf(setup))}
        />
      );
    case 'settings':
      return (
        <SettingsStep
          {...common}
          key={setup.id}
          setup={setup}
          taken={numbers.filter((each) => each.id !== setup.numberId).map((each) => each.name)}
          onBack={() => show('verify')}
          onSave={(draft) => void course.save({ ...draft }, 'profile')}
        />
      );
    case 'profile':
      return <ProfileStep {...common} key={setup.id} setup={setup} onBack={() => show('settings')} profiles={profiles} onSave={(choice) => void course.chooseProfile(choice)} />;
    case 'summary':
      return (
        <SummaryStep {...common} key={setup.id} setup={setup} inboxes={inboxes} numbers={numbers} profile={profiles.find((each) => each.id === setup.profileId)} onEdit={show} onBack={() => show('profile')} onFinish={(inbox, pin) => void course.finish(inbox, pin, me)} />
      );
    default:
      return assertNever(step);
  }
}

function Done({ setup, inboxes }: { readonly setup: Setup; readonly inboxes: readonly Inbox[] }): ReactElement {
  const { t } = useTranslation('setup');
  const [, go] = useLocation();
  const say = useSaid();
  const inbox = inboxes.find((each) => each.id === setup.inboxId);
  const users = useDesk((desk) => desk.users);
  const unattended = inbox !== undefined && isUnattended(inbox, users);
  return (
    <div className={classes.done}>
      <IconCircleCheck size={44} stroke={1.4} color="var(--ok)" aria-hidden="true" />
      <h2>{t('summary.doneTitle', { name: setup.name })}</h2>
      <p>{setup.inboxId === '' ? t('summary.doneReady') : t(unattended ? 'summary.doneUnattended' : 'summary.doneActive', { inbox: inbox?.name ?? '' })}</p>
      {isTroubled(setup) && <Callout tone="amber">{troubleOf(say, setup)}</Callout>}
      <OwedAddress setup={setup} />
      <div className={classes.actions}>
        <Button onClick={() => go(paths.channels)}>{t('summary.toList')}</Button>
        {(setup.inboxId === '' || unattended) && (
          <Button variant="default" onClick={() => go(paths.inboxes)}>
            {t('summary.toInboxes')}
          </Button>
        )}
      </div>
    </div>
  );
}
