/** Lets the window draw and hear keys and clicks before long work goes on. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve);
  });
