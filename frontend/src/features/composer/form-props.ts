import type { SendContent } from '@/bridge/types';

/** What each form gets that makes a message of its own: a place, a card, a question. */
export interface FormProps {
  readonly threadId: string;
  /** Queues the message; answers whether it is on disk. */
  readonly onSend: (content: Partial<SendContent>) => Promise<boolean>;
  readonly onClose: () => void;
}
