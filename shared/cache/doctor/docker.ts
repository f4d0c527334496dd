import { accessSync, constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from '../../registry/v2.ts';
import type { DockerPlace, ImageCase } from './case.ts';
import { broken, ok, type Step, skipped, type Verdict } from './check.ts';

/** Has Docker something to log in to the registry with? Without, it says `no basic auth credentials`. */
export const dockerStep: Step<ImageCase> = {
  name: 'docker',
  async look({ docker, image, identity, door }, at) {
    if (docker === undefined) return skipped('not asked for');
    at(docker.configFile);
    const origin = image.registry ? `https://${image.registry.host}` : (await door()).origin;
    const { host } = new URL(origin);
    const login = loginCommand(host, (await identity()).region);
    const text = await readFile(docker.configFile, 'utf8').catch(() => undefined);
    if (text === undefined) return broken(absent, login);
    const config = parse(text);
    if (config === undefined) {
      return broken('the Docker configuration is no JSON', `put it right, then: ${login}`);
    }
    const entry = entryFor(host, config);
    if (entry === undefined) {
      return broken(`no login for ${host}: Docker says no basic auth credentials`, login);
    }
    if ('helper' in entry) return helperVerdict(entry.helper, docker, at);
    at(`GET ${origin}/v2/`);
    const answer = await request({ origin, token: entry.auth }, '/v2/').catch(() => undefined);
    if (answer?.status === 401 || answer?.status === 403) {
      return broken(`the login for ${host} is not taken any more: it lasts 12 hours`, login);
    }
    return ok(`a login for ${host}${answer?.ok ? ', which the registry takes' : ', not tried'}`);
  },
};

const absent = 'there is no Docker configuration; where another machine pulls, add --no-docker';

function loginCommand(host: string, region: string): string {
  return `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${host}`;
}

interface DockerConfig {
  auths: Map<string, unknown>;
  credHelpers: Map<string, unknown>;
  credsStore: unknown;
}

function parse(text: string): DockerConfig | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null) return undefined;
    const members = entriesOf(content);
    return {
      auths: entriesOf(members.get('auths')),
      credHelpers: entriesOf(members.get('credHelpers')),
      credsStore: members.get('credsStore'),
    };
  } catch {
    // What could not be parsed may be a login: it is not quoted.
    return undefined;
  }
}

function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

type Entry = { helper: string } | { auth: string };

/** As Docker looks: a helper for the host, then the store of all hosts, then the file itself. */
function entryFor(
  host: string,
  { auths, credHelpers, credsStore }: DockerConfig,
): Entry | undefined {
  const helper = credHelpers.get(host);
  if (typeof helper === 'string' && helper !== '') return { helper };
  const [, known] = [...auths].find(([key]) => hostOf(key) === host) ?? [];
  if (typeof credsStore === 'string' && credsStore !== '') {
    // docker login leaves an empty entry for what is in the store; the helper of ECR needs no login.
    return known !== undefined || credsStore === 'ecr-login' ? { helper: credsStore } : undefined;
  }
  const auth = entriesOf(known).get('auth');
  return typeof auth === 'string' && auth !== '' ? { auth } : undefined;
}

/** Old entries are URLs: `https://host/v1/`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function helperVerdict(
  helper: string,
  { searchPath }: DockerPlace,
  at: (what: string) => void,
): Verdict {
  const program = `docker-credential-${helper}`;
  at(`${program} on PATH`);
  const isThere = searchPath.some((folder) => isExecutable(join(folder, program)));
  if (isThere) return ok(`the credential helper ${helper}, which was not asked`);
  const remedy =
    helper === 'ecr-login'
      ? 'install amazon-ecr-credential-helper, or take it out of the Docker configuration'
      : `install ${program}, or take it out of the Docker configuration`;
  return broken(`the credential helper ${helper} is set, and ${program} is not on PATH`, remedy);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
