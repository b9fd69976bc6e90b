import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { Interaction } from '@/bridge/types';
import { isComposing } from '@/lib/keys';
import { longestTitle } from '@/stores/titles';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';

/** The field in which a conversation is named. Enter keeps it, Escape leaves it; what is refused stays in the field. */
export function TitleField({ interaction, suggested, onDone }: { readonly interaction: Interaction; readonly suggested: string; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('around');
  const [text, setText] = useState(interaction.title ?? '');
  const act = useAct();
  // The field that goes away loses the focus, which must not keep what was just left.
  const left = useRef(false);
  const over = Array.from(text.trim()).length - longestTitle;
  const keep = async (): Promise<void> => {
    if (over > 0 || act.busy || left.current) return;
    if (text.trim() === (interaction.title ?? '')) return onDone();
    if (await act.run(async () => { await bridge().work.title(interaction.id, text.trim()); return true; })) onDone();
  };
  const leave = (): void => {
    left.current = true;
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Enter') void keep();
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <TextInput
        size="xs"
        dir="auto"
        data-autofocus
        autoFocus
        aria-label={t('title.label')}
        placeholder={suggested === '' ? t('title.placeholder') : suggested}
        description={t('title.hint')}
        value={text}
        disabled={act.busy}
        error={over > 0 ? t('title.long', { count: over }) : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => void keep()}
        onKeyDown={onKeyDown}
      />
      <Refusal error={act.error} fallback={t('title.failed')} />
    </>
  );
}
