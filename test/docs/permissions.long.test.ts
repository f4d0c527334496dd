import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { exitCodes } from '../../cli/program/exit-codes.ts';
import { commandFacts } from '../../docs/generate/facts/command-facts.ts';
import { createSecret } from '../cli/account.ts';
import { jsonOf } from '../cli/run.ts';
import { startSteward } from '../cli/steward.ts';
import { roomy } from '../support/acting.ts';
import { createRepositories, push } from '../support/images.ts';

const registryYml = `
limits: ${roomy}
naming:
  grace: 0s
  tags:
    - {rule: deleted, repositories: ['team-b/**'], kinds: [semver], action: delete}
    - {rule: quarantined, kinds: [semver], action: quarantine}
pullThroughCache:
  prune: true
  rules:
    - prefix: docker-hub
      upstream: docker-hub
      credential: ecr-pullthroughcache/hub
      pullers: ['111122223333']
      repositories: {lifecycle: {keepLast: 5}, scanOnPush: true, mutability: MUTABLE}
    - {prefix: quay, upstream: quay, warm: [{image: team-a/web, tags: ['1.0.0']}]}
baseline:
  - {action: enforce, mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {defaults: {owner: nobody}}}
scanning: {rules: [{rule: all, fail: {critical: 0}}]}
`;

test('a verb calls nothing that its page does not name', async () => {
  const findings = { '*': { findings: [{ name: 'CVE-2026-1', severity: 'CRITICAL' as const }] } };
  await using steward = await startSteward(registryYml, { findings });
  const { aws, ecr, run, secretsManager } = steward;
  await createSecret(secretsManager, 'ecr-pullthroughcache/hub');
  await createRepositories(ecr, 'team-a/web', 'team-b/api', 'docker-hub/library/redis');
  await push(ecr, 'team-a/web', ['wrong']);
  await push(ecr, 'docker-hub/library/redis', ['7']);
  await push(ecr, 'team-b/api', ['1.0.0', 'wrong']);

  const unnamed: string[] = [];
  let verb = '';
  aws.onExchange(({ service, operation }) => {
    const action = `${service}:${operation}`;
    if (service === 'distribution' || actionsOf(verb).includes(action)) return;
    unnamed.push(`${verb}: ${action}`);
  });
  const tell = async (name: string, ...args: string[]) => {
    verb = name;
    const ran = await run(...name.split(' '), ...args);
    const { found } = commandFacts[name] ?? {};
    if (ran.code === exitCodes.found && found === undefined) unnamed.push(`${name}: exit code 2`);
    return ran;
  };
  await tell('inventory');
  await tell('snapshot');
  await tell('scan');
  await tell('plan');
  await tell('apply', '--yes');
  await tell('allow', '--yes');
  await tell('check', '--enforce', '--yes');
  await tell('release', 'team-a/web:wrong', '--yes');
  await tell('baseline', '--enforce', '--yes');
  await tell('lifecycle');
  const { entries } = jsonOf<{ entries: { id: string; what: string }[] }>(
    await tell('history', '--json'),
  );
  const different = new Map(entries.map((it) => [it.what.replace(/[0-9a-f]{12}/, ''), it.id]));
  for (const id of different.values()) await tell('undo', id, '--yes');
  await tell('doctor');
  await tell('warm');
  await tell('observe');
  await tell('pause', '--reason', 'a test', '--account', '123456789012');
  await tell('resume');
  await tell('config push', '--yes');
  await writeFile(steward.file, `${registryYml}# changed`);
  await tell('config push');
  await tell('config list');
  await tell('config show', '1', '--account', '123456789012');
  await tell('config rollback', '--yes');
  await tell('take-over', '--yes', '--stack', 'another');
  expect([...new Set(unnamed)]).toEqual([]);
  expect(different.size).toBeGreaterThan(5);
}, 240_000);

function actionsOf(verb: string): string[] {
  return (commandFacts[verb]?.permissions ?? []).flatMap(({ actions }) => actions);
}
