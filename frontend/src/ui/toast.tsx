/** Short words in the corner: what failed, or what came in. For what is not tied to a place on screen. */
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';

function text(value: unknown, name: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : '';
}

/** Says that something failed: what, the error's own sentence, its code small. */
export function showProblem(what: string, error: unknown): void {
  const code = text(error, 'shown');
  notifications.show({
    color: 'red',
    title: what,
    message: (
      <>
        {text(error, 'message')}
        {code !== '' && (
          <>
            {' '}
            <code className="code">{code}</code>
          </>
        )}
      </>
    ),
    autoClose: 10_000,
    withBorder: true,
  });
}

/** For how many milliseconds a toast stays (8,000 unless said), and what is done when it goes. */
export interface ToastOptions {
  readonly stays?: number;
  readonly onClose?: () => void;
}

/** Takes a toast away. */
export function hideToast(id: string): void {
  notifications.hide(id);
}

/** Says that something happened. `id` replaces an older toast of the same id. */
export function showToast(id: string, title: string, message: ReactNode, { stays = 8000, onClose }: ToastOptions = {}): void {
  notifications.hide(id);
  notifications.show({ id, title, message, autoClose: stays, withBorder: true, ...(onClose && { onClose }) });
}
