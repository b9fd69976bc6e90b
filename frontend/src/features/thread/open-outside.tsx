import { modals } from '@mantine/modals';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Link } from '@/lib/links';
import { useAnnounce } from '@/ui/announcer';
import { showProblem } from '@/ui/toast';
import classes from './open-outside.module.css';

/** How links open outside: at once where the host is a usual one, after a question that shows it where it is not. */
export interface Outside {
  readonly open: (link: Link) => void;
  readonly leads: (link: Link) => string;
}

/** Opens links outside, and names where they lead. */
export function useOpenOutside(): Outside {
  const { t } = useTranslation('thread');
  const announce = useAnnounce();
  return useMemo(() => {
    const go = (link: Link): void =>
      void bridge().system.openLink(link.href).then(
        () => announce(t('link.opened', { host: link.name === '' ? link.text : link.name })),
        (error: unknown) => showProblem(t('bubble.linkFailed'), error),
      );
    const ask = (link: Link): void =>
      void modals.openConfirmModal({
        title: t('link.askTitle'),
        children: <Question link={link} />,
        labels: { confirm: t('link.open'), cancel: t('link.keep') },
        // It is asked because something is odd about the link: staying is what the dialog suggests, and what Enter does.
        cancelProps: { 'data-autofocus': true, variant: 'filled' },
        confirmProps: { variant: 'default' },
        onConfirm: () => go(link),
      });
    const leads = (link: Link): string => {
      if (link.href.startsWith('tel:')) return t('link.leadsPhone', { number: link.href.slice('tel:'.length) });
      if (link.href.startsWith('mailto:')) return t('link.leadsMail', { address: link.href.slice('mailto:'.length) });
      return link.name === link.host ? t('link.leads', { host: link.host }) : t('link.leadsBoth', { name: link.name, host: link.host });
    };
    return { open: (link) => (link.doubts.length === 0 ? go(link) : ask(link)), leads };
  }, [t, announce]);
}

function Question({ link }: { readonly link: Link }): ReactElement {
  const { t } = useTranslation('thread');
  return (
    <div className={classes.question}>
      <div>
        <div className={classes.label}>{t('link.askHost')}</div>
        <bdi dir="ltr" className={classes.host}>
          {link.host}
        </bdi>
        {link.name !== link.host && (
          <div>
            <bdi className={classes.name}>{link.name}</bdi>
          </div>
        )}
      </div>
      <ul className={classes.doubts}>
        {link.doubts.map((each) => (
          <li key={each}>{t(`link.doubt.${each}`)}</li>
        ))}
      </ul>
      <div>
        <div className={classes.label}>{t('link.askAddress')}</div>
        <bdi dir="ltr" className={classes.address}>
          {link.href}
        </bdi>
      </div>
    </div>
  );
}
