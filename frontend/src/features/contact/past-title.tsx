import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Interaction } from '@/bridge/types';
import { isComposing } from '@/lib/keys';
import { longestTitle } from '@/stores/titles';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';

/** The field in which a conversation is named. Enter keeps it, Escape leaves it; what is refused, or not finished, stays in the field. */
export function TitleField({ interaction, suggested, onDone }: { readonly interaction: Interaction; readonly suggested: string; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('around');
  const [text, setText] = useState(interaction.title ?? '');
  const act = useAct();
  const over = Array.from(text.trim()).length - longestTitle;
  const keep = async (): Promise<void> => {
    if (over > 0 || act.busy) return;
    if (text.trim() === (interaction.title ?? '')) return onDone();
    if (await act.run(async () => { await bridge().work.title(interaction.id, text.trim()); return true; })) onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Enter') void keep();
    else if (event.key === 'Escape') onDone();
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
        // Not disabled, which would take the keyboard away from it.
        readOnly={act.busy}
        error={over > 0 ? t('title.long', { count: over }) : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Refusal error={act.error} fallback={t('title.failed')} />
    </>
  );
}
