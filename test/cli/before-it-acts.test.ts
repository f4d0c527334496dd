import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRepositories, push } from '../support/images.ts';
import { startSteward } from './steward.ts';

const registryYml = `
naming: { tags: [{ rule: versions only, repositories: [platform/**], kinds: [semver], action: quarantine }] }
`;

/** What is another one in each run: times, ids, digests, and who has called. */
function timeless(text: string): string {
  return text
    .replace(/20\d{6}T\d{9}Z-[0-9a-f]{8}/g, '<id>')
    .replace(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
    .replace(/[0-9a-f]{64}|[0-9a-f]{60}…/g, '<digest>')
    .replace(/quarantine-[0-9a-f]{12}/g, 'quarantine-<digest>')
    .replace(/arn:aws:\S+/g, '<caller>')
    .replace(/ecr-steward-(test|dev)/g, 'ecr-steward-<stage>');
}

test('the section of the README on acts shows what the commands print', async () => {
  await using steward = await startSteward(registryYml);
  const { ecr, run } = steward;
  await createRepositories(ecr, 'platform/web');
  await push(ecr, 'platform/web', ['latest']);
  const shown: string[] = [];
  const tell = async (...args: string[]) => {
    const { stdout } = await run(...args);
    shown.push(`$ npx ecr-steward ${args.join(' ')}\n${stdout}`);
    return stdout;
  };
  await tell('allow', 'naming', '--yes');
  const enforced = (await run('check', '--enforce', '--yes')).stdout;
  expect(enforced).toContain('quarantined platform/web:latest');
  await tell('history', 'platform/web');
  await tell('release', 'platform/web:latest', '--yes');

  const readme = readFileSync('README.md', 'utf8');
  const [, section = ''] = /^## Before it acts\n([\s\S]*?)^## /m.exec(readme) ?? [];
  const samples = [...section.matchAll(/```\n(\$ [\s\S]*?)```/g)].map(([, sample = '']) => sample);
  expect(samples.map(timeless).join('')).toBe(timeless(shown.join('')));
});
