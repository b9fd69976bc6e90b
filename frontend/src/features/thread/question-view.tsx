import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Choices, Message } from '@/bridge/types';
import { useThreadMessages } from '@/stores/messages';
import { ChoicesCard } from '@/ui/choices-card';
import { chosenIn } from './chosen';

/** A question of ours with what could be chosen, and what the customer chose last. */
export function QuestionView({ message, choices, text }: { readonly message: Message; readonly choices: Choices; readonly text: ReactNode }): ReactElement {
  const { t } = useTranslation('thread');
  const { items } = useThreadMessages(message.threadId);
  return <ChoicesCard choices={choices} body={text} label={t('bubble.choices')} chosen={chosenIn(items, message.id)} chosenLabel={t('bubble.chosen')} />;
}
