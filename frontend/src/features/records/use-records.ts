/** The pages of records that match a filter, as far as they were scrolled to. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { RecordFilter, RecordRow, RecordsPage } from '@/bridge/types';

/** What the page shows of them. */
export interface Records {
  readonly rows: readonly RecordRow[];
  /** What the last page says of all that match; undefined until one came. */
  readonly about: RecordsPage | undefined;
  readonly error: BridgeError | undefined;
  readonly loading: boolean;
  readonly loadingMore: boolean;
  readonly more: () => void;
  readonly refresh: () => void;
}

/** Asks for records, newest first, a page at a time. */
export function useRecords(filter: RecordFilter, enabled: boolean): Records {
  const asked = useInfiniteQuery({
    queryKey: ['records', filter],
    queryFn: ({ pageParam }) => bridge().records.list({ filter, before: pageParam, limit: 0 }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.more ? (page.rows.at(-1)?.firstSeq ?? null) : null),
    placeholderData: keepPreviousData,
    enabled,
    gcTime: 60_000,
  });
  const pages = asked.data?.pages;
  const rows = useMemo(() => distinct(pages ?? []), [pages]);
  return {
    rows,
    about: pages?.[0],
    error: asked.isError ? toBridgeError(asked.error) : undefined,
    loading: asked.isPending && enabled,
    loadingMore: asked.isFetchingNextPage,
    more: () => {
      if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage();
    },
    refresh: () => void asked.refetch(),
  };
}

// An interaction that ends between two pages may be on both.
function distinct(pages: readonly RecordsPage[]): readonly RecordRow[] {
  const seen = new Set<string>();
  return pages.flatMap((page) => page.rows).filter((row) => !seen.has(row.interactionId) && seen.add(row.interactionId));
}
