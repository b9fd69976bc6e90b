import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { readingOf } from '@/lib/template';
import { MessageText } from '@/ui/message-text';
import { TemplateCard } from '@/ui/template-card';
import { type Wording } from './model';
import classes from './templates.module.css';

/** What the customer will read, with the examples in it: drawn by what draws the bubble in a conversation. */
export function Preview({ wording }: { readonly wording: Wording }): ReactElement {
  const { t } = useTranslation('templates');
  const code = wording.category === 'AUTHENTICATION';
  const shown = code ? { ...wording, headerKind: '', footer: '', body: t('editor.codeBody', { place: '{{1}}' }), samples: ['123456'], buttons: wording.buttons.slice(0, 1).map((each) => ({ ...each, text: each.text === '' ? t('editor.codeButton') : each.text })) } : wording;
  const reading = readingOf(shown, { headerText: shown.headerSample, params: shown.samples });
  const file = shown.headerKind !== '' && shown.headerKind !== 'TEXT';
  return (
    <figure className={classes.phone} aria-label={t('editor.preview')}>
      <div className={classes.bubble}>
        <TemplateCard reading={reading} head={file ? <div className={classes.file}>{shown.headerFile === '' ? headerWords(t, shown.headerKind) : <bdi>{shown.headerFile}</bdi>}</div> : undefined} body={reading.text === '' ? <span className={classes.dim}>{t('editor.previewEmpty')}</span> : <MessageText text={reading.text} />} />
      </div>
    </figure>
  );
}

function headerWords(t: ReturnType<typeof useTranslation<'templates'>>['t'], kind: string): string {
  return kind === 'IMAGE' || kind === 'VIDEO' || kind === 'DOCUMENT' ? t(`header.${kind}`) : kind;
}
