/** The desktop's notification service, on a journey's own bus: what it was given, and clicks. */
import { until } from './wait.mjs';

/** Starts the service. */
export async function serve(stage) {
  const service = stage.child('notifications', stage.built.world, ['notifications'], {
    env: { PATH: process.env.PATH, DBUS_SESSION_BUS_ADDRESS: stage.bus },
    stdin: 'pipe',
  });
  await until(() => service.lines.includes('{"ready":true}'), () => `the notification service is there: ${service.lines.join(' | ')}`);
  return service;
}

/** Waits for a notification that fits, and gives it. */
export function shown(service, fits, what) {
  return until(() => service.lines.map((line) => JSON.parse(line)).find((each) => each.title !== undefined && fits(each)), () => `${what}: ${service.lines.join(' | ')}`, 25_000);
}
