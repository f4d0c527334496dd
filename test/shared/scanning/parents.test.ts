import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { withParents } from '../../../shared/scanning/parents.ts';
import { quarantine } from '../../../shared/scanning/quarantine.ts';
import type { Failure } from '../../../shared/scanning/result.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { inUse } from '../../../shared/use/guard.ts';
import {
  createRepository,
  index,
  manifest,
  put,
  repositoryName,
  tagsByDigest,
} from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { freely } from '../../support/acting.ts';

test('a multi-arch image that was pulled lately keeps its tags, also if this part of it was not', async () => {
  const { aws, ecr } = await startTestAws({ auth: false });
  await createRepository(ecr);
  const digest = await put(ecr, manifest('amd64'));
  const parent = await put(ecr, index(manifest('amd64')), '1.0.0');
  const pulled = await fetch(`${aws.endpoint}/v2/${repositoryName}/manifests/1.0.0`, {
    headers: { accept: 'application/vnd.oci.image.index.v1+json' },
  });
  expect(pulled.status).toBe(200);

  const config = parseRegistryConfig(
    'scanning: { rules: [{ rule: gate, fail: { critical: 0 }, action: quarantine }] }',
  );
  const scanning = compileScanning(config.scanning);
  const rule = scanning.ruleFor(repositoryName);
  if (rule === undefined) throw new Error('there is no rule');
  const judgement = { over: [], findings: [] } as unknown as Failure['judgement'];
  const failing: Failure = { repository: repositoryName, digest, tags: [], rule, judgement };
  const [failure = failing] = await withParents(ecr, [failing]);
  const guard = inUse(async () => ({ images: [], beyond: [] }));
  const fate = { kind: 'quarantine' as const, digest: parent, tags: ['1.0.0'] };
  const treatment = await quarantine({ ecr, scanning, gate: freely, guard }, failure, fate);
  expect(treatment).toEqual({ kind: 'kept', why: expect.stringContaining('it was pulled on 20') });
  expect(await tagsByDigest(ecr)).toMatchObject({ [parent]: ['1.0.0'] });
});
