import { Button } from '@mantine/core';
import { IconArrowLeft, IconMessageOff } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation, useRoute } from 'wouter';
import type { BusinessNumber } from '@/bridge/types';
import { messageUsPath, paths } from '@/lib/paths';
import { readStored, writeStored } from '@/lib/storage';
import { useDesk } from '@/stores/desk';
import { useSupervisor } from '@/stores/session';
import { Page } from '@/ui/page';
import { EmptyState, Skeletons } from '@/ui/states';
import { Fields } from './fields';
import classes from './message-us.module.css';
import { type Choices, isChoices, make } from './model';
import { Outputs } from './outputs';

/** A button, a link and a QR code with which customers begin to write to one of the numbers. */
export function MessageUsPage(): ReactElement {
  const { t } = useTranslation('messageUs');
  const [, go] = useLocation();
  const [, at] = useRoute(paths.messageUs);
  const supervisor = useSupervisor();
  const loaded = useDesk((desk) => desk.loaded);
  const number = useDesk((desk) => desk.numbers.get(at?.numberId ?? ''));
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={() => go(paths.channels)}>
      {t('back')}
    </Button>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={back}>
      {!supervisor && <EmptyState icon={<IconMessageOff size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />}
      {supervisor && !loaded && <Skeletons rows={5} label={t('loading')} />}
      {supervisor && loaded && number === undefined && <EmptyState icon={<IconMessageOff size={32} stroke={1.4} />} title={t('gone')} text={t('goneText')} action={{ label: t('back'), run: () => go(paths.channels) }} />}
      {supervisor && number !== undefined && <Generator key={number.id} number={number} onNumber={(id) => go(messageUsPath(id))} />}
    </Page>
  );
}

function Generator({ number, onNumber }: { readonly number: BusinessNumber; readonly onNumber: (id: string) => void }): ReactElement {
  const { t } = useTranslation('messageUs');
  const stored = `messageUs.${number.id}`;
  const [choices, setChoices] = useState<Choices>(() => readStored(stored, { label: t('defaultLabel'), text: '', colour: 'teal', size: 'standard', radius: 8, unit: 'px' }, isChoices));
  const change = (part: Partial<Choices>): void => {
    const next = { ...choices, ...part };
    setChoices(next);
    writeStored(stored, next);
  };
  const outcome = make(number.phone, choices);
  return (
    <div className={classes.columns}>
      <Fields number={number} choices={choices} faults={outcome.faults ?? {}} onNumber={onNumber} onChange={change} />
      <Outputs number={number} made={outcome.made} />
    </div>
  );
}
