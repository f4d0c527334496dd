import { env } from 'node:process';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { StewardError } from '../../shared/runtime/errors.ts';

type Settings = Record<string, string | undefined>;
type Profiles = Record<string, Settings>;

/** A profile of ~/.aws, with its settings of both files. */
export interface Profile {
  name: string;
  /** By their names in the files: `region`, `mfa_serial`. Empty for a `default` that is not declared. */
  settings: Settings;
  /** Whether --profile or AWS_PROFILE names it. */
  isNamed: boolean;
  /** Whether AWS_ACCESS_KEY_ID precedes it: it precedes AWS_PROFILE, not --profile, as in the AWS CLI. */
  yields: boolean;
}

/**
 * The profile to use. One that is named and not declared is refused, and so is one whose source profile is not
 * declared: the SDK would fall back to other credentials, such as those of the machine, which may be of another account.
 *
 * @param option - The value of --profile; default: AWS_PROFILE, then `default`.
 * @throws StewardError with the names of the declared profiles.
 */
export async function profileOf(option?: string): Promise<Profile> {
  const named = option ?? env.AWS_PROFILE;
  const profiles = await loadProfiles();
  const name = named || 'default';
  if (named && !profiles[name]) throw new StewardError(noProfile(name, profiles));
  const yields = !option && Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY);
  if (!yields) requireSources(name, profiles);
  return { name, settings: profiles[name] ?? {}, isNamed: Boolean(named), yields };
}

async function loadProfiles(): Promise<Profiles> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return Object.fromEntries(
    [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]),
  );
}

function noProfile(name: string, profiles: Profiles): string {
  const there = Object.keys(profiles).join(', ') || 'none';
  return (
    `there is no profile ${name} in ~/.aws/config or ~/.aws/credentials; there is ${there}. ` +
    'Name one of them with --profile, or add it with aws configure'
  );
}

/** Follows source_profile from role to role, as the SDK does. */
function requireSources(name: string, profiles: Profiles, seen: readonly string[] = []): void {
  const { role_arn, source_profile, credential_source, web_identity_token_file } =
    profiles[name] ?? {};
  if (role_arn === undefined) return;
  if (source_profile && credential_source) throw new StewardError(both(name));
  if (!source_profile) {
    if (credential_source || web_identity_token_file) return;
    throw new StewardError(neither(name));
  }
  // One that is its own source assumes the role with its own keys.
  if (source_profile === name) return;
  if (!profiles[source_profile]) throw new StewardError(noSource(name, source_profile));
  const path = [...seen, name];
  if (path.includes(source_profile)) throw new StewardError(circle([...path, source_profile]));
  requireSources(source_profile, profiles, path);
}

const both = (name: string) =>
  `the profile ${name} has a source_profile and a credential_source, and only one can assume the role: remove the other`;

const neither = (name: string) =>
  `the profile ${name} has a role_arn and no credentials that assume the role: give it a source_profile, ` +
  'or a credential_source (Environment, Ec2InstanceMetadata, EcsContainer)';

const noSource = (name: string, source: string) =>
  `the profile ${name} takes its credentials from the source_profile ${source}, which is not declared in ` +
  `~/.aws: add it with aws configure --profile ${source}, or correct the name`;

const circle = (names: string[]) =>
  `profiles take their credentials from each other in a circle: ${names.join(' → ')}. Give one of them keys of its own`;
