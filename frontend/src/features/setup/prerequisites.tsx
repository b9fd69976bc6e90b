import { Anchor, Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { useFlash } from '@/ui/copy-field';
import classes from './setup.module.css';
import own from './sign-up.module.css';

/** A way in that has prerequisites, and their keys in order; those that Meta shows only once are marked. */
const ways = {
  window: ['account', 'number', 'phone', 'details', 'popups', 'app', 'domain', 'provider'],
  token: ['app', 'waba', 'user', 'token', 'tokenOnce', 'number', 'phone', 'details'],
  vonage: ['key', 'owned', 'signature', 'address'],
} as const;

const shownOnce: readonly string[] = ['tokenOnce'];

/** Of which way in. */
export type WayIn = keyof typeof ways;

/** What somebody must have before they begin: a checklist that can be copied as a whole and handed over. */
export function Prerequisites({ way }: { readonly way: WayIn }): ReactElement {
  const { t, i18n } = useTranslation('prerequisites');
  const [open, setOpen] = useState(false);
  const [copied, mark] = useFlash();
  const copy = useCopy();
  const id = useId();
  // The keys come from the table above, of which a test knows that each has its text.
  const say = (key: string): string => i18n.t(`prerequisites:${way}.items.${key}` as never);
  const line = (key: string): string => (shownOnce.includes(key) ? `${t('once')} ${say(key)}` : say(key));
  const all = [t(`${way}.name`), ...ways[way].map((key) => `[ ] ${line(key)}`)].join('\n');
  const copyAll = async (): Promise<void> => {
    if (await copy.run(all)) mark();
  };
  return (
    <div className={classes.form}>
      <div>
        <Anchor component="button" type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {t(open ? 'hide' : 'show')}
        </Anchor>
      </div>
      {open && (
        <section id={id} className={classes.form} aria-label={t('title')}>
          <ul className={own.needs}>
            {ways[way].map((key) => (
              <li key={key}>{line(key)}</li>
            ))}
          </ul>
          <div className={classes.actions}>
            <Button variant="default" leftSection={<IconCopy size={16} aria-hidden="true" />} onClick={() => void copyAll()}>
              {t(copied ? 'copied' : 'copyAll')}
            </Button>
          </div>
          {copy.failed && <Callout tone="amber">{t('copyFailed')}</Callout>}
        </section>
      )}
    </div>
  );
}
