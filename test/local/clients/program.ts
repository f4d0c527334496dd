import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CreateRepositoryCommand, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { TestContext } from 'vitest';
import { isInstalled } from '../../support/docker-registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startRegistry } from '../distribution/client.ts';
import { repositoryName } from '../images.ts';
import type { TestAws } from '../start.ts';

export const run = promisify(execFile);

/** Skips the test, with a word, where a program is not installed. */
export function needs(ctx: TestContext, program: string): void {
  if (!isInstalled(program)) ctx.skip(`there is no ${program} on this machine`);
}

/** `AWS:` and the password, as `aws ecr get-login-password` would give it. */
export async function credentials({ ecr }: TestAws): Promise<string> {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  return Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
}

/**
 * a local AWS with two repositories, and a function to run external clients in a home folder of their own, in which
 * Docker's configuration has the login.
 */
export async function startForClients() {
  const registry = await startRegistry();
  await registry.ecr.send(new CreateRepositoryCommand({ repositoryName: 'team-b/copy' }));
  const { host } = new URL(registry.aws.endpoint);
  const login = Buffer.from(await credentials(registry)).toString('base64');
  const home = await temporaryFolder({
    'hello.txt': 'hello',
    'config.json': JSON.stringify({ auths: { [host]: { auth: login } } }),
  });
  const env = { PATH: process.env.PATH, HOME: home, DOCKER_CONFIG: home };
  return {
    ...registry,
    home,
    /** Where the images of the usual repository are. */
    image: (tag: string) => `${host}/${repositoryName}:${tag}`,
    copy: (tag: string) => `${host}/team-b/copy:${tag}`,
    host,
    /** A program to be run. @returns what it prints, without space at the ends */
    as(program: string) {
      return async (...args: string[]) =>
        (await run(program, args, { cwd: home, env })).stdout.trim();
    },
  };
}
