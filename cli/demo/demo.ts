import { fileURLToPath } from 'node:url';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { own } from '../../shared/actions/owner.ts';
import { consent } from '../../shared/actions/permits/consent.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import type { Inventory } from '../../shared/inventory/take.ts';
import { enforcedRules } from '../../shared/naming/enforced-rule.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { applyDeclared } from '../../shared/steward/declared/apply.ts';
import { changesOf } from '../../shared/steward/declared/plan.ts';
import type { Session } from '../aws/clients.ts';
import { clientsWith, destroy } from '../aws/clients.ts';
import { localSettings, readUnowned } from '../aws/dry-run.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { gateOf, stewardOf } from '../aws/steward.ts';
import { type LocalStack, startLocalStack } from '../local/stack.ts';
import { printOutcome, printPlan } from '../print/answers/plan.ts';
import { paint, print } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { printInventory } from '../verbs/inventory.ts';
import { observeAndPlan } from '../verbs/plan.ts';
import { type Mailbox, subscribeMailbox } from './mailbox.ts';
import { pushImage, tagsOf } from './sample-image.ts';

const sampleRegistry = fileURLToPath(new URL('../../local/sample.snapshot.json', import.meta.url));

/** A repository in which the sample registry.yml allows only versions as tags. */
const REPOSITORY = 'platform/web';

/** `npm start`: the three jobs on a local AWS, by the functions that a stack deploys. */
export async function demo(options: GlobalOptions): Promise<ExitCode> {
  const { config, registry = sampleRegistry } = options;
  const running = await startLocalStack({
    config,
    port: 0,
    snapshot: await readUnowned(registry),
  });
  const clients = clientsWith(localSettings(running.aws));
  const session = {
    ...{ ...clients, dryRun: true, close: async () => destroy(clients) },
    makeLedger: async () => running.stack.resources.Ledger?.name ?? '',
  };
  try {
    introduce(running, options.registry ?? 'a sample registry');
    await showCacheRules(session, options);
    await running.stack.idle();
    await showPushes(running, session, options);
    await showInventory(running, session);
    print('\nNext: npx ecr-steward local runs this AWS; npx ecr-steward --help lists all verbs.');
    return exitCodes.done;
  } finally {
    await session.close();
    await running.close();
  }
}

function introduce({ aws, stack }: LocalStack, registry: string): void {
  const names = stack.functions.map(({ name }) => name).join(', ');
  print(`A local AWS at ${aws.endpoint} has ${registry}. Nothing leaves this machine.`);
  print(`Its events and schedules start the functions of serverless.yml: ${names}.`);
}

async function showCacheRules(session: Session, options: GlobalOptions): Promise<void> {
  const config = loadRegistryConfig(options.config);
  heading('Cache rules: plan. The drift of the registry from registry.yml');
  const steward = await stewardOf(session, options);
  const plan = await observeAndPlan(session, config, steward.ledger);
  printPlan(changesOf(plan));
  heading('Cache rules: apply');
  await own(session.ecr, steward.me);
  const gate = await gateOf(session, steward, config);
  const { ecr } = session;
  await applyDeclared({ ecr, gate }, config, plan, (it) => printOutcome(it));
  printPlan(changesOf(await observeAndPlan(session, config, steward.ledger)));
}

async function showPushes(
  running: LocalStack,
  session: Session,
  options: GlobalOptions,
): Promise<void> {
  const mailbox = subscribeMailbox(running);
  await showPush(running, session, mailbox, '2.4.0');
  await showPush(running, session, mailbox, 'latest');
  heading('So far the rules only observe. To enforce them: npx ecr-steward allow naming');
  const rules = enforcedRules(loadRegistryConfig(options.config).naming);
  const { ledger } = await stewardOf(session, options);
  if (ledger) await consent(ledger, 'naming', rules, 'the demo', new Date());
  print(`Rules that are enforced now: ${rules.map(({ name }) => name).join(', ') || 'none'}`);
  await showPush(running, session, mailbox, 'stable');
}

async function showPush(
  running: LocalStack,
  { ecr }: Session,
  mailbox: Mailbox,
  tag: string,
): Promise<void> {
  heading(`A push: ${REPOSITORY}:${tag}`);
  const started = performance.now();
  const digest = await pushImage(ecr, REPOSITORY, tag);
  await running.stack.idle();
  const elapsed = Math.round(performance.now() - started);
  print(`The push function has checked it (${elapsed} ms after the push began).`);
  print(`The image has the tags: ${(await tagsOf(ecr, REPOSITORY, digest)).join(', ')}`);
  const mails = mailbox.open();
  if (mails.length === 0) print('No alert: the tag follows the rules.');
  for (const mail of mails) print(`The alert topic received:\n${mail.replace(/^/gm, '  | ')}`);
}

async function showInventory({ aws, stack }: LocalStack, { s3 }: Session): Promise<void> {
  heading('The nightly walk, and its inventory');
  const outcome = await stack.fire('walk');
  if (!outcome.ok) throw new StewardError(`the walk failed: ${outcome.error.message}`);
  const { inventory } = outcome.result as { inventory?: { place: string } };
  if (!inventory) throw new StewardError('the walk has no inventory: its alerts say why');
  const { place } = inventory;
  const [bucket = '', ...path] = place.replace('s3://', '').split('/');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: path.join('/') }));
  printInventory(JSON.parse((await Body?.transformToString()) ?? '') as Inventory);
  print('\nNext to its summary are all images as Parquet files and an HTML report:');
  print(place);
  print(
    paint('dim', `(while this AWS runs: aws s3 ls --recursive s3://${bucket}, at ${aws.endpoint})`),
  );
}

function heading(title: string): void {
  print(`\n${paint(['bold', 'cyan'], title)}`);
}
