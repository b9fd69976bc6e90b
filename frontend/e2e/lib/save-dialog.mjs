/** The system's dialog that asks where to save: answered by keys, as a person does. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from './wait.mjs';

const run = promisify(execFile);

/** Answers the dialog with a path; undefined cancels it. */
export async function saveAs(stage, path) {
  const env = { PATH: process.env.PATH, DISPLAY: stage.display };
  const xdotool = async (...args) => (await run(stage.programs.xdotool, args, { env })).stdout.trim();
  const asked = () => xdotool('search', '--onlyvisible', '--name', '^Save file$').catch(() => '');
  const dialog = await until(asked, 'the system asks where to save');
  await xdotool('windowfocus', '--sync', dialog);
  if (path === undefined) await xdotool('key', 'Escape');
  else {
    await xdotool('key', 'ctrl+a');
    await xdotool('type', '--delay', '5', path);
    await xdotool('key', 'Return');
  }
  await until(async () => (await asked()) === '', 'the dialog is gone');
}
