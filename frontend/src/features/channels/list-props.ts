import type { ChannelRow } from './model';

/** The numbers of a list, and what is done with one of them. */
export interface ChannelListProps {
  readonly rows: readonly ChannelRow[];
  readonly online: boolean;
  readonly onEdit: (id: string) => void;
  readonly onDelete: (id: string) => void;
  readonly onExamine: (id: string) => void;
}
