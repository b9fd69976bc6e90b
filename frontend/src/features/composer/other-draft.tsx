import { Button } from '@mantine/core';
import { type ReactElement, useEffect, useEffectEvent } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useRegisterActions } from '@/lib/actions';
import { discardOffered, takeOffered, useSharedDrafts } from '@/stores/shared-drafts';
import { useAnnounce } from '@/ui/announcer';
import { RelativeTime } from '@/ui/relative-time';
import classes from './composer.module.css';

/** What this person wrote on another computer while something else stands in the field. Nothing of it is lost either way. */
export function OtherDraft({ place }: { readonly place: string }): ReactElement | null {
  const { t } = useTranslation(['together', 'composer']);
  const locale = useLocale();
  const draft = useSharedDrafts((store) => store.offered.get(place));
  const announce = useAnnounce();
  const at = draft?.at ?? 0;
  const say = useEffectEvent(() => announce(t('other.said')));
  useEffect(() => {
    if (at > 0) say();
  }, [at]);
  const group = t('composer:mode.group');
  useRegisterActions(
    draft === undefined
      ? []
      : [
          { id: 'draft.use', label: `${t('other.wrote')}: ${t('other.use')}`, group, run: () => takeOffered(place) },
          { id: 'draft.discard', label: `${t('other.wrote')}: ${t('other.discard')}`, group, run: () => discardOffered(place) },
        ],
  );
  if (draft === undefined) return null;
  return (
    <div className={classes.quote} role="group" aria-label={at > 0 ? t('other.wrote') : t('other.here')}>
      <span className={classes.quoted}>
        <span className={classes.quotedWho}>
          {at > 0 ? t('other.wrote') : t('other.here')}
          {at > 0 && (
            <>
              {' · '}
              <RelativeTime at={at} locale={locale} />
            </>
          )}
        </span>
        <span className={classes.quotedText} dir="auto" title={at > 0 && draft.note !== true ? `${draft.text}\n\n${t('other.files')}` : draft.text}>
          {draft.text}
        </span>
      </span>
      <Button size="compact-sm" variant="default" onClick={() => takeOffered(place)}>
        {t('other.use')}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={() => discardOffered(place)}>
        {t('other.discard')}
      </Button>
    </div>
  );
}
