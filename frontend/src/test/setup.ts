/** Runs before every test file. Models are tested without a browser; a test of theirs that needs one says so in its first line. */
import { vi } from 'vitest';

// Files share a worker, and with it the packages that it has loaded: that takes longer than most tests. Our own modules begin
// anew with each file, so that nothing of a store, and no time that was read when a module was loaded, reaches the next one.
vi.resetModules();
vi.useRealTimers();
if (typeof window !== 'undefined') await import('./browser');
