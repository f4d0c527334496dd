import { env } from 'node:process';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { StewardError } from '../../shared/runtime/errors.ts';

type Settings = Record<string, string | undefined>;
type Profiles = Record<string, Settings>;

/** A profile of ~/.aws, with what it says in both files. */
export interface Profile {
  name: string;
  /** As in the file: `region`, `mfa_serial`. Empty for a `default` that is nowhere declared. */
  settings: Settings;
  /** Whether --profile or AWS_PROFILE names it. */
  isNamed: boolean;
  /** Whether AWS_ACCESS_KEY_ID goes before it: before AWS_PROFILE, not before --profile, as in the AWS CLI. */
  yields: boolean;
}

/**
 * The profile that is taken. One that is named and nowhere declared is refused, and so is one that takes its
 * credentials from such a one: the SDK would go on to the next credentials it finds, such as those of the machine,
 * which are of another account than the one that was meant.
 *
 * @param option - As --profile names it; default: AWS_PROFILE, then `default`.
 * @throws StewardError naming the profiles there are.
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
    'Take one of them with --profile, or add it with aws configure'
  );
}

/** Goes from a role to the profile that may take it, as the SDK will. */
function requireSources(name: string, profiles: Profiles, seen: readonly string[] = []): void {
  const { role_arn, source_profile, credential_source, web_identity_token_file } =
    profiles[name] ?? {};
  if (role_arn === undefined) return;
  if (source_profile && credential_source) throw new StewardError(both(name));
  if (!source_profile) {
    if (credential_source || web_identity_token_file) return;
    throw new StewardError(neither(name));
  }
  // One that is its own source takes the role with keys of its own.
  if (source_profile === name) return;
  if (!profiles[source_profile]) throw new StewardError(noSource(name, source_profile));
  const way = [...seen, name];
  if (way.includes(source_profile)) throw new StewardError(circle([...way, source_profile]));
  requireSources(source_profile, profiles, way);
}

const both = (name: string) =>
  `the profile ${name} has a source_profile and a credential_source, and a role is taken by one: remove the other`;

const neither = (name: string) =>
  `the profile ${name} has a role_arn and does not say who takes the role: give it a source_profile, ` +
  'or a credential_source (Environment, Ec2InstanceMetadata, EcsContainer)';

const noSource = (name: string, source: string) =>
  `the profile ${name} takes its credentials from the source_profile ${source}, which is nowhere declared in ` +
  `~/.aws: add it with aws configure --profile ${source}, or correct the name`;

const circle = (names: string[]) =>
  `profiles take their credentials from each other in a circle: ${names.join(' → ')}. One of them needs some of its own`;
