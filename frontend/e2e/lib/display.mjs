/** A screen and a session bus of the tests' own: nothing of the machine's is seen or used. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from './process.mjs';
import { until } from './wait.mjs';

/** Starts an X server on a free display and gives its name with the process. */
export async function screen(programs, log, size = '1400x900x24') {
  // The server itself picks a display that is free, and says which.
  const server = new Child('Xvfb', programs.Xvfb, ['-displayfd', '1', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'], { env: process.env, log });
  const number = await until(() => ended(server) || server.lines.map((line) => line.trim()).find((line) => /^\d+$/.test(line)), 'Xvfb opens a display');
  return { display: `:${number}`, server };
}

/** Starts a session bus on which nobody is until a test puts somebody there. */
export async function bus(programs, dir) {
  const config = join(dir, 'bus.conf');
  // No service folders: a bus of the machine would start its keychain or its notification program.
  await writeFile(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${join(dir, 'bus')}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  );
  const daemon = new Child('dbus-daemon', programs['dbus-daemon'], ['--nofork', '--print-address', `--config-file=${config}`], { env: process.env, log: join(dir, 'bus.log') });
  const address = await until(() => ended(daemon) || daemon.lines.find((line) => line.startsWith('unix:')), 'dbus-daemon says its address');
  return { address: address.trim(), daemon };
}

function ended(child) {
  if (child.gone) throw new Error(`${child.name} ended: ${child.lines.slice(-3).join(' | ')}`);
  return undefined;
}
