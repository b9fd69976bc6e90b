/** Mantine's theme, mapped to the tokens of tokens.css: components take colours from there, not from here. */
import { Button, createTheme, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeOverride, mergeThemeOverrides } from '@mantine/core';

// Index 8 is the light theme's filled colour, 7 the dark theme's; Mantine darkens by one on hover.
const accent: MantineColorsTuple = ['#e9f6f4', '#d3ece8', '#a9dad3', '#7cc7bd', '#5fd0c3', '#2f9f92', '#1b8a7f', '#147a70', '#0f766e', '#0b5f58'];
const red: MantineColorsTuple = ['#fdf0ef', '#fbe0de', '#f4bdb9', '#f07a72', '#e2635b', '#d64d45', '#cb4039', '#c2362f', '#c2362f', '#a02a24'];

// Mantine draws inputs, menus and tracks from these two; with its own neutrals they would stand out of the slate.
const gray: MantineColorsTuple = ['#f6f7f8', '#f1f3f4', '#e4e8ea', '#e4e8ea', '#c3cbd1', '#8a949c', '#667079', '#5b6770', '#37424a', '#1b2126'];
const dark: MantineColorsTuple = ['#e6eaed', '#c6ced4', '#a3afb8', '#8f9ba4', '#46525a', '#2b3338', '#21272c', '#1a1f23', '#14181b', '#12161a'];

// No blur: it costs frames in the webview and hides what the person was reading.
const veil = { backgroundOpacity: 0.35, blur: 0 };

/** The theme for MantineProvider. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { accent, red, gray, dark },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: 'var(--size-small)', sm: 'var(--size-base)', md: 'var(--size-base)', lg: 'var(--size-title)', xl: 'var(--size-page)' },
  lineHeights: { xs: '1.34', sm: '1.43', md: '1.43', lg: '1.4', xl: '1.4' },
  headings: {
    fontFamily: 'var(--font-text)',
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.75rem' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.875rem', lineHeight: '1.25rem' },
    },
  },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '10px', xl: '14px' },
  defaultRadius: 'sm',
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  shadows: { xs: 'none', sm: 'none', md: 'var(--shadow)', lg: 'var(--shadow)', xl: 'var(--shadow)' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // Denser than Mantine's 36 px: this is a tool for eight hours, not a form for once.
    Button: Button.extend({
      vars: (_theme, props) => ({ root: props.size === undefined || props.size === 'sm' ? { '--button-height': '1.875rem', '--button-padding-x': '12px' } : props.size === 'compact-xs' ? { '--button-height': '1.5rem' } : {} }),
      styles: { root: { fontWeight: 500 } },
    }),
    // Tips lie in <main>, not after everything: what stands outside the landmarks is not found by going through them.
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 120 }, portalProps: { target: 'main' } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Modal: { defaultProps: { radius: 'lg', shadow: 'md', overlayProps: veil, transitionProps: { duration: 150 } }, styles: { title: { fontWeight: 600 } } },
    Drawer: { defaultProps: { shadow: 'md', overlayProps: veil, transitionProps: { duration: 150 } }, styles: { title: { fontWeight: 600 } } },
    InputWrapper: { styles: { label: { marginBottom: '4px', fontWeight: 500 }, description: { marginBottom: '4px' } } },
    // Among the other dialogs, so that an offer's card is above its overlay, too.
    Spotlight: { defaultProps: { zIndex: 200, radius: 'lg', shadow: 'md', overlayProps: veil, transitionProps: { duration: 120 } } },
    Paper: { defaultProps: { radius: 'lg' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
  },
});

const mapped = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--dim)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--red-text)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--sunk)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--sunk)',
  '--mantine-color-disabled-color': 'var(--muted)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-strong)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-strong)',
  '--mantine-color-accent-light': 'var(--accent-bg)',
  '--mantine-color-accent-light-hover': 'var(--accent-bg)',
  '--mantine-color-accent-light-color': 'var(--accent-text)',
  '--mantine-color-accent-text': 'var(--accent-text)',
  '--mantine-color-accent-outline': 'var(--accent-text)',
  '--mantine-color-gray-light': 'var(--sunk)',
  '--mantine-color-gray-light-hover': 'var(--line)',
  '--mantine-color-gray-light-color': 'var(--dim)',
  '--mantine-color-gray-text': 'var(--dim)',
  '--mantine-color-red-light': 'var(--red-bg)',
  '--mantine-color-red-light-hover': 'var(--red-bg)',
  '--mantine-color-red-light-color': 'var(--red-text)',
  '--mantine-color-red-text': 'var(--red-text)',
  '--mantine-color-red-outline': 'var(--red-text)',
} as const;

/** Points Mantine's variables at the tokens; both schemes alike, because the tokens themselves change. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: { ...mapped }, dark: { ...mapped } });

/** The theme whose dialogs and toasts all have a close button with a name: those that Mantine makes by itself have none. */
export function themeWith(close: string): MantineThemeOverride {
  const named = { defaultProps: { closeButtonProps: { 'aria-label': close } } };
  return mergeThemeOverrides(theme, { components: { Modal: named, Drawer: named, Notification: named } });
}
