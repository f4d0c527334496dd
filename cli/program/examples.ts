/** Examples for the help of each verb, by its name; a test parses each of them. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  '': [
    'npx ecr-steward demo',
    'npx ecr-steward check --region eu-west-1',
    'npx ecr-steward plan --config team/registry.yml --profile production',
  ],
  inventory: [
    'npx ecr-steward inventory',
    'npx ecr-steward inventory platform/web --json',
    'npx ecr-steward inventory --report inventory.html',
    'npx ecr-steward inventory --format csv --output images.csv',
  ],
  check: [
    'npx ecr-steward check',
    'npx ecr-steward check platform/web --json',
    'npx ecr-steward check --format sarif > check.sarif',
    'npx ecr-steward check --enforce',
  ],
  baseline: ['npx ecr-steward baseline', 'npx ecr-steward baseline platform/web --enforce'],
  shield: ['npx ecr-steward shield', 'npx ecr-steward shield platform/web --enforce'],
  lifecycle: [
    'npx ecr-steward lifecycle',
    'npx ecr-steward lifecycle platform/web --json',
    'npx ecr-steward lifecycle --format markdown > comment.md',
  ],
  retention: ['npx ecr-steward retention', "npx ecr-steward retention 'team-a/**' --json"],
  scan: [
    'npx ecr-steward scan',
    'npx ecr-steward scan platform/web --json',
    'npx ecr-steward scan --format sarif > scan.sarif',
  ],
  usage: ['npx ecr-steward usage', 'npx ecr-steward usage platform/web --json'],
  deletions: ['npx ecr-steward deletions', 'npx ecr-steward deletions platform/web --days 30'],
  unused: ['npx ecr-steward unused', 'npx ecr-steward unused sandbox/anna --json'],
  plan: [
    'npx ecr-steward plan',
    'npx ecr-steward plan --registry today.json',
    'npx ecr-steward plan --format markdown > comment.md',
  ],
  apply: ['npx ecr-steward apply', 'npx ecr-steward apply --yes --json'],
  allow: ['npx ecr-steward allow --list', 'npx ecr-steward allow naming'],
  observe: ['npx ecr-steward observe', 'npx ecr-steward observe naming'],
  pause: [
    'npx ecr-steward pause --reason incident-4711',
    'npx ecr-steward pause naming --reason wrong-rule --stack ecr-steward-prod',
  ],
  resume: ['npx ecr-steward resume', 'npx ecr-steward resume naming'],
  'take-over': ['npx ecr-steward take-over --stack ecr-steward-production'],
  history: ['npx ecr-steward history', 'npx ecr-steward history platform/web --days 30'],
  undo: ['npx ecr-steward undo 20261127T092401007Z-91be04aa'],
  release: ['npx ecr-steward release platform/web:latest'],
  'config push': [
    'npx ecr-steward config push',
    'npx ecr-steward config push --config team/registry.yml --stack ecr-steward-prod',
  ],
  'config list': ['npx ecr-steward config list'],
  'config show': [
    'npx ecr-steward config show > active.yml',
    'npx ecr-steward config show 3 --json',
  ],
  'config rollback': ['npx ecr-steward config rollback', 'npx ecr-steward config rollback 3 --yes'],
  doctor: [
    'npx ecr-steward doctor',
    'npx ecr-steward doctor 123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker.io/library/nginx:1.27',
  ],
  'credential set': [
    'npx ecr-steward credential set docker.io --username somebody < token.txt',
    'npx ecr-steward credential set docker.io',
  ],
  warm: ['npx ecr-steward warm --plan', 'npx ecr-steward warm docker.io'],
  snapshot: [
    'npx ecr-steward snapshot today.json',
    'npx ecr-steward snapshot --region eu-central-1 > today.json',
  ],
  init: [
    'npx ecr-steward init --region eu-west-1 --output eu-west-1.yml',
    'npx ecr-steward init --registry today.json --force',
  ],
  local: [
    'npx ecr-steward local --data .ecr',
    'npx ecr-steward local --upstream docker-hub=http://127.0.0.1:5001',
    'npx ecr-steward local --registry today.json --port 0',
  ],
  replay: [
    'npx ecr-steward replay events/aws.ecr/image-action-push-tagged.json --registry today.json',
  ],
  fire: ['npx ecr-steward fire', 'npx ecr-steward fire walk'],
  demo: ['npx ecr-steward demo'],
  completion: [
    'source <(npx ecr-steward completion bash)',
    'source <(npx ecr-steward completion zsh)',
    'npx ecr-steward completion fish > ~/.config/fish/completions/ecr-steward.fish',
  ],
};
