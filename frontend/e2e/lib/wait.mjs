/** Waiting for what must come true: conditions, never fixed pauses. */

const step = 50;

/** Asks again and again until `ask` gives something truthy, and gives that. `what` says what was waited for. */
export async function until(ask, what, timeout = 30_000) {
  const end = Date.now() + timeout;
  let last;
  for (;;) {
    try {
      const got = await ask();
      if (got) return got;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) break;
    await pause(step);
  }
  const words = typeof what === 'function' ? what() : what;
  throw new Error(`${words}: not within ${timeout / 1000} s${last === undefined ? '' : ` (${last.message})`}`, { cause: last });
}

/** Ends a promise that takes too long. */
export async function within(promise, timeout, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${timeout / 1000} s`)), timeout);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// The beat between two looks of `until`; tests do not call it.
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
