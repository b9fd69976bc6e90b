/** Processes that the tests start, and only those: each is ended by its own id. */
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { within } from './wait.mjs';

/** A started process with its group; what it says lies in a file. */
export class Child {
  #gone = false;

  constructor(name, command, args, { env, cwd, log, stdin = 'ignore' } = {}) {
    this.name = name;
    this.lines = [];
    this.process = spawn(command, args, { env, cwd, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => {
        this.lines.push(`cannot be started: ${error.message}`);
        this.#gone = true;
        resolve(error.message);
      });
      this.process.once('close', (code, signal) => {
        this.#gone = true;
        resolve(signal ?? code);
      });
    });
    const file = log === undefined ? undefined : createWriteStream(log, { flags: 'a' });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        file?.write(text);
        this.lines.push(...text.split('\n').filter((line) => line !== ''));
        if (this.lines.length > 400) this.lines.splice(0, this.lines.length - 400);
      });
    }
    this.process.once('close', () => file?.end());
  }

  get gone() {
    return this.#gone;
  }

  get pid() {
    return this.process.pid;
  }

  /** Sends a signal to the process and what it started in its group. */
  signal(name) {
    if (this.#gone || this.pid === undefined) return;
    try {
      process.kill(-this.pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  /** Ends it at once, as a power cut would. */
  async kill() {
    this.signal('SIGKILL');
    await within(this.ended, 10_000, `${this.name} ends`);
  }
}

/** Ends one process by the id that it wrote down itself; it may be gone already. */
export function killPid(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The full path of a program, or undefined. */
export function find(program) {
  try {
    return execFileSync('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', program], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** A port of this computer that nobody has now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
