import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateRepositoryCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr';
import type { Outcome } from './outcome.ts';
import { ociConformance } from './tools.ts';

/** ECR does not create these repositories on push, so they are created before. */
const REPOSITORIES = ['conformance/repo1', 'conformance/repo2'] as const;

/**
 * Runs the OCI conformance test against the registry at an address.
 *
 * @throws Error when it leaves no report; NotAvailableError
 */
export async function runOci(endpoint: string): Promise<Outcome[]> {
  const program = await ociConformance();
  const results = await mkdtemp(join(tmpdir(), 'oci-conformance-'));
  try {
    const password = await prepare(endpoint);
    const env = {
      PATH: process.env.PATH,
      OCI_REGISTRY: new URL(endpoint).host,
      OCI_TLS: 'disabled',
      OCI_REPO1: REPOSITORIES[0],
      OCI_REPO2: REPOSITORIES[1],
      OCI_USERNAME: 'AWS',
      OCI_PASSWORD: password,
      OCI_RESULTS_DIR: results,
    };
    await ended(program, env);
    return parse(await readFile(join(results, 'junit.xml'), 'utf8'));
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

async function prepare(endpoint: string): Promise<string> {
  const nobody = { accessKeyId: 'test', secretAccessKey: 'test' };
  const ecr = new ECRClient({ endpoint, region: 'us-east-1', credentials: nobody });
  for (const repositoryName of REPOSITORIES) {
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  }
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
  return token.slice(token.indexOf(':') + 1);
}

async function ended(program: string, env: NodeJS.ProcessEnv): Promise<void> {
  await once(spawn(program, [], { env, stdio: 'ignore' }), 'close');
}

/** Reads its JUnit report, with a status for each case. A name can occur several times. */
function parse(report: string): Outcome[] {
  const cases = report.matchAll(/<testcase name="([^"]*)"[^>]* status="(\w+)"/g);
  return [...cases].map(([, name = '', status = '']) => ({
    name: name.replace('OCI Conformance Test/', ''),
    outcome: outcomeOf(status),
    why: '',
  }));
}

function outcomeOf(status: string): Outcome['outcome'] {
  if (status === 'passed') return 'passed';
  return status === 'skipped' || status === 'disabled' ? 'skipped' : 'failed';
}
