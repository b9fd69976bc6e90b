/** The sandbox's strings: customers write, codes expire, phones are looked at. */
import { until } from './wait.mjs';

/** The /control API of a sandbox. */
export class Control {
  constructor(base) {
    this.base = base;
  }

  async get(path) {
    return this.#ask(path, {});
  }

  async post(path, body) {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  }

  async #ask(path, init) {
    const answer = await fetch(`${this.base}/control/${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`sandbox ${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Brings a customer and gives their id. */
  async customer(name, phone, more = {}) {
    return (await this.post('customers', { id: '', name, phone, country: 'DE', ...more })).id;
  }

  /** A customer writes text to the number that is live. */
  write(customerId, text, more = {}) {
    return this.post('write', { customerId, content: { kind: 'text', text }, ...more });
  }

  /** Messages on a customer's phone, oldest first. */
  async phone(customerId) {
    const { threads } = await this.get(`phone/${customerId}`);
    return threads.flatMap((thread) => thread.messages);
  }

  /** Waits until a customer's phone shows a message that fits. */
  onPhone(customerId, fits, what) {
    return until(async () => (await this.phone(customerId)).find(fits), what, 20_000);
  }
}
