/** Going to a screen. wouter's own hook draws whoever asks it anew whenever the address changes: with a row for each conversation that is most of what opening one costs. */
import { createContext, use } from 'react';
import type { BaseLocationHook } from 'wouter';
import { navigate } from 'wouter/use-hash-location';

/** Goes to an address of paths.ts. */
export type Go = (to: string, options?: { readonly replace?: boolean }) => void;

const context = createContext<Go>(navigate);

/** Gives another way to go, such as that of a page without an address of its own. */
export const GoProvider = context.Provider;

/** How to go somewhere; the same from one drawing to the next. */
export const useGo = (): Go => use(context);

/** For a Router around links that look the same wherever one is. */
export const whereverOneIs: BaseLocationHook = Object.assign((): ['', Go] => ['', useGo()], { hrefs: (href: string) => `#${href}` });
