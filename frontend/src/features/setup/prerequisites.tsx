import { Button } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { useFlash } from '@/ui/copy-field';
import { Refusal } from '@/ui/refusal';
import classes from './setup.module.css';
import own from './sign-up.module.css';
import { Unfold } from './unfold';

/** A way in that has prerequisites, and their keys in order; those that are shown only once are marked. */
const ways = {
  window: ['account', 'number', 'phone', 'details', 'popups', 'app', 'domain', 'provider'],
  hosted: ['account', 'number', 'phone', 'details', 'app', 'user', 'tokenOnce', 'webhook', 'provider'],
  token: ['app', 'waba', 'user', 'token', 'tokenOnce', 'number', 'phone', 'details'],
  phoneId: ['app', 'id', 'user', 'token', 'tokenOnce', 'state'],
  manual: ['linked', 'number', 'phone', 'details', 'certificate'],
  vonage: ['key', 'owned', 'signature', 'address'],
  twilio: ['account', 'token', 'key', 'keyOnce', 'owned', 'first', 'number', 'address'],
} as const;

/** What is worth writing down before somebody begins, or asking the person who has it. */
const noted = ['portfolio', 'portfolioId', 'waba', 'legal', 'phone', 'display', 'channel', 'email', 'postal', 'website', 'category', 'description'] as const;

/** Templates to begin with, as examples. */
const templates = ['reminder', 'shipping', 'promotion', 'payment', 'survey'] as const;

/** Variables of a template as Meta has them written. */
const variables = { one: '{{1}}', two: '{{2}}', three: '{{3}}' };

const shownOnce: readonly string[] = ['tokenOnce', 'keyOnce'];

/** Ways for which nothing about the business is asked, nor its templates. */
const numbersOnly: readonly string[] = ['vonage'];

/** Of which way in. */
export type WayIn = keyof typeof ways;

/** What somebody must have before they begin: a checklist that can be copied or saved as a whole, and handed over. */
export function Prerequisites({ way }: { readonly way: WayIn }): ReactElement {
  const { t, i18n } = useTranslation('prerequisites');
  // The keys come from the table above, of which a test knows that each has its text.
  const say = (key: string): string => i18n.t(`prerequisites:${way}.items.${key}` as never);
  const line = (key: string): string => (shownOnce.includes(key) ? `${t('once')} ${say(key)}` : say(key));
  const items = ways[way].map(line);
  const blanks = numbersOnly.includes(way) ? [] : noted.map((key) => t(`note.${key}`));
  const examples = numbersOnly.includes(way) ? [] : templates.map((key) => t(`templates.${key}`, variables));
  const parts = [
    [t(`${way}.name`), ...items.map((each) => `[ ] ${each}`)],
    blanks.length > 0 ? ['', t('noteTitle'), ...blanks.map((each) => `${each}: ____`)] : [],
    examples.length > 0 ? ['', t('templatesTitle'), ...examples.map((each) => `[ ] ${each}`)] : [],
  ];
  return (
    <Unfold show={t('show')} hide={t('hide')} label={t('title')}>
      <ul className={own.needs}>
        {items.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {blanks.length > 0 && (
        <p className={own.note}>
          {t('noteTitle')} {blanks.join(', ')}.
        </p>
      )}
      {examples.length > 0 && (
        <>
          <p className={own.note}>{t('templatesTitle')}</p>
          <ul className={own.needs} aria-label={t('templatesLabel')}>
            {examples.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
      <HandOver all={parts.flat().join('\n')} name={t(`${way}.name`)} />
    </Unfold>
  );
}

/** Takes the checklist out: to the clipboard, or into a file. */
function HandOver({ all, name }: { readonly all: string; readonly name: string }): ReactElement {
  const { t } = useTranslation('prerequisites');
  const [copied, mark] = useFlash();
  const [saved, setSaved] = useState('');
  const copy = useCopy();
  const act = useAct();
  const copyAll = async (): Promise<void> => {
    if (await copy.run(all)) mark();
  };
  const save = async (): Promise<void> => {
    setSaved('');
    const bytes = new TextEncoder().encode(`${all}\n`);
    const done = await act.run(() => bridge().system.saveMade('txt', name, btoa(String.fromCharCode(...bytes))));
    if (done !== undefined) setSaved(done.value);
  };
  return (
    <>
      <div className={classes.actions}>
        <Button variant="default" leftSection={<IconCopy size={16} aria-hidden="true" />} onClick={() => void copyAll()}>
          {t(copied ? 'copied' : 'copyAll')}
        </Button>
        <Button variant="default" loading={act.busy} leftSection={<IconDownload size={16} aria-hidden="true" />} onClick={() => void save()}>
          {t('saveFile')}
        </Button>
      </div>
      {copy.failed && <Callout tone="amber">{t('copyFailed')}</Callout>}
      <Refusal error={act.error} fallback={t('saveFailed')} />
      {saved !== '' && <Callout tone="ok">{t('saved', { path: saved })}</Callout>}
    </>
  );
}
