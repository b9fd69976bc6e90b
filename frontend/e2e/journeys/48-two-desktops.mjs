/** Two desktops at one conversation: who is there is seen, a reply to a question that changed meanwhile is held, and drafts are on every computer of a person. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { nils, ownerAndAgent } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { bubble, field, open, opened, reply, row, showList } from '../lib/screens.mjs';
import { live } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'two desktops at one conversation: who looks and types there, a reply that is held, and drafts on both';

export async function run(stage) {
  const { world, relay, owner, agent, lena } = await ownerAndAgent(stage);
  await together(owner.page, agent.page);
  await staleQuestion({ world, agent, lena });
  await drafts({ stage, relay, agent });
}

const company = (page, words) => page.getByTestId('company').filter({ hasText: words });

/** Each sees that the other is there, and who types; what is not said again ends. */
async function together(owner, agent) {
  await showList(owner, 'All');
  await field(agent).pressSequentially('Guten Tag, ');
  await row(owner, 'Lena Hoffmann').getByRole('img', { name: 'Nils Agent is typing…' }).waitFor();
  await pictures(owner, '48-row');
  await open(owner, 'Lena Hoffmann');
  await field(agent).pressSequentially('ich sehe nach');
  await company(owner, 'Nils Agent is typing…').waitFor();
  await company(agent, 'Mara Owner is looking').waitFor();
  await pictures(owner, '48-typing');
  await pictures(agent, '48-looking');
  const axe = new Axe(owner);
  await axe.look('a conversation in which somebody types');
  axe.judge();
  await company(owner, 'Nils Agent is looking').waitFor({ timeout: 20_000 });
  await owner.getByRole('link', { name: 'Contacts' }).click();
  await company(agent, 'Mara Owner').waitFor({ state: 'detached' });
  assert.equal(await field(agent).inputValue(), 'Guten Tag, ich sehe nach', 'nothing of it reaches the reply');
  await field(agent).fill('');
}

/** A reply that was begun on one computer goes on at another of the same person; what is typed there is not replaced. */
async function drafts({ stage, relay, agent }) {
  const second = await stage.desktop({ profile: 'nils-2' });
  await second.call('Session', 'Connect', relay.url);
  await second.call('Session', 'SignIn', nils.email, nils.password);
  await live(second);
  await open(second.page, 'Lena Hoffmann');
  await field(agent.page).fill('Noch etwas: ');
  await until(async () => (await field(second.page).inputValue()) === 'Noch etwas: ', 'the draft is on the other computer');
  assert.equal(await agent.page.getByTestId('company').count(), 0, 'nobody sees themselves from another computer');
  await showList(second.page, 'Waiting');
  await showList(second.page, 'Mine');
  await row(second.page, 'Lena Hoffmann').getByText('Draft:').waitFor();

  await notes(agent.page, second.page);
  agent.app.signal('SIGSTOP');
  await field(second.page).fill('Noch etwas: die Heringe');
  await until(async () => (await second.request('draft.list', { since: 0 })).items.some((each) => each.text === 'Noch etwas: die Heringe'), 'the relay has what was written meanwhile');
  await field(agent.page).fill('Noch etwas: die Leinen');
  agent.app.signal('SIGCONT');
  const offer = agent.page.getByRole('group', { name: 'You wrote on another computer' });
  await offer.getByText('Noch etwas: die Heringe').waitFor();
  assert.equal(await field(agent.page).inputValue(), 'Noch etwas: die Leinen', 'what is typed here stays');
  await pictures(agent.page, '48-other-draft');
  const axe = new Axe(agent.page);
  await axe.look('a draft of another computer');
  axe.judge();
  await offer.getByRole('button', { name: 'Use' }).click();
  assert.equal(await field(agent.page).inputValue(), 'Noch etwas: die Heringe');
  await agent.page.getByRole('group', { name: 'You wrote here before' }).getByRole('button', { name: 'Discard' }).click();
  await reply(agent.page, 'Noch etwas: die Heringe');
  await bubble(second.page, 'Noch etwas: die Heringe').waitFor();
  await until(async () => (await field(second.page).inputValue()) === '', 'what was sent is no draft on the other computer');
}

/** A note that was begun goes on at the other computer too, beside the reply and never as one. */
async function notes(page, second) {
  const note = (there) => there.getByRole('textbox', { name: 'Note' });
  for (const each of [page, second]) {
    await field(each).waitFor();
    await each.keyboard.press('Alt+Shift+N');
    await note(each).waitFor();
  }
  await note(page).fill('Ruft morgen an');
  await until(async () => (await note(second).inputValue()) === 'Ruft morgen an', 'the note is on the other computer');
  await note(second).fill('Ruft morgen an, sagt sie');
  await until(async () => (await note(page).inputValue()) === 'Ruft morgen an, sagt sie', 'it goes on where it was begun');
  await note(page).press('Enter');
  await second.getByRole('article', { name: /^Note by You/ }).filter({ hasText: 'Ruft morgen an, sagt sie' }).waitFor();
  await until(async () => (await note(second).inputValue()) === '', 'what was added is no draft on the other computer');
  for (const each of [page, second]) {
    await each.keyboard.press('Alt+Shift+N');
    await field(each).waitFor();
    assert.equal(await field(each).inputValue(), 'Noch etwas: ', 'the reply was left as it was');
  }
}

/** The customer takes the question back while the agent, who knows nothing of it, answers. */
async function staleQuestion({ world, agent, lena }) {
  agent.app.signal('SIGSTOP');
  const [{ id }] = (await world.control.phone(lena)).filter((message) => message.fromCustomer);
  await world.control.post('write', { customerId: lena, content: { kind: 'removal', target: id } });
  await reply(agent.page, 'Es kommt morgen.');
  agent.app.signal('SIGCONT');
  const held = (await opened(agent.page, 'Lena Hoffmann')).getByRole('article', { name: 'Held, not sent' });
  await held.getByText('The customer deleted what they wrote.').waitFor({ timeout: 20_000 });
  await pictures(agent.page, '48-held');
  await held.getByRole('button', { name: 'Send anyway' }).click();
  await world.control.onPhone(lena, (message) => message.text === 'Es kommt morgen.', 'the answer goes when it is wanted all the same');
}
