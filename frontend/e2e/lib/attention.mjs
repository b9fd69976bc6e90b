/** Whether an app asks for the person's attention in the task bar. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Reads the urgency hint of the app's windows, as a window manager does. */
export async function asksAttention(stage, app) {
  const { xdotool, xprop } = stage.programs;
  const env = { PATH: process.env.PATH, DISPLAY: stage.display };
  const { stdout: windows } = await run(xdotool, ['search', '--pid', String(app.pid)], { env });
  const hints = await Promise.all(windows.trim().split('\n').map(async (id) => (await run(xprop, ['-id', id, 'WM_HINTS'], { env })).stdout));
  return hints.some((each) => each.includes('urgency hint bit is set'));
}
