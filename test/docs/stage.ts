import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { type StartedAws, startLocalAws } from '../../local/aws.ts';

import type { Snapshot } from '../../local/ecr/snapshot/snapshot.ts';
import type { Stack } from '../../local/stack/stack.ts';

import { takeOver } from '../../shared/actions/owner.ts';
import { clientConfig } from '../local/start.ts';
import { createTable } from '../support/acting.ts';
import { createFolder } from '../support/temporary-folder.ts';
import { deployOn, linkCheckout, readSnapshot } from './checkout.ts';
import { pushTo } from './push.ts';
import { createShell, type Outcome } from './shell.ts';
import { openUpstream, type Upstream } from './upstream.ts';

/** What the commands of a page run on: a folder, a registry.yml in it, and a local AWS. */
export interface Stage {
  /** Makes it the registry.yml of the folder. */
  write(registryYml: string): void;
  /** Starts the local AWS anew, with a snapshot of test/docs/registries or of the checkout; default empty. */
  restart(snapshotFile?: string): Promise<void>;
  /** Starts it anew with what it was started with, and with the functions of serverless.yml on it. */
  deploy(): Promise<void>;
  /** Has a deployed stack own the registry: its mark is there, and its ledger also without its functions. */
  own(stackName: string): Promise<void>;
  /** Pushes a new image; the functions of `deploy` are through with it then. */
  push(image: string): Promise<void>;
  /** Starts the AWS anew, with a registry on this machine as an upstream: `quay team/app:1.0.0 team/app:1.1.0`. */
  connect(upstream: string): Promise<void>;
  /** Runs commands and waits until the functions have reacted. */
  run(script: string): Promise<Outcome>;
  /** Starts what `ecr-steward local` keeps up: the page's AWS from then on. */
  serve(script: string): Promise<Outcome>;
  close(): Promise<void>;
}

/** The port that a reader's local AWS has. */
const usualPort = '127.0.0.1:4566';

export async function openStage(): Promise<Stage> {
  const { folder, remove } = await createFolder();
  const own = join(folder, '.kept');
  mkdirSync(own);
  linkCheckout(folder);
  const shell = createShell(folder, own);
  let snapshot: Snapshot | undefined;
  let running: { aws: StartedAws; stack?: Stack } | undefined;
  let served: Record<string, string> | undefined;
  let upstream: Upstream | undefined;

  async function ended() {
    await running?.stack?.close();
    await running?.aws.close();
    running = undefined;
    served = undefined;
  }

  async function aws(): Promise<StartedAws> {
    running ??= {
      aws: await startLocalAws({
        ...(snapshot && { snapshot }),
        ...(upstream && { upstreams: upstream.addresses }),
      }),
    };
    return running.aws;
  }

  async function variables(): Promise<Record<string, string>> {
    if (served) return served;
    const { endpoint, region } = await aws();
    return { ...variablesFor(endpoint, region), ...upstream?.variables };
  }

  async function withAws<Result>(work: (ecr: ECRClient) => Promise<Result>): Promise<Result> {
    const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = await variables();
    const ecr = new ECRClient(clientConfig({ endpoint, region }));
    return work(ecr).finally(() => ecr.destroy());
  }

  return {
    write: (registryYml) => writeFileSync(join(folder, 'registry.yml'), `${registryYml}\n`),
    restart: async (file) => {
      await ended();
      snapshot = file === undefined ? undefined : readSnapshot(file);
    },
    deploy: async () => {
      await ended();
      const stack = await deployOn(await aws(), join(folder, 'registry.yml'));
      running = { aws: await aws(), stack };
      await stack.idle();
    },
    own: async (stack) => {
      if (served) throw new Error('set the stage before `npx ecr-steward local`, or start it anew');
      if (!running?.stack) await createTable(await aws(), `${stack}-ledger`);
      await withAws((ecr) => takeOver(ecr, { stack, file: 'registry.yml' }));
    },
    push: async (image) => {
      await withAws((ecr) => pushTo(ecr, image));
      await running?.stack?.idle();
    },
    connect: async (value) => {
      await ended();
      await upstream?.close();
      upstream = await openUpstream(value);
    },
    run: async (script) => {
      const given = await variables();
      const { output, code } = await shell.run(hereFor(script, given), given);
      await running?.stack?.idle();
      return { output: usualFor(output, given), code };
    },
    serve: async (script) => {
      await ended();
      const output = await shell.start(
        script,
        variablesFor('http://127.0.0.1:0', 'eu-west-1'),
        ready,
      );
      served = Object.fromEntries(
        output.matchAll(exported).map(([, name = '', it = '']) => [name, it]),
      );
      return { output: usualFor(output, served), code: 0 };
    },
    close: async () => {
      shell.close();
      await ended();
      await upstream?.close();
      await remove();
    },
  };
}

/** The lines that `ecr-steward local` prints; the last one comes when it is up. */
const exported = /(AWS_[A-Z_]+)=(\S+)/g;
const ready = /^export AWS_ACCESS_KEY_ID=.*\n/m;

function variablesFor(endpoint: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** A page says the usual port; here it is any that was free. */
function hereFor(script: string, { AWS_ENDPOINT_URL = '' }: Record<string, string>): string {
  return script.replaceAll(usualPort, new URL(AWS_ENDPOINT_URL).host);
}

function usualFor(output: string, { AWS_ENDPOINT_URL = '' }: Record<string, string>): string {
  return output.replaceAll(new URL(AWS_ENDPOINT_URL).host, usualPort);
}
