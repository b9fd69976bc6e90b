import { Select } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { SandboxPanel } from '@/bridge/types';
import { phoneInWords } from '@/lib/phone';
import { useDesk } from '@/stores/desk';
import { useSession } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { Page } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { EmptyState, ErrorState, Skeletons } from '@/ui/states';
import { Faults } from './faults';
import { MetaNews } from './meta-news';
import { MetaWindow } from './meta-window';
import { linesToWrite, phonesToShow } from './model';
import { Phone } from './phone';
import classes from './sandbox.module.css';
import { AddCustomer, Colleagues, Counters, ForTheWizard } from './side';

const mostPhones = 12;
const askEvery = 5_000;

/** The pretend customers' phones and what goes wrong; practice only. */
export function SandboxPage(): ReactElement {
  const { t } = useTranslation('sandbox');
  const practice = useSession((store) => store.state?.practice === true);
  if (!practice) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconFlask size={32} stroke={1.4} />} title={t('notPractice')} text={t('notPracticeText')} />
      </Page>
    );
  }
  return <Panel />;
}

function Panel(): ReactElement {
  const { t } = useTranslation('sandbox');
  const { data, error, isError, refetch } = useQuery({ queryKey: ['sandbox', 'panel'], queryFn: () => bridge().sandbox.panel(), refetchInterval: askEvery });
  useEffect(() => bridge().events.on('sandbox', () => void refetch()), [refetch]);
  // What was here stays while the sandbox is silent for a moment.
  if (data === undefined && isError) {
    const reason = toBridgeError(error);
    return (
      <Page title={t('title')}>
        <ErrorState what={t('loadFailed')} why={reason.message} todo={t('loadTodo')} code={reason.shown} action={{ label: t('retry'), run: () => void refetch() }} />
      </Page>
    );
  }
  return (
    <Page title={t('title')} lead={t('lead')}>
      {data === undefined ? (
        <Skeletons rows={6} label={t('loading')} />
      ) : (
        <div className={classes.columns}>
          <Phones panel={data} />
          <div className={classes.side}>
            <Colleagues />
            <Faults faults={data.faults} />
            <Counters counters={data.counters} />
            <ForTheWizard panel={data} />
            <MetaNews numbers={data.numbers} />
            <MetaWindow numbers={data.numbers} />
            <AddCustomer />
          </div>
        </div>
      )}
    </Page>
  );
}

function Phones({ panel }: { readonly panel: SandboxPanel }): ReactElement {
  const { t } = useTranslation('sandbox');
  const [chosen, setChosen] = useState('');
  const [search, setSearch] = useState('');
  const numbers = useDesk((desk) => desk.numbers);
  const lines = linesToWrite(panel.numbers, [...numbers.values()]);
  const numberId = lines.some((each) => each.id === chosen) ? chosen : (lines.at(0)?.id ?? '');
  const { shown, hidden } = phonesToShow(panel.phones, search, mostPhones);
  return (
    <section className={classes.main} aria-label={t('phones')}>
      <div className={classes.bar}>
        {lines.length > 0 && <Select label={t('writeTo')} data={lines.map((each) => ({ value: each.id, label: t(each.sms ? 'lineSMS' : 'line', { name: each.name, phone: phoneInWords(`+${each.digits}`) }) }))} value={numberId} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} w={300} />}
        <SearchField label={t('search')} value={search} onChange={setSearch} />
      </div>
      {lines.length === 0 && <Callout tone="amber">{t('noNumber')}</Callout>}
      {shown.length === 0 && <Callout>{t('noMatch')}</Callout>}
      <div className={classes.phones}>
        {shown.map((each) => (
          <Phone key={each.customer.id} phone={each} numberId={numberId} />
        ))}
      </div>
      {hidden > 0 && <Callout>{t('more', { count: hidden })}</Callout>}
    </section>
  );
}
