import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { BusinessNumber } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { known } from '@/lib/known';
import { paths } from '@/lib/paths';
import { Callout } from '@/ui/callout';
import classes from './channels.module.css';
import { isStopped, reasonOf, shownState } from './model';
import { Restrictions } from './restrictions';

type Works = 'account' | 'limited' | 'nothing' | 'restricted' | 'restrictedReply' | 'restrictedStart' | 'token';
type Todo = 'account' | 'banned' | 'limited' | 'moved' | 'other' | 'reconnect' | 'restricted' | 'restrictedAccount' | 'token' | 'unpaired';

/** What still works and what to do, by the reason; an account that is cut off stops everything. */
const ways: Readonly<Record<string, { readonly works: Works; readonly todo: Todo }>> = {
  token: { works: 'token', todo: 'token' },
  limited: { works: 'limited', todo: 'limited' },
  restricted: { works: 'restricted', todo: 'restricted' },
  banned: { works: 'nothing', todo: 'banned' },
  disconnected: { works: 'nothing', todo: 'reconnect' },
  unregistered: { works: 'nothing', todo: 'reconnect' },
  unpaired: { works: 'nothing', todo: 'unpaired' },
  moved: { works: 'nothing', todo: 'moved' },
};

/** The same by the sentence of a restricted account. */
const accountWays: typeof ways = {
  restrictedStart: { works: 'restrictedStart', todo: 'restrictedAccount' },
  restrictedReply: { works: 'restrictedReply', todo: 'restrictedAccount' },
  restrictedBoth: { works: 'restrictedReply', todo: 'restrictedAccount' },
};

/** What happened to a number that its provider stops, what still works, and what to do; nothing for any other. */
export function Trouble({ number, onExamine }: { readonly number: BusinessNumber; readonly onExamine: () => void }): ReactElement | null {
  const { t } = useTranslation('channels');
  const say = useSaid();
  const [, go] = useLocation();
  if (!isStopped(number)) return <Warning number={number} />;
  const state = shownState(number);
  const reason = reasonOf(number.why);
  const unlinked = reason === 'account' && number.why?.params?.context === 'unlinked';
  const cutOff = reason === 'account' && state === 'disconnected';
  const context = number.why?.params?.context;
  const way = unlinked ? ways.token : (known(ways, reason) ?? (reason === 'account' && typeof context === 'string' ? known(accountWays, context) : undefined));
  const works: Works = way?.works ?? (reason === 'account' && !cutOff ? 'account' : 'nothing');
  const todo: Todo = way?.todo ?? (reason === 'account' ? (number.why?.params?.context === 'disconnected' ? 'reconnect' : 'account') : 'other');
  return (
    <Callout tone={state === 'restricted' ? 'amber' : 'red'}>
      <div className={classes.trouble}>
        <strong>{number.why ? say(number.why) : t(`state.${state}`)}</strong>
        {reason === 'account' && <Restrictions wabaId={number.wabaId} />}
        <dl className={classes.facts}>
          <dt>{t('trouble.works')}</dt>
          <dd>{t(`trouble.stillWorks.${works}`)}</dd>
          <dt>{t('trouble.todo')}</dt>
          <dd>{t(`trouble.whatToDo.${todo}`)}</dd>
        </dl>
        <span className={classes.state}>
          {todo === 'token' && <Button onClick={() => go(paths.integrations)}>{t('trouble.integrations')}</Button>}
          {todo === 'reconnect' && <Button onClick={() => go(paths.newChannel)}>{t('trouble.connect')}</Button>}
          <Button variant="default" onClick={onExamine}>
            {t('trouble.check')}
          </Button>
        </span>
      </div>
    </Callout>
  );
}

/** What is said of a number that goes on working. */
function Warning({ number }: { readonly number: BusinessNumber }): ReactElement | null {
  const say = useSaid();
  if (number.state !== 'active' || !number.why) return null;
  return (
    <Callout tone="amber">
      {say(number.why)}
      {reasonOf(number.why) === 'account' && <Restrictions wabaId={number.wabaId} />}
    </Callout>
  );
}
