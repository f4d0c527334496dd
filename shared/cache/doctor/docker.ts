import { accessSync, constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RegistryDoor, request } from '../../registry/manifests/v2.ts';
import type { DockerPlace, ImageCase } from './case.ts';
import { broken, ok, type Step, skipped, type Verdict } from './check.ts';
import { dockerLogin } from './docker-config.ts';

/** Has Docker a login for the registry? Without one it says `no basic auth credentials`. */
export const dockerStep: Step<ImageCase> = {
  name: 'docker',
  async look({ docker, image, identity, door }, at) {
    if (docker === undefined) return skipped('skipped by --no-docker');
    const { configFile } = docker;
    at(configFile);
    const origin = image.registry ? `https://${image.registry.host}` : (await door()).origin;
    const { host } = new URL(origin);
    const login = loginCommand(host, (await identity()).region);
    const read = await readConfig(configFile, login);
    if ('verdict' in read) return read;
    const found = dockerLogin(read.text, host);
    if ('unusable' in found) {
      return broken(`${configFile} ${found.unusable}`, `${found.mend}, then: ${login}`);
    }
    if ('none' in found) {
      const hint = found.hint ? `; ${found.hint}` : '';
      const none = `no login for ${host}: Docker says no basic auth credentials${hint}`;
      return broken(none, found.mend ? `${found.mend}, in ${configFile}` : login);
    }
    if ('helper' in found) return helperVerdict(found.helper, docker, at);
    const there = onThisMachine(await door()) ?? origin;
    at(`GET ${there}/v2/`);
    const answer = await request({ origin: there, token: found.auth }, '/v2/').catch(
      () => undefined,
    );
    if (answer?.status === 401 || answer?.status === 403) {
      return broken(`the login for ${host} is no longer accepted: it lasts 12 hours`, login);
    }
    return ok(`a login for ${host}${answer?.ok ? ', which the registry accepts' : ', not tried'}`);
  },
};

/** The address at which a local AWS serves the host of the image. A login of Docker is sent nowhere else. */
function onThisMachine({ origin }: RegistryDoor): string | undefined {
  return /^(localhost|127\..*|\[::1\])$/.test(new URL(origin).hostname) ? origin : undefined;
}

function loginCommand(host: string, region: string): string {
  return `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${host}`;
}

async function readConfig(file: string, login: string): Promise<{ text: string } | Verdict> {
  try {
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'EISDIR') return broken(`${file} is a folder`, `rm -r ${file}, then: ${login}`);
    if (code === 'EACCES' || code === 'EPERM') {
      const whose = 'root may own it, after a docker login with sudo';
      return broken(`${file} cannot be read: ${whose}`, `sudo chown "$USER" ${file}`);
    }
    return broken(
      `there is no Docker configuration ${file}; if another machine pulls, add --no-docker; sudo docker reads the one in the home of root`,
      login,
    );
  }
}

function helperVerdict(
  helper: string,
  { searchPath, configFile }: DockerPlace,
  at: (what: string) => void,
): Verdict {
  const program = `docker-credential-${helper}`;
  at(`${program} on PATH`);
  const programAt = (name: string) =>
    searchPath.map((folder) => join(folder, name)).find(isExecutable);
  if (programAt(program)) return ok(`the credential helper ${helper}, which was not run`);
  const found = `the credential helper ${helper} is set, but ${program} is not on PATH`;
  const short = helperMeant(helper);
  if (short !== helper) {
    return broken(
      found,
      `write ${short} for "${helper}", in ${configFile}: Docker puts docker-credential- before it`,
    );
  }
  const other = programAt(helper);
  if (other) {
    return broken(
      `${found}: there is ${other}`,
      `ln -s ${helper} ${other.slice(0, -helper.length)}${program}`,
    );
  }
  const install = helper === 'ecr-login' ? 'amazon-ecr-credential-helper' : program;
  return broken(found, `install ${install}, or remove ${helper} from ${configFile} and log in`);
}

/** Without the prefix that Docker adds; the helper of ECR has one name, which is often miswritten. */
function helperMeant(helper: string): string {
  const short = helper.trim().replace(/^docker-credential-/, '');
  return /^(amazon-|aws-)?ecr([-_ ]?(login|credential-helper|helper))?$/i.test(short)
    ? 'ecr-login'
    : short;
}

/** Whether there is such a file, and this process may run it. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
