import { Component, type ErrorInfo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { ErrorState } from '@/ui/states';

interface Props {
  /** The address; when it changes, the boundary tries again. */
  readonly location: string;
  readonly children: ReactNode;
}

interface State {
  readonly failedAt: string | undefined;
  readonly error: unknown;
}

/** Keeps one broken screen from taking the rail and the connection down with it. */
export class RouteBoundary extends Component<Props, State> {
  override state: State = { failedAt: undefined, error: undefined };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  override componentDidCatch(_error: unknown, _info: ErrorInfo): void {
    this.setState({ failedAt: this.props.location });
  }

  override componentDidUpdate(): void {
    const { failedAt } = this.state;
    if (failedAt !== undefined && failedAt !== this.props.location) this.setState({ failedAt: undefined, error: undefined });
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Crash error={this.state.error} onRetry={() => this.setState({ failedAt: undefined, error: undefined })} />;
  }
}

// The error's kind only: its message may quote what somebody wrote.
function Crash({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): ReactElement {
  const { t } = useTranslation('common');
  const kind = error instanceof Error ? error.name : typeof error;
  return <ErrorState what={t('crash.what')} why={t('crash.why')} todo={t('crash.todo')} code={`ui/${kind}`} action={{ label: t('retry'), run: onRetry }} />;
}
