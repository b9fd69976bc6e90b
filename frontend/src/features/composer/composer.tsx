import { Button, Switch } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { useGo } from '@/lib/go';
import { threadPath } from '@/lib/paths';
import { clockTime, exactTime } from '@/lib/time';
import { useAttached } from '@/stores/attached';
import { useDraft } from '@/stores/drafts';
import { channelOf, closesAt, mayHandle, mayWriteFreely, useAddress, useUser } from '@/stores/selectors';
import { useMe, useSupervisor } from '@/stores/session';
import { followTaken, setTemplateIn, setWriteIn, useView } from '@/stores/view';
import { showProblem } from '@/ui/toast';
import classes from './composer.module.css';
import { ModeSwitch } from './mode-switch';
import { NoteWriter } from './note-writer';
import { TemplatePicker } from './template-picker';
import { useSend } from './use-send';
import { Writer } from './writer';

const hour = 3_600_000;

/** The part beneath a thread: where a reply or a note is written. Who cannot read the thread writes no notes in it. */
export function Composer({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement | null {
  const note = useView((view) => view.noteIn === thread.id);
  if (thread.access === 'summary') return <Reply thread={thread} name={name} />;
  return (
    <>
      <ModeSwitch thread={thread} />
      {note ? <NoteWriter key={thread.id} thread={thread} name={name} /> : <Reply thread={thread} name={name} />}
    </>
  );
}

/** Where a reply is written, or why none can be and what to do instead. */
function Reply({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement | null {
  const left = (closesAt(thread) ?? 0) - relayNow();
  useNow(left > 0 && left < hour ? 1000 : 30_000);
  const me = useMe();
  const choosing = useView((view) => view.templateIn === thread.id);
  const group = useAddress(thread.contactId)?.group === true;
  if (group) return <Group />;
  if ((thread.into ?? '') !== '' && !thread.open) return <Joined into={thread.into ?? ''} />;
  // What has ended can be taken up again by whoever handled it, though they see only their part.
  if (thread.access === 'handled' && thread.open) return <Handled />;
  const { textOnly } = channelOf(thread.channel);
  if (!thread.open && !choosing) return <Ended thread={thread} />;
  if (!thread.open && !textOnly) return <Templates thread={thread} name={name} />;
  if (!thread.open) return <Writer key={thread.id} thread={thread} name={name} />;
  if (thread.state !== 'open') return <Waiting thread={thread} />;
  if (thread.owner !== me) return <Others thread={thread} />;
  if (!textOnly && choosing || !mayWriteFreely(thread, relayNow())) return <Templates thread={thread} name={name} />;
  return <Writer key={thread.id} thread={thread} name={name} />;
}

function Bar({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className={`${classes.box} ${classes.bar}`}>{children}</div>;
}

function Handled(): ReactElement {
  const { t } = useTranslation('composer');
  return (
    <Bar>
      <p className={classes.why}>{t('notMine.handled')}</p>
    </Bar>
  );
}

function Group(): ReactElement {
  const { t } = useTranslation('composer');
  return (
    <Bar>
      <p className={classes.why}>{t('notMine.group')}</p>
    </Bar>
  );
}

/** The customer turned out to be one who has another conversation: it goes on there. */
function Joined({ into }: { readonly into: string }): ReactElement {
  const { t } = useTranslation('composer');
  const go = useGo();
  return (
    <Bar>
      <p className={classes.why}>{t('notMine.joined')}</p>
      <Button onClick={() => go(threadPath(into))}>{t('notMine.joinedGo')}</Button>
    </Bar>
  );
}

function Ended({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('composer');
  const { textOnly } = channelOf(thread.channel);
  const free = mayWriteFreely(thread, relayNow());
  const again = (): void => {
    setTemplateIn(thread.id);
    if (textOnly) setWriteIn(thread.id);
  };
  const reopen = (): void => void bridge().threads.reopen(thread.id).catch((error: unknown) => showProblem(t('notMine.reopenFailed'), error));
  return (
    <Bar>
      <p className={classes.why}>{t(textOnly ? 'notMine.endedText' : free ? 'notMine.ended' : 'notMine.endedClosed')}</p>
      <Button variant={free ? 'default' : 'filled'} onClick={again}>
        {t(textOnly ? 'notMine.writeAgain' : 'back.title')}
      </Button>
      <Button variant={free ? 'filled' : 'default'} onClick={reopen}>
        {t('notMine.reopen')}
      </Button>
    </Bar>
  );
}

function useTake(thread: Thread): () => void {
  const { t } = useTranslation('composer');
  return () => void bridge().threads.take(thread.interactionId, thread.epoch).then(() => followTaken(thread.id), (error: unknown) => showProblem(t('notMine.takeFailed'), error));
}

function Waiting({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('composer');
  const take = useTake(thread);
  const supervisor = useSupervisor();
  if (thread.state === 'offered' && !supervisor) return null;
  return (
    <Bar>
      <p className={classes.why}>{t(thread.state === 'inFlow' ? 'notMine.inFlow' : 'notMine.waiting')}</p>
      {(supervisor || thread.access === 'summary') && <Button onClick={take}>{t('notMine.take')}</Button>}
    </Bar>
  );
}

function Others({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('composer');
  const take = useTake(thread);
  const supervisor = useSupervisor();
  const owner = useUser(thread.owner);
  return (
    <Bar>
      <p className={classes.why}>{t('notMine.other', { name: owner?.name ?? '' })}</p>
      {supervisor && (
        <Button variant="default" onClick={take}>
          {t('notMine.take')}
        </Button>
      )}
    </Bar>
  );
}

/** That a template begins a new conversation, whose it will be, and the way back. */
function Again({ thread, toMe, onToMe }: { readonly thread: Thread; readonly toMe: boolean; readonly onToMe: (toMe: boolean) => void }): ReactElement {
  const { t } = useTranslation('composer');
  const me = useMe();
  const had = useUser(thread.owner);
  const other = had !== undefined && had.id !== me && mayHandle(had);
  return (
    <div className={classes.closed}>
      <div className={classes.again}>
        <strong>{t('back.title')}</strong>
        <Button variant="subtle" size="compact-sm" onClick={() => setTemplateIn('')}>
          {t('back.cancel')}
        </Button>
      </div>
      <p className={classes.why}>{other && !toMe ? t('back.toOther', { name: had.name }) : t('back.toMe')}</p>
      {other && <Switch size="xs" label={t('back.mine')} checked={toMe} onChange={(event) => onToMe(event.currentTarget.checked)} />}
    </div>
  );
}

function Templates({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement {
  const { t } = useTranslation('composer');
  const locale = useLocale();
  const draft = useDraft(thread.id);
  const files = useAttached(thread.id).length;
  const send = useSend(thread);
  const me = useMe();
  const [toMe, setToMe] = useState(false);
  const now = relayNow();
  const closes = closesAt(thread);
  const free = mayWriteFreely(thread, now);
  // Whoever goes back to writing wants to type: the field gets the focus.
  const done = (): void => {
    setTemplateIn('');
    setWriteIn(thread.id);
  };
  const title =
    closes === null ? t('closed.titleNever', { name }) : closes > now ? t('closed.titleSoon') : t('closed.title', { time: now - closes < 12 * hour ? clockTime(closes, locale) : exactTime(closes, locale) });
  return (
    <div className={`${classes.box} ${classes.templates}`}>
      {free && thread.open && (
        <Button className={classes.back} variant="subtle" size="compact-sm" onClick={done}>
          {t('backToText')}
        </Button>
      )}
      {!thread.open && <Again thread={thread} toMe={toMe} onToMe={setToMe} />}
      {!free && (
        <div className={classes.closed}>
          <strong>{title}</strong>
          <p className={classes.why}>{t('closed.text')}</p>
          {draft !== '' && <p className={classes.why}>{t('closed.draft')}</p>}
          {files > 0 && <p className={classes.why}>{t('closed.files', { count: files })}</p>}
        </div>
      )}
      <TemplatePicker
        key={thread.id}
        numberId={thread.numberId}
        place={thread.id}
        sendLabel={t('templates.send')}
        to={{ contactId: thread.contactId, windowOpen: closes !== null && closes > now }}
        onSend={async (template, file, consent) => {
          const back = !thread.open && !toMe && thread.owner !== '' && thread.owner !== me;
          const sent = await send({ type: 'template', template }, file, back ? { ...consent, back } : consent);
          if (sent) done();
          return sent;
        }}
      />
    </div>
  );
}
