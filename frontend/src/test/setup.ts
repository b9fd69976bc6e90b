/** Runs before every test file. Models are tested without a browser; a test of theirs that needs one says so in its first line. */
if (typeof window !== 'undefined') await import('./browser');

export {};
