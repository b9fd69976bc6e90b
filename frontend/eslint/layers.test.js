import { describe, expect, it } from 'vitest';
import { refusal } from './layers.js';

describe('import rules', () => {
  it.each([
    ['/r/src/features/inboxes/a.tsx', '../channels/b', 'feature "inboxes" may not import feature "channels"'],
    ['/r/src/features/inboxes/a.tsx', '@/features/channels/b', 'may not import feature "channels"'],
    ['/r/src/features/inboxes/a.tsx', '@wailsjs/go/bridge/Desk', 'features may not import wailsjs'],
    ['/r/src/stores/a.ts', '../../wailsjs/go/models', 'stores may not import wailsjs'],
    ['/r/src/ui/a.tsx', '@/i18n/i18n', 'ui may not import i18n'],
    ['/r/src/ui/a.tsx', '@/bridge/errors', 'ui may not import bridge'],
    ['/r/src/lib/a.ts', '@/ui/chip', 'lib may not import ui'],
    ['/r/src/bridge/a.ts', '@/stores/x', 'bridge may not import stores'],
    ['/r/src/features/x/a.tsx', '@/app/routes', 'features may not import app'],
    ['/r/src/ui/a.tsx', '@/test/render', 'ui may not import test'],
  ])('%s → %s is refused', (from, source, reason) => {
    expect(refusal(from, source)).toContain(reason);
  });

  it.each([
    ['/r/src/features/inboxes/a.tsx', './model'],
    ['/r/src/features/inboxes/a.tsx', '@/features/inboxes/model'],
    ['/r/src/features/inboxes/a.tsx', '@/bridge/errors'],
    ['/r/src/bridge/a.ts', '@wailsjs/go/bridge/Desk'],
    ['/r/src/bridge/a.ts', '../../wailsjs/go/models'],
    ['/r/src/app/pages.tsx', '../features/channels/page'],
    ['/r/src/ui/a.test.tsx', '@/test/render'],
    ['/r/src/ui/a.tsx', 'react'],
    ['/r/src/main.tsx', './app/app'],
  ])('%s → %s is allowed', (from, source) => {
    expect(refusal(from, source)).toBeUndefined();
  });
});
