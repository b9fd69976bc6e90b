/** The small team that several journeys begin with: an owner, an agent beside her, and customers whose conversations are taken. */
import { accept, bubble } from './screens.mjs';
import { accepts, settle } from './team.mjs';

const password = 'seven small otters';
const mara = { name: 'Mara Owner', email: 'mara@harbour-pine.example', password };
/** The agent, as they sign in. */
export const nils = { name: 'Nils Agent', email: 'nils@harbour-pine.example', password };

/** Three customers with their numbers. */
export const customers = [
  ['Lena Hoffmann', '4915228817386'],
  ['Rosa Marin', '34600123412'],
  ['Tom Baker', '447700900123'],
];

/** A relay, and the desktop of its owner, who has an inbox. */
export async function ownerAlone(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const inbox = await settle(owner, relay, mara);
  return { world, relay, owner, page: owner.page, inbox };
}

/** The same with a conversation taken from each of the customers, in their order. */
export async function ownerWithThree(stage, text = (name) => `Hello from ${name}`) {
  const office = await ownerAlone(stage);
  for (const [name, number] of customers) {
    const id = await office.world.control.customer(name, number);
    await office.world.control.write(id, text(name));
    await accept(office.page, name);
  }
  return office;
}

/** The owner, and on a desktop of their own an agent who has taken Lena's conversation. */
export async function ownerAndAgent(stage) {
  const office = await ownerAlone(stage);
  const { world, owner, inbox } = office;
  const agent = await stage.desktop({ profile: 'nils' });
  const userId = await accepts(agent, owner, nils);
  await owner.request('inbox.put', { id: inbox.inboxId, numberId: inbox.numberId, name: 'Support', mode: 'roundRobin', reassignSeconds: 300, members: [userId] });
  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await world.control.write(lena, 'Wo bleibt mein Paket?');
  await accept(agent.page, 'Lena Hoffmann');
  await bubble(agent.page, 'Wo bleibt mein Paket?').waitFor();
  return { ...office, agent, lena };
}
