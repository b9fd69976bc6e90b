/** The pages of contacts that match, as far as they were scrolled to. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { ContactRow, ContactsAsk, ContactTalk } from '@/bridge/types';

/** What the page shows of them. */
export interface Contacts {
  readonly rows: readonly ContactRow[];
  /** How many match in all; undefined until a page came. */
  readonly matching: number | undefined;
  readonly error: BridgeError | undefined;
  readonly loading: boolean;
  readonly loadingMore: boolean;
  readonly more: () => void;
  readonly refresh: () => void;
}

/** Asks for contacts a page at a time. */
export function useContacts(asked: Omit<ContactsAsk, 'after'>, enabled: boolean): Contacts {
  const found = useInfiniteQuery({
    queryKey: ['contacts', 'list', asked],
    queryFn: ({ pageParam }) => bridge().contacts.list({ ...asked, after: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => (page.more ? (page.contacts.at(-1)?.contact.id ?? null) : null),
    placeholderData: keepPreviousData,
    enabled,
    gcTime: 60_000,
  });
  const pages = found.data?.pages;
  const rows = useMemo(() => {
    const seen = new Set<string>();
    return (pages ?? []).flatMap((page) => page.contacts).filter(({ contact }) => !seen.has(contact.id) && seen.add(contact.id));
  }, [pages]);
  return {
    rows,
    matching: pages?.[0]?.matching,
    error: found.isError ? toBridgeError(found.error) : undefined,
    loading: found.isPending && enabled,
    loadingMore: found.isFetchingNextPage,
    more: () => {
      if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
    },
    refresh: () => void found.refetch(),
  };
}

/** Has everything that is shown of contacts asked for again, after something was changed. */
export function useContactsAgain(): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries({ queryKey: ['contacts'] }), [queries]);
}

/** The conversations with a customer, newest first. */
export function useTalks(contactId: string, enabled: boolean): { readonly talks: readonly ContactTalk[] | undefined; readonly more: boolean; readonly error: BridgeError | undefined; readonly retry: () => void } {
  const asked = useQuery({ queryKey: ['contacts', 'talks', contactId], queryFn: () => bridge().contacts.talks(contactId), enabled, gcTime: 60_000 });
  return { talks: asked.data?.talks, more: asked.data?.more ?? false, error: asked.isError ? toBridgeError(asked.error) : undefined, retry: () => void asked.refetch() };
}
