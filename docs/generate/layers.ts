/**
 * The modules of the source by layer, lowest first, with what each is for. A file may import from its own module and
 * from lower layers, never up, and never from another module of its own layer. test/architecture.test.ts checks the
 * imports, and docs/architecture.md shows the layers.
 */
export interface Layer {
  name: string;
  /** By folder. */
  modules: Readonly<Record<string, string>>;
}

export const layers: readonly Layer[] = [
  {
    name: 'Ground',
    modules: {
      'shared/runtime':
        'wraps handlers; SDK clients and their pacing, errors in words, logs, metrics, the environment',
    },
  },
  {
    name: 'Basics',
    modules: {
      'shared/config': 'registry.yml: its schema, its checks with line and column, its notes',
      'shared/registry': 'ECR as ecr-steward sees it: repositories, images, tags, settings',
      'shared/alerts': 'alerts: sent once per cause, resolved, routed; the ledger of what was sent',
    },
  },
  {
    name: 'Safeguards',
    modules: {
      'shared/actions':
        'the gate that every action goes through: owner, consent, pause, limits, audit log (history)',
      'shared/use':
        'what runs: who is asked, what a repository must not lose for it, and since when',
    },
  },
  {
    name: 'Changes',
    modules: {
      'shared/changes':
        'steps from what a registry has to what registry.yml declares: made through the gate, undone, of whatever kind',
    },
  },
  {
    name: 'The walk',
    modules: {
      'shared/walk':
        'the nightly walk: reads the registry once, in slices, and shows it to all capabilities',
    },
  },
  {
    name: 'Settings',
    modules: {
      'shared/settings':
        'settings of repositories: what registry.yml declares of one, its drift, how it is brought in line',
    },
  },
  {
    name: 'Capabilities',
    modules: {
      'shared/naming': 'names of repositories and tags: checks, quarantine, deletion',
      'shared/scanning': 'findings of image scans: thresholds, ignored vulnerabilities, quarantine',
      'shared/baseline': 'rules for the settings of repositories, and which of them are enforced',
      'shared/repositories':
        'repositories that are declared: which have to be there, with which settings',
      'shared/tags': 'moved tags: which image each tag names, and who pushed another',
      'shared/cache':
        'pull through cache rules with credentials, templates, pullers, warm images; the doctor',
      'shared/registry-settings':
        'settings of the registry: scanning, signing, exclusions, account settings, its policy',
      'shared/lifecycle': 'lifecycle policies of the whole registry: previewed and linted',
      'shared/inventory': 'the inventory: reading, comparing, Parquet files, the report page',
      'shared/replication': 'copies of images that did not arrive',
      'shared/signing': 'images that were pushed and not signed',
      'shared/deletions': 'what was deleted, by what, and whether it was in use',
      'shared/retention': 'which images stay, and what is archived or deleted in two steps',
      'shared/shield':
        'what runs is kept from lifecycle policies: in-use tags, and the rule for them',
      'shared/usage': 'which images are in use, archived and missing ones among them',
      'shared/unused-repositories':
        'repositories that nobody uses: marked, and deleted where they are empty',
      'shared/alarms': "CloudWatch's alarms on ecr-steward itself, as alerts",
      'shared/unknown': 'the shape of events that no page describes',
    },
  },
  {
    name: 'Over all capabilities',
    modules: {
      'shared/steward':
        'what needs all capabilities: who takes part in the walk, what is due, what is enforced, how an action is undone',
      'shared/proposal':
        'a registry.yml that is proposed from what an account has (`init`), and what a file lacks of it',
    },
  },
  {
    name: 'Entry points',
    modules: { functions: 'one file per Lambda function: parse the event, call the capability' },
  },
];

/** Modules outside of the layers: the local AWS imports nothing of ecr-steward. */
export const alone: Readonly<Record<string, string>> = {
  local:
    'the local AWS: ECR, Secrets Manager, EventBridge, Lambda and others, for tests and for a first try',
};

/** Modules above both. */
export const above: Readonly<Record<string, string>> = {
  cli: 'the command: one file per verb, and how its answers are printed',
};

/** Folders next to the source. */
export const beside: Readonly<Record<string, string>> = {
  resources:
    'CloudFormation that serverless.yml includes: roles, ledger, topics, alarms, dashboard',
  events: 'sample events, as AWS and ecr-steward send them',
  queries: 'questions to the inventory, in SQL',
  docs: 'these pages; `docs/generate/` generates those of `docs/reference/`',
  test: 'tests, in folders like those of the source',
  bench: 'benchmarks: cold starts, reading a registry, bursts of pushes',
  conformance: 'test suites of other projects, run against the local AWS',
};

/** Folders within the larger modules. */
export const folders: Readonly<Record<string, string>> = {
  'cli/aws': 'profiles, networks and sessions; the owner of the registry',
  'cli/commands': 'what each verb is called and takes, a file per group of the help',
  'cli/completion': 'shell completion',
  'cli/demo': '`npm start`',
  'cli/local': 'what `local`, `replay` and `fire` share',
  'cli/print': 'how answers are printed',
  'cli/program': 'help, examples, exit codes, questions, errors in one line',
  'cli/verbs': 'one file per verb',
  'local/blobs': 'layers of images, on disk or in memory',
  'local/data': 'what `local --data` keeps across restarts',
  'local/distribution': 'the registry API that Docker and others speak',
  'local/ecr': 'the ECR API, a folder per part of it',
  'local/events': 'EventBridge: the bus and its patterns',
  'local/http': 'the HTTP server, its protocols, faults for tests',
  'local/iam': 'policies: who may do what, as IAM decides it',
  'local/lambda': 'functions: bundling, running, durable executions',
  'local/pull-through': 'pulls through the cache from an upstream',
  'local/secrets-manager': 'the Secrets Manager API',
  'local/service': 'what all services share: callers, pages, CloudTrail events',
  'local/stack': 'carries out the packaged template: conditions, functions, rules, rights',
  'local/storage': 'DynamoDB, S3, SNS and SQS, from other projects',
  'local/sts': 'the STS API',
  'local/uses': 'services and tasks of ECS, functions of Lambda, as a test declares them',
  'shared/actions/permits': 'whether a rule is enforced: what a person allowed, and what is paused',
  'shared/alerts/delivery': 'messages, their formats and topics',
  'shared/alerts/ledger': 'the table of sent alerts: claimed, found by kind, forgotten',
  'shared/cache/credentials': 'logins upstream: validation, secrets, `credential set`',
  'shared/cache/doctor': 'the steps of `doctor`',
  'shared/cache/failures': 'why a pull through the cache fails',
  'shared/cache/policy': 'pullers: their statements of the registry policy',
  'shared/cache/repositories': 'settings of cached repositories',
  'shared/cache/rules': 'pull through cache rules',
  'shared/cache/templates': 'repository creation templates',
  'shared/cache/warm': 'images imported ahead of their first pull',
  'shared/config/active': 'the registry.yml that functions work with: its versions in the ledger',
  'shared/config/build': 'the check before a deployment, and the JSON Schema',
  'shared/config/checks': 'problems that span several keys',
  'shared/config/document': 'the YAML with lines and columns; unknown keys',
  'shared/config/notes': 'entries that are valid and have no effect',
  'shared/config/patterns': 'globs and RE2 patterns as data',
  'shared/config/stack-parameters':
    'what a registry.yml needs of a stack, and what a stack lacks for it',
  'shared/config/schema': 'one file per block of registry.yml',
  'shared/inventory/compare': 'what has changed since the previous inventory',
  'shared/inventory/parquet': 'Parquet files',
  'shared/inventory/publish': 'what comes after the last slice: files, metrics, alerts',
  'shared/inventory/report': 'the report page',
  'shared/inventory/rows': 'the rows of the tables',
  'shared/inventory/slices': 'what the inventory makes of each slice of the walk',
  'shared/inventory/store': 'what an inventory is kept as',
  'shared/inventory/summary': 'totals, ages, costs',
  'shared/naming/due': 'images that are due within the hour',
  'shared/naming/suggest': 'valid names that are suggested, where that is certain',
  'shared/naming/walk': 'parts of a slice, and what concerns the whole',
  'shared/proposal/cache':
    'cache rules, their templates and pullers, as far as they change nothing',
  'shared/proposal/registry': 'settings of the registry, as far as they change nothing',
  'shared/proposal/repositories': 'repositories by the fewest globs and names',
  'shared/registry/lifecycle': 'lifecycle policy previews',
  'shared/registry/manifests': 'manifests, image indexes, referrers',
  'shared/registry/policy': 'the text of the registry policy, changed statement by statement',
  'shared/registry/settings': 'settings and policies of repositories and the registry',
  'shared/registry/snapshot': 'what a snapshot of a registry says, and what it does not',
  'shared/registry/tags': 'a tag added, replaced, removed',
  'shared/registry-settings/replication':
    'replication and its backfills, started once and watched to their end',
  'shared/retention/act': 'what is due, done right after a last look',
  'shared/retention/plan': 'what stays and why, and what goes together: without a call',
  'shared/retention/source': 'what the source of a replication still has',
  'shared/runtime/pacing': 'how fast ECR is called',
  'shared/runtime/store': 'files, in S3 or a folder',
  'shared/scanning/findings': 'scans and their findings, and what the rules say of them',
  'shared/scanning/walk': 'which images are checked on the walk, and in which order',
  'shared/steward/declared':
    'what `plan` and `apply` do: all that registry.yml declares, block by block',
  'shared/settings/walk': 'settings of repositories on the walk, and those that are missing',
  'shared/settings/template': 'repository creation templates: as declared, as written',
  'shared/steward/undo': 'how an action or a change is undone, and done again',
  'shared/steward/walk':
    'which capabilities take part in the nightly walk, through which registries, and what failed',
  'shared/use/deleted': 'what events say of deletions, and one deletion of several events',
  'shared/use/sources':
    'who runs images: a file or folder for each service that is asked, and for files',
  'shared/walk/reading': 'repositories read once for all visitors, in the order of names',
};
