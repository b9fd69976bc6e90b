/** A number at the carrier that other systems have to do with. */
import { createServer } from 'node:http';
import { until } from './wait.mjs';

const account = `Basic ${Buffer.from('practice:practice-vonage-secret').toString('base64')}`;

/** The system behind the number before. */
export class Shop {
  #got = [];
  #server;

  async open() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        const said = new URLSearchParams(body).get('text');
        if (said !== null) this.#got.push(said);
        response.end();
      });
    });
    await new Promise((ready) => this.#server.listen(this.port ?? 0, '127.0.0.1', ready));
    this.port = this.#server.address().port;
    this.url = `http://127.0.0.1:${this.port}/sms`;
    return this;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((ended) => this.#server.close(ended));
  }

  orders() {
    return this.#got.toSorted();
  }

  has(text) {
    return until(() => this.#got.includes(text), `the shop has "${text}"`, 40_000);
  }
}

/** The pretend Vonage, as its customer changes it. */
export class Carrier {
  constructor(base, phone) {
    this.base = `${base}/vonage`;
    this.phone = phone;
  }

  async change(path, form) {
    const answer = await fetch(`${this.base}/${path}`, { method: 'POST', body: new URLSearchParams(form), headers: { Authorization: account } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  async number() {
    const answer = await fetch(`${this.base}/account/numbers?pattern=${this.phone}`, { headers: { Authorization: account } });
    return answer.text();
  }
}
